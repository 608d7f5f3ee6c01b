import { setTimeout as sleep } from "node:timers/promises";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import { type ListeningConnection, openListener } from "./store";

/** What the server knows about the database without asking it for each request. */
export type DatabaseWatch = {
  /** False from the moment the connection is lost until it listens again. */
  isReachable(): boolean;
  /** Asks now. */
  check(): Promise<boolean>;
  /** False for a few seconds after the connection came back, while others' connections still fail. */
  isSettled(): boolean;
  /** Why the site is not ready to serve, in sentences; empty when it is. */
  unreadiness(): Promise<string[]>;
  close(): Promise<void>;
};

/** A half-open connection is noticed this late at most, plus the patience of one question. */
const HEARTBEAT_MS = 5_000;
const RETRY_MS = 250;
/** Attempts at the first connection before the site begins without the database. */
const FIRST_TRIES = 12;

/** How long a pool may take to notice that its connections ended and to open others. */
const SETTLING_MS = 5_000;

/**
 * Holds a connection that listens for publications, and opens another whenever it is lost.
 *
 * @param changed called after every (re)connection and every publication: anything made from the
 *   database before may be out of date, as notifications sent while nobody listened are lost.
 * @param expectedMigrations how many migrations this program was built with.
 */
export async function watchDatabase(options: {
  url: string;
  expectedMigrations: number;
  changed: () => void;
  log: { warn: (message: string) => void; info: (message: string) => void };
}): Promise<DatabaseWatch> {
  let connection: ListeningConnection | undefined;
  /** When the connection was last lost or regained; a first connection disturbs nobody. */
  let disturbedAt = Number.NEGATIVE_INFINITY;
  const stopping = new AbortController();

  const connectOnce = async (): Promise<boolean> => {
    let lost = false;
    let opened: ListeningConnection | undefined;
    try {
      opened = await openListener(options.url, RELEASE_CHANNEL, {
        notified: options.changed,
        closed: () => {
          lost = true;
          // A connection that was given up may end after its successor has taken over.
          if (connection === opened) drop();
        },
      });
    } catch {
      return false;
    }
    if (lost || stopping.signal.aborted) {
      await opened.close();
      return false;
    }
    if (disturbedAt > 0) disturbedAt = performance.now();
    connection = opened;
    options.changed();
    return true;
  };

  const drop = () => {
    connection = undefined;
    disturbedAt = performance.now();
  };

  const check = async (): Promise<boolean> => {
    const asked = connection;
    if (asked === undefined) return false;
    try {
      await asked.ping();
      return true;
    } catch {
      if (connection === asked) drop();
      void asked.close().catch(() => {});
      return false;
    }
  };

  const keepConnected = async () => {
    let nextHeartbeat = Date.now() + HEARTBEAT_MS;
    while (!stopping.signal.aborted) {
      await sleep(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      if (stopping.signal.aborted) return;
      if (connection === undefined) {
        options.log.warn("database unreachable; serving stored pages and trying again");
        while (!stopping.signal.aborted && !(await connectOnce())) {
          await sleep(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
        }
        if (connection !== undefined) options.log.info("database reachable again");
      } else if (Date.now() > nextHeartbeat) {
        nextHeartbeat = Date.now() + HEARTBEAT_MS;
        await check();
      }
    }
  };

  // Whoever says that the site is ready means its pages too: a busy machine has a few seconds.
  for (let tries = 0; !(await connectOnce()) && tries < FIRST_TRIES; tries += 1)
    await sleep(RETRY_MS, undefined, { ref: false });
  const kept = keepConnected();
  return {
    isReachable: () => connection !== undefined,
    check,
    isSettled: () => connection !== undefined && performance.now() - disturbedAt > SETTLING_MS,
    unreadiness: async () => {
      try {
        const counts = await connection?.counts();
        if (counts === undefined) return ["The database cannot be reached."];
        return [
          ...(counts.migrations < options.expectedMigrations
            ? [
                `${options.expectedMigrations - counts.migrations} of ${options.expectedMigrations} migrations are not applied.`,
              ]
            : []),
          ...(counts.releases === 0 ? ["No release is published."] : []),
        ];
      } catch {
        return ["The database did not answer."];
      }
    },
    close: async () => {
      stopping.abort();
      await kept;
      await connection?.close();
      connection = undefined;
    },
  };
}
