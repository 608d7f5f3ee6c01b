const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The numbers of the policy of notices, each once. */
export const NOTICE_LIMITS = {
  /** Looks that have to see a fault, one after another, and over what time. */
  looks: 3,
  confirmMs: 24 * HOUR_MS,
  /** The same where more domains than that depend on it. */
  manyDomains: 1_000,
  confirmManyMs: 6 * HOUR_MS,
  /** A probe is “just before” for so long. */
  justBeforeMs: 10 * MINUTE_MS,
  /** Mails about one incident, each so long after the first. */
  stagesMs: [0, 7 * DAY_MS, 30 * DAY_MS],
  /** An incident that follows within so long is the one before, as far as mails go. */
  healthyMs: 7 * DAY_MS,
  /** Between two mails to one operator, and to one address. */
  weekMs: 7 * DAY_MS,
  /** Mails a day (UTC). */
  aDay: 200,
  /** So many bounces of an address end mail to it for so long. */
  bounces: 2,
  suppressMs: 180 * DAY_MS,
  /** A release that is older says nothing of today. */
  releaseMs: 3 * DAY_MS,
  /** A mail that could not leave for so long is not sent any more: things have changed. */
  keepTryingMs: 12 * HOUR_MS,
} as const;

/** How an incident is looked at: hosts at one look, and how often. */
export const LOOK_LIMITS = {
  hosts: 5,
  /** Hourly for three days, then daily; a little less, as no two turns are an hour apart to the second. */
  oftenForMs: 3 * DAY_MS,
  oftenMs: 55 * MINUTE_MS,
  seldomMs: DAY_MS - 5 * MINUTE_MS,
} as const;
