import { compareMemory } from "@/lab/memory-watch";
import { hasProgram } from "@/lab/programs";
import type { Drill } from "./drill";

/**
 * Checks the lab's domains again and again in one process, many at once, hostile servers included.
 * A round is 1,000 checks.
 *
 * Promises: the heap after a collection, sockets and other handles are at the end what they were
 * after the first tenth.
 */
export const memoryFlat: Drill = {
  name: "memory-flat",
  purpose: "memory of one process over many thousand checks",
  rounds: { full: 100, sample: 0 },
  async run({ rounds, log }) {
    if (!hasProgram("nsd") || !hasProgram("unbound"))
      return { isSuccess: true, report: ["Left out: nsd or unbound is missing."] };
    return compareMemory(rounds * 1000, log);
  },
};
