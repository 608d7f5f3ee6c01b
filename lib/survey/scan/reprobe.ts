import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import { lookSays, type ProblemLook } from "@/lib/model/survey-problems";
import { parseName } from "@/lib/verifier/dns/name";
import { inParallel } from "@/lib/verifier/in-parallel";
import { hostContent } from "./content";
import { observeHost } from "./observe-host";
import type { ScanIo } from "./scan-io";
import {
  claimDue,
  type DueProblem,
  followScan,
  recordProblemLook,
  returnProblems,
} from "./store-problems";

/** What looking again works with. */
export type ReprobeIo = {
  db: Db;
  /** This process, told from all others. */
  holder: string;
  /** Looks anew; null where `signal` ended it, or the holder opted out. */
  look: (host: string) => Promise<HostVerdict | null>;
  onLook: (problem: DueProblem, seen: HostVerdict, says: ProblemLook) => void;
  signal: AbortSignal;
};

const ROUND_MS = 15_000;
/** Longer than twenty hosts take that answer slowly, each in its operator's turn. */
const HOLD_MS = 15 * 60_000;
const PROBLEMS_AT_ONCE = 20;

/**
 * Follows the scan, and looks at every host whose problem is due, until none is. What it finds stands in
 * `host_problems` alone: the state that is published is the daily pass's, of one day.
 *
 * @returns how many hosts were looked at.
 */
export async function reprobeDue(io: ReprobeIo): Promise<number> {
  const { db, holder, signal } = io;
  await followScan(db);
  let looked = 0;
  while (!signal.aborted) {
    const due = await claimDue(db, { holder, holdMs: HOLD_MS, most: PROBLEMS_AT_ONCE });
    if (due.length === 0) break;
    await inParallel(due, PROBLEMS_AT_ONCE, async (problem) => {
      const seen = signal.aborted ? null : await io.look(problem.host);
      // What an abort cut short is nobody's finding.
      if (signal.aborted) return;
      const verdict = seen ?? "unreachable";
      const says = lookSays(problem.verdict, verdict);
      await recordProblemLook(db, { id: problem.id, holder }, { says, seen: verdict });
      io.onLook(problem, verdict, says);
      looked++;
    });
  }
  await returnProblems(db, holder);
  return looked;
}

/** The same whenever one is due, until `signal`. */
export async function reprobe(io: ReprobeIo): Promise<void> {
  while (!io.signal.aborted) {
    await reprobeDue(io);
    await sleep(ROUND_MS, undefined, { signal: io.signal }).catch(() => {});
  }
}

/** Looks at a host by itself, with nothing remembered of it; null for one that is to be left alone. */
export async function lookAtHost(host: string, io: ScanIo): Promise<HostVerdict | null> {
  const name = parseName(host);
  if (!name.ok || !io.mayAsk(name.value)) return null;
  const named = { name: name.value, preference: 0, implicit: false, address: null };
  const seen = await observeHost(named, io);
  return hostContent({ host: named, seen }, io)?.state.verdict ?? null;
}
