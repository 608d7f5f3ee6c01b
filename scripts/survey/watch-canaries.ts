import type { Db } from "@/db/client";
import type { Canary } from "@/lib/survey/scan/canaries";
import { CanaryWatch, type CanaryWatchIo } from "@/lib/survey/scan/canary-watch";
import { HostBook } from "@/lib/survey/scan/host-book";
import { observeDomain } from "@/lib/survey/scan/observe-domain";
import type { OpenScan } from "@/lib/survey/scan/open-scan";
import type { Reporter } from "./reporter";

/** The watch over a process's canaries; null where none are set. */
export function watchOver(
  canaries: readonly Canary[],
  { io }: OpenScan,
  reporter: Reporter,
  parts: Pick<CanaryWatchIo, "run" | "holder" | "queue"> & { db: Db },
): CanaryWatch | null {
  if (canaries.length === 0) return null;
  return new CanaryWatch({
    ...parts,
    canaries,
    // Whether it is signed is asked too, and hosts are looked at anew.
    observe: (name) => observeDomain({ name, ds: "unknown" }, { ...io, hosts: new HostBook(io) }),
    onLook: ({ state, wrong }, tainted) => {
      const sentences = {
        right: `${canaries.length} canaries are right`,
        untold: "the canaries could not be told",
        wrong: `a canary is wrong: ${wrong[0]?.sentence ?? ""} ${tainted} batches will be scanned again, and none until it is right.`,
      };
      reporter.event("canaries", { state, wrong, tainted }, sentences[state]);
    },
  });
}
