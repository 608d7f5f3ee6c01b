/** Every threshold of the gates, each with its reason. Shares are 0..1. */
export const GATE_SETTINGS = {
  completeness: {
    /** Of a day's 25,000 batches 25 may be missing: 25,000 domains, less than any level gate sees. */
    leastBatches: 0.999,
    /** The design's limit; signed domains that fail for good are about one in a hundred. */
    leastDefinitive: 0.985,
    /** Of all names, those in stale lists included; a resolver that is off tells of none. */
    leastTold: 0.8,
  },
  canaries: {
    /** Canaries are asked every ten minutes; three looks may fail before the last one is too old. */
    mostMinutesUnwatched: 30,
  },
  drift: {
    /** How far back the usual rate is taken from. */
    days: 14,
    /** Fewer days have no usual rate: their middle is chance. */
    leastDays: 3,
    /** TLDs and operators below have too few domains for a rate: one failing server is all of it. */
    leastDomains: 1_000,
    /** A rate is out of line where it is so far above the middle of those days … */
    leastRise: 0.01,
    /** … and so many times the distance that those days themselves had from it. */
    spreads: 3,
    /** A rise that flags one group holds the release where it is as large over all. */
    holdRise: 0.05,
    /** A group's failures hold a release where they alone would move the total past its level gate. */
    holdShareOfAll: 0.005,
  },
  level: {
    /** Of the totals, a day: the largest real growth published is a tenth of it. */
    total: 0.005,
    tld: { leastDomains: 10_000, most: 0.02 },
    provider: { leastDomains: 1_000, most: 0.05 },
    /** After a pause a level may have moved for each day of it, but not past any bound. */
    mostDays: 14,
    sample: {
      /** Changed domains that a second resolver is asked about. */
      size: 200,
      /** Fewer definite answers explain nothing. */
      least: 20,
      /** Of 200, ten may have changed again meanwhile. */
      agreement: 0.95,
    },
  },
  inputs: {
    /** Zone files are made once a day; two may be missed. */
    mostAgeHours: 48,
    /** A list cut off on its way is off by more; a day's real change is below one in a hundred. */
    mostOffSize: 0.05,
  },
} as const;
export type GateSettings = typeof GATE_SETTINGS;
