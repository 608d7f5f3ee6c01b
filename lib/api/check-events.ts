import type { Checks } from "@/lib/check/checks";
import { END_OF_STREAM } from "@/lib/check/stream";
import { CHECK_ID, type CheckEvent } from "@/lib/model/live-check";

/**
 * One event as a stream has it: `stage` with what ended, `state` with the check without its report,
 * and last `done` or `failed`. JSON has no line ends, so `data` is one line.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventFrame(event: CheckEvent): string {
  const id = event.sequence === null ? "" : `id: ${event.sequence}\n`;
  const isStage = event.kind === "progress";
  const { state } = isStage ? { state: null } : event.summary;
  const name = isStage ? "stage" : state === "done" || state === "failed" ? state : "state";
  const data = JSON.stringify(isStage ? event.progress : event.summary);
  return `${id}event: ${name}\ndata: ${data}\n\n`;
}

/** The number of the last event that a client has seen: 0 where it has seen none. */
export const lastSeen = (lastEventId: string | undefined): number =>
  /^\d{1,6}$/.test(lastEventId ?? "") ? Number(lastEventId) : 0;

/**
 * The stream of a check from the first event that the client has not seen. Null where no check of
 * that id is kept, "over" where the client has seen its last event and need not come again.
 */
export async function openEventStream(
  checks: Checks,
  id: string,
  seen: number,
  signal: AbortSignal,
): Promise<AsyncGenerator<string> | "over" | null> {
  if (!CHECK_ID.test(id)) return null;
  if (seen >= END_OF_STREAM) return "over";
  const events = checks.subscribe(id, seen, signal);
  const first = await events.next();
  return first.done ? null : frames(first.value, events);
}

async function* frames(
  first: CheckEvent,
  rest: AsyncGenerator<CheckEvent>,
): AsyncGenerator<string> {
  try {
    // How long a browser waits before it comes again.
    yield "retry: 2000\n\n";
    yield eventFrame(first);
    for await (const event of rest) yield eventFrame(event);
  } finally {
    await rest.return(undefined);
  }
}
