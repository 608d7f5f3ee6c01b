import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import type { Probe, ProbeAttempt, ProbeTarget } from "@/lib/verifier/check-io";
import { NOT_BEGUN } from "@/lib/verifier/polite-probe";
import { registrableDomain } from "./content";
import {
  claimProbe,
  holdProbe,
  leaveAddress,
  operatorTurn,
  storeProbe,
  takeAddress,
} from "./store-probes";

const MINUTE_MS = 60_000;
/** One probe an address and day; less than a day, so that a run may begin a little earlier. */
const FRESH_MS = 20 * 60 * MINUTE_MS;
/** A host with a DANE problem may have been mended within the hour. */
const FRESH_PROBLEM_MS = 55 * MINUTE_MS;
/** What was silent may answer the first retry, after ten minutes. */
const FRESH_SILENT_MS = 9 * MINUTE_MS;
/** Longer than three handshakes at their deadlines take. */
const HOLD_MS = 3 * MINUTE_MS;
/** One connection a second and operator. */
const OPERATOR_EVERY_MS = 1_000;
const POLL_MS = 200;

/** For how long what a probe saw counts, in milliseconds. Pure. */
export function freshFor(attempts: readonly ProbeAttempt[]): number {
  const any = attempts.find(({ keyType }) => keyType === "any");
  if (any === undefined || any.outcome.kind === "no_session") return FRESH_SILENT_MS;
  return any.outcome.kind === "tls" ? FRESH_MS : FRESH_PROBLEM_MS;
}

/**
 * A probe that all processes on one database share: each address is connected to once a day under one
 * name, by one of them at a time, and each operator's servers once a second.
 *
 * @param holder this process, told from all others.
 * @param mostAgeMs what was seen longer ago is not good enough; null: the day, or as it was stored.
 */
export const sharedProbe =
  (db: Db, holder: string, operatorEveryMs = OPERATOR_EVERY_MS, mostAgeMs: number | null = null) =>
  (probe: Probe): Probe =>
  async (target, signal) => {
    while (!signal.aborted) {
      const claim = await claimProbe(db, target, holder, HOLD_MS, mostAgeMs);
      if (claim.kind === "known") return claim.attempts;
      if (claim.kind === "ours")
        return probeInTurn(db, target, holder, operatorEveryMs, probe, signal);
      await pause(POLL_MS, signal);
    }
    return NOT_BEGUN;
  };

async function probeInTurn(
  db: Db,
  target: ProbeTarget,
  holder: string,
  everyMs: number,
  probe: Probe,
  signal: AbortSignal,
): Promise<readonly ProbeAttempt[]> {
  const operator = registrableDomain(target.serverName);
  const waitMs = await operatorTurn(db, operator, everyMs);
  if (waitMs > 0) {
    await holdProbe(db, target, holder, waitMs + HOLD_MS);
    await pause(waitMs, signal);
  }
  while (!signal.aborted && !(await takeAddress(db, target.address, HOLD_MS))) {
    await holdProbe(db, target, holder, HOLD_MS);
    await pause(POLL_MS, signal);
  }
  if (signal.aborted) {
    await holdProbe(db, target, holder, 0);
    return NOT_BEGUN;
  }
  const attempts = await probe(target, signal);
  await leaveAddress(db, target.address, operator, (attempts.length - 1) * everyMs);
  // What an abort cut short is nobody's finding.
  if (signal.aborted) await holdProbe(db, target, holder, 0);
  else await storeProbe(db, target, holder, attempts, freshFor(attempts));
  return attempts;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => {});
