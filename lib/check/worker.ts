import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import { changesBetween } from "@/lib/model/check-changes";
import type { CheckProgress } from "@/lib/model/check-progress";
import type { CheckReport } from "@/lib/model/check-report";
import { checkFully } from "@/lib/verifier/check-fully";
import { parseDomainInput } from "@/lib/verifier/domain-name-input";
import type { FullCheckIo } from "./check-verifier";
import type { CheckHub } from "./hub";
import { forgetUnused } from "./limit-store";
import {
  addEvent,
  type Claim,
  claimNext,
  fail,
  finish,
  giveBack,
  purge,
  recover,
  renewLeases,
  reportBefore,
} from "./queue-store";
import type { CheckSettings } from "./settings";

/** What went wrong on our side; one line in the log each. */
export type CheckLog = {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type WorkerParts = {
  db: Db;
  hub: CheckHub;
  /** The verifier's parts for the check that begins now. */
  begin: () => Promise<FullCheckIo>;
  settings: CheckSettings;
  log: CheckLog;
};

/** Runs what waits in the queue, until it is stopped. */
export type CheckWorker = { stop: () => Promise<void> };

const HOUSEKEEPING_MS = 60_000;
const PURGE_EVERY = 60;
/** A stage longer than this is not told; the report has it. */
const MOST_EVENT_CHARACTERS = 100_000;
/** After its deadline a check still may say how far it got; after this it is a fault of ours. */
const OVERDUE_MS = 15_000;

/** Starts a worker of this process. Any number may share a database. */
export function startWorker({ db, hub, begin, settings, log }: WorkerParts): CheckWorker {
  const holder = randomBytes(9).toString("base64url");
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one for each check that runs
  const running = new Set<Promise<void>>();
  const { leaseMs, deadlineMs, smtpPort } = settings;

  /** A fault of the database is logged and passes; the next round tries again. */
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (cause) {
      log.warn({ err: cause }, `check: ${what} failed`);
      return false;
    }
  };

  const examine = async (claim: Claim): Promise<CheckReport> => {
    const domain = parseDomainInput(claim.domain);
    if (!domain.ok) throw new Error(`${claim.domain} was queued: ${domain.error.code}`);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    const onStop = () => deadline.abort();
    stopping.signal.addEventListener("abort", onStop, { once: true });
    let told: Promise<unknown> = Promise.resolve();
    let sequence = 0;
    const onProgress = (progress: CheckProgress) => {
      if (JSON.stringify(progress).length > MOST_EVENT_CHARACTERS) return;
      sequence += 1;
      const at = sequence;
      told = told.then(() => attempt("an event", () => addEvent(db, claim, at, progress)));
    };
    try {
      const io = await begin();
      const checked = checkFully(domain.value, io, {
        signal: deadline.signal,
        port: smtpPort,
        onProgress,
      });
      const report = await Promise.race([checked, overdue(deadlineMs + OVERDUE_MS)]);
      await told;
      return report;
    } finally {
      clearTimeout(timer);
      stopping.signal.removeEventListener("abort", onStop);
    }
  };

  const run = async (claim: Claim): Promise<void> => {
    let report: CheckReport | null = null;
    try {
      report = await examine(claim);
    } catch (cause) {
      log.error({ err: cause, domain: claim.domain }, "check failed");
    }
    // Cut short by the end of the process, it says less than the next process can find out.
    if (stopping.signal.aborted) return;
    const conclude = async () => {
      if (report === null) return fail(db, claim, "internal");
      const before = await reportBefore(db, claim.domain);
      const compared = before && {
        previous: before.id,
        changes: changesBetween(before.report, report),
      };
      return finish(db, claim, report, compared);
    };
    for (const pauseMs of [1_000, 4_000]) {
      if (await attempt("keeping a result", conclude)) return;
      await pause(pauseMs);
    }
    await attempt("keeping a result", conclude);
  };

  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => {});

  const work = async () => {
    const bell = hub.bell("");
    stopping.signal.addEventListener("abort", bell.close, { once: true });
    while (!stopping.signal.aborted) {
      let waitMs = 1_000;
      if (running.size < settings.atOnce)
        try {
          const claim = await claimNext(db, holder, settings);
          if (claim.id === null) waitMs = Math.min(waitMs, claim.retryAfterMs);
          else {
            const done = run(claim).finally(() => running.delete(done));
            running.add(done);
            continue;
          }
        } catch (cause) {
          log.warn({ err: cause }, "check: the queue cannot be read");
          await pause(1_000);
        }
      if (!stopping.signal.aborted) await bell.wait(waitMs);
    }
  };

  const keepAlive = async () => {
    while (!stopping.signal.aborted) {
      await attempt("recovery", () => recover(db, settings.longestWaitMs));
      await pause(leaseMs / 3);
      if (running.size > 0) await attempt("a lease", () => renewLeases(db, holder, leaseMs));
    }
  };

  const keepHouse = async () => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      await attempt("housekeeping", () => forgetUnused(db));
      if (round % PURGE_EVERY === 0) await attempt("purging", () => purge(db, settings.keepDays));
      await pause(HOUSEKEEPING_MS);
    }
  };

  const loops = Promise.all([work(), keepAlive(), keepHouse()]);
  return {
    stop: async () => {
      stopping.abort();
      await loops;
      await Promise.all(running);
      await attempt("giving checks back", () => giveBack(db, holder));
    },
  };
}

const overdue = (afterMs: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the check did not end at its deadline")), afterMs).unref();
  });
