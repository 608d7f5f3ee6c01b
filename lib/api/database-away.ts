/** Codes of postgres.js and PostgreSQL that mean "not there", as opposed to a fault of ours. */
const AWAY =
  /^(ECONN|ENOTFOUND|ENOENT|EHOSTUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_|57P|53|08)/;

/** Whether an exception says that the database is not there. */
export function isDatabaseAway(cause: unknown): boolean {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
    if (AWAY.test(String((at as { code?: unknown }).code ?? ""))) return true;
  }
  return false;
}
