const DAY_MS = 86_400_000;

/** How long what belongs to people is kept, as the page about data protection says. */
export const KEPT = {
  /** To whom a message went, since it was sent or given up. */
  recipients: 90 * DAY_MS,
  /** A watch that nobody showed to be theirs. */
  unproven: 7 * DAY_MS,
  /** An account without watches, since its last visit. */
  emptyAccount: 30 * DAY_MS,
  /** What was told of a watch. */
  events: 180 * DAY_MS,
  /** Of a notice to an operator, the SHA-256 of whom it went to: for as long as a bounce counts, twice. */
  noticeRecipients: 360 * DAY_MS,
  /** An incident with the notices about it, since it was mended. */
  incidents: 365 * DAY_MS,
} as const;
