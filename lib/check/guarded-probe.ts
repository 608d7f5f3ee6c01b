import { setTimeout as sleep } from "node:timers/promises";
import type { Probe, ProbeAttempt, ProbeTarget } from "@/lib/verifier/check-io";
import type { OptedOut } from "./opt-outs";

/** What stands between a check and other people's servers. */
export type ProbeGuard = {
  /** Read anew as each check begins. */
  optedOut: () => OptedOut;
  /** Counts one probe of an address; null where it may begin, else how long to wait. */
  take: (address: string) => Promise<{ retryAfterMs: number } | null>;
};

/** Other checks see what one server did again this long, so that it is not asked anew. */
const REMEMBERED_MS = 20_000;
const MOST_REMEMBERED = 64;
/** Waiting longer than this for a server's turn, a check says so instead. */
const MOST_WAIT_MS = 10_000;

const notTried = (detail: string): readonly ProbeAttempt[] => [
  { keyType: "any", outcome: { kind: "no_session", fault: "connection_failed", detail } },
];
const OPTED_OUT = notTried("Its operator asked us not to connect to it.");
const TOO_OFTEN = notTried(
  "We connected to it very often in the last minute and leave it alone for now.",
);

/**
 * What probes of several checks remember of each other, for a short while: no address and name is
 * asked twice. Used within the turns of a polite probe, so that the second waits for the first.
 */
export class ProbeMemory {
  private readonly entries = new Map<
    string,
    { attempts: readonly ProbeAttempt[]; forgetAt: number }
  >();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  get(target: ProbeTarget): readonly ProbeAttempt[] | null {
    const known = this.entries.get(keyOf(target));
    return known !== undefined && known.forgetAt > this.now() ? known.attempts : null;
  }

  put(target: ProbeTarget, attempts: readonly ProbeAttempt[]): void {
    const key = keyOf(target);
    this.entries.delete(key);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MOST_REMEMBERED && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { attempts, forgetAt: this.now() + REMEMBERED_MS });
  }
}

const keyOf = ({ address, port, serverName }: ProbeTarget): string =>
  JSON.stringify([address, port, serverName]);

/** A probe that leaves alone who asked for it, and nobody is probed more often than is decent. */
export const guardedProbe =
  (probe: Probe, memory: ProbeMemory, guard: ProbeGuard): Probe =>
  async (target, signal) => {
    const optedOut = guard.optedOut();
    if (optedOut.address(target.address) || optedOut.name(target.serverName)) return OPTED_OUT;
    const known = memory.get(target);
    if (known !== null) return known;
    const refused = await guard.take(target.address);
    if (refused !== null) {
      if (refused.retryAfterMs > MOST_WAIT_MS) return TOO_OFTEN;
      await sleep(refused.retryAfterMs, undefined, { signal }).catch(() => {});
      if (signal.aborted || (await guard.take(target.address)) !== null) return TOO_OFTEN;
    }
    const attempts = await probe(target, signal);
    // One that the check's own deadline cut short says nothing of the server.
    if (!signal.aborted) memory.put(target, attempts);
    return attempts;
  };
