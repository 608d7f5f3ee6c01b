import type { Name } from "./dns/name";
import type { Validated } from "./dnssec/validator";

/** Waits for `work`, but no longer than the signal; then `late` says what to make of it. */
export function beforeDeadline<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  late: () => T,
): Promise<T> {
  if (signal.aborted) return Promise.resolve(late());
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(late());
    signal.addEventListener("abort", onAbort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** The detail of a look-up that the check's own deadline cut off. */
export const OUT_OF_TIME = "deadline";

/** An answer that did not come before the check's deadline: indeterminate, so `dns_error`. */
export const outOfTime = (name: Name, type: number): Validated => ({
  question: { name, type },
  status: "indeterminate",
  reason: "lookup_failed",
  detail: OUT_OF_TIME,
  outcome: "none",
  aliases: [],
  name,
  records: [],
  trace: [],
  warnings: [],
  message: null,
});
