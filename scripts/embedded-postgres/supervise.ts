import { setTimeout as sleep } from "node:timers/promises";
import { ok, type Result } from "@/lib/result";
import { isAlive } from "./postmaster";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./start";

const LOOK_EVERY_MS = 250;

/**
 * Starts the embedded PostgreSQL and starts it again, under the same address, whenever it was killed:
 * nobody else looks after it, and its user recovers by itself once it is back.
 */
export async function keepEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<Result<EmbeddedPostgres, EmbeddedPostgresError>> {
  const first = await startEmbeddedPostgres(options);
  if (!first.ok) return first;
  const { url } = first.value;
  const port = Number(new URL(url).port);
  const stopping = new AbortController();
  let current = first.value;
  let complained = false;

  const watch = async () => {
    while (!stopping.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(
        () => {},
      );
      if (stopping.signal.aborted || isAlive(current.pid)) continue;
      const again = await startEmbeddedPostgres({ ...options, port });
      if (again.ok) {
        options.log("the database had ended and was started again");
        current = again.value;
      } else if (!complained) {
        options.log(again.error.message);
      }
      complained = !again.ok;
    }
  };
  const watched = watch();
  const stop = async () => {
    stopping.abort();
    await watched;
    await current.stop();
  };
  return ok({ ...first.value, stop });
}
