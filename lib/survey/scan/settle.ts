import type { RemovalReason, ScanOutcome } from "@/lib/model/survey-scan";

/** What the database holds of a domain when it is leased. */
export type Previous = {
  content: string;
  rawContent: string;
  outcome: ScanOutcome;
  /** Unix time in milliseconds since when it is carried; null where its state is of its own. */
  carriedSince: number | null;
};

/** What one look at a domain came to, as far as this decision goes. */
export type Looked =
  /** `isDoubtful`: bogus, or a part of it could not be told. */
  | { kind: "signed"; content: string; outcome: ScanOutcome; isDoubtful: boolean }
  | { kind: "unsigned" }
  | { kind: "gone" }
  | { kind: "opted_out" }
  | { kind: "unknown" };

/** What is to be done about it. */
export type Decision =
  | { do: "keep" }
  /** Only the mark goes: the old state was seen again. */
  | { do: "renew" }
  | { do: "write" }
  | { do: "carry" }
  | { do: "remove"; reason: RemovalReason }
  | { do: "retry"; attempt: number; afterMs: number }
  /** Nothing was known, and nothing is. */
  | { do: "nothing" };

const MINUTE_MS = 60_000;
/** After the first look and each retry but the last. */
export const RETRY_AFTER_MS = [10 * MINUTE_MS, 60 * MINUTE_MS, 360 * MINUTE_MS] as const;
/** How long the last definitive state may stand in. */
export const CARRY_MS = 3 * 24 * 60 * MINUTE_MS;

/**
 * A failure counts only after three retries: until then the state stays. After them the last
 * definitive state is carried for three days; a bogus domain counts as it is, since that is definite.
 * What is known to be bogus or incomplete, and is just as it was, is not asked again. Pure.
 *
 * @param attempt 0 for the first look, then the number of the retry.
 * @param now Unix time in milliseconds.
 */
export function settle(
  previous: Previous | null,
  looked: Looked,
  attempt: number,
  now: number,
): Decision {
  if (looked.kind === "unsigned") return removal(previous, "lost_ds");
  if (looked.kind === "gone" || looked.kind === "opted_out") return removal(previous, looked.kind);
  const isUntold = looked.kind === "unknown" || looked.outcome === "undetermined";
  const isNews = looked.kind === "signed" && previous?.content !== looked.content;
  if (isUntold || (looked.isDoubtful && isNews)) {
    const afterMs = RETRY_AFTER_MS[attempt];
    if (afterMs !== undefined) return { do: "retry", attempt: attempt + 1, afterMs };
  }
  if (isUntold) return untold(previous, looked, now);
  if (previous === null || isNews) return { do: "write" };
  return previous.carriedSince === null ? { do: "keep" } : { do: "renew" };
}

const removal = (previous: Previous | null, reason: RemovalReason): Decision =>
  previous === null ? { do: "nothing" } : { do: "remove", reason };

function untold(
  previous: Previous | null,
  looked: Extract<Looked, { kind: "signed" } | { kind: "unknown" }>,
  now: number,
): Decision {
  const isDefinitive = previous !== null && previous.outcome !== "undetermined";
  if (isDefinitive && now - (previous.carriedSince ?? now) < CARRY_MS)
    return previous.carriedSince === null ? { do: "carry" } : { do: "keep" };
  if (looked.kind === "unknown") return previous === null ? { do: "nothing" } : { do: "keep" };
  return previous?.content === looked.content ? { do: "keep" } : { do: "write" };
}
