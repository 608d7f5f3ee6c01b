import type { Db } from "@/db/client";
import type { CheckEvent, CheckSummary } from "@/lib/model/live-check";
import { checkSummary, eventsAfter } from "./check-store";
import type { CheckHub } from "./hub";

/** The number of a stream's last event, above that of any stage. */
export const END_OF_STREAM = 999_999;

/** A place in the queue is looked at this often; a lost notification costs as much. */
const LOOK_QUEUED_MS = 2_000;
const LOOK_RUNNING_MS = 5_000;

/**
 * What a check tells after `sequence`, as it happens: stages, and a summary first, whenever it
 * changed, and at the end. Only the last summary has a number, `END_OF_STREAM`.
 *
 * @returns without an event where no check of that id is kept.
 */
export async function* streamCheck(
  db: Db,
  hub: CheckHub,
  id: string,
  sequence: number,
  signal: AbortSignal,
): AsyncGenerator<CheckEvent> {
  const bell = hub.bell(id);
  signal.addEventListener("abort", bell.close, { once: true });
  let last = sequence;
  let shown = "";
  try {
    while (!signal.aborted) {
      const summary = await checkSummary(db, id);
      if (summary === null) return;
      for (const event of await eventsAfter(db, id, last)) {
        last = event.sequence;
        yield { kind: "progress", ...event };
      }
      const text = JSON.stringify(summary);
      if (isOver(summary)) {
        yield { kind: "summary", sequence: END_OF_STREAM, summary };
        return;
      }
      if (text !== shown) {
        shown = text;
        yield { kind: "summary", sequence: null, summary };
      }
      if (!signal.aborted)
        await bell.wait(summary.state === "queued" ? LOOK_QUEUED_MS : LOOK_RUNNING_MS);
    }
  } finally {
    bell.close();
    signal.removeEventListener("abort", bell.close);
  }
}

/** A check that has come to its end. */
const isOver = ({ state }: Pick<CheckSummary, "state">): boolean =>
  state === "done" || state === "failed";
