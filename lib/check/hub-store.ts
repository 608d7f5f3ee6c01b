import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { CHECK_CHANNEL } from "@/lib/model/live-check";

const RETRY_MS = 500;
const PATIENCE_SECONDS = 3;

/**
 * Listens for changes of checks on a connection of its own, which is opened again whenever it is
 * lost. After each (re)connection `changed` is told "", as what came meanwhile was missed.
 * Resolves once the first attempt has come or failed; nothing that waits depends on it alone.
 */
export async function listenForChecks(
  url: string,
  changed: (payload: string) => void,
): Promise<{ close: () => Promise<void> }> {
  const stopping = new AbortController();
  let current: postgres.Sql | null = null;

  /** One connection, until it ends. */
  const listenOnce = async (listening: () => void): Promise<void> => {
    let ended: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    // `onnotify` is an option that the driver's types leave out.
    const options = {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: PATIENCE_SECONDS,
      fetch_types: false,
      onnotice: () => {},
      onnotify: (_: string, payload: string) => changed(payload),
      onclose: () => ended(),
      connection: { application_name: "dane-stats checks, listening" },
    } as postgres.Options<Record<string, never>>;
    const sql = postgres(url, options);
    current = sql;
    try {
      await sql`listen ${sql(CHECK_CHANNEL)}`;
      listening();
      changed("");
      if (!stopping.signal.aborted) await end;
    } catch {
      // Tried again.
    } finally {
      listening();
      await sql.end({ timeout: 0 });
    }
  };

  let kept: Promise<void> = Promise.resolve();
  await new Promise<void>((listening) => {
    kept = (async () => {
      while (!stopping.signal.aborted) {
        await listenOnce(listening);
        await sleep(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    })();
  });
  return {
    close: async () => {
      stopping.abort();
      await current?.end({ timeout: 0 });
      await kept;
    },
  };
}
