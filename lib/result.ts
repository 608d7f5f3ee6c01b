/** What an expected failure looks like: a value. An exception is a bug (docs/architecture.md). */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

/** The successful half of a `Result`. */
export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** The failed half of a `Result`; give errors a literal `code` so that a switch is exhaustive. */
export const err = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });
