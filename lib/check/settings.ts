import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import type { AddressRange } from "@/lib/verifier/net/address-policy";

/** How often something may happen: `burst` times at once, and once in `everyMs` over time. */
export type Rate = { burst: number; everyMs: number };

/** What the live check is allowed to do. */
export type CheckSettings = {
  /** Our name in EHLO. */
  ehloName: string;
  /** Recursive resolvers; empty: the system's. */
  resolvers: readonly ResolverAddress[];
  /** Null: the root's own. */
  anchors: readonly TrustAnchor[] | null;
  /** Connected to though not public; empty in production. */
  allowedRanges: readonly AddressRange[];
  /** 25 in production. */
  smtpPort: number;
  /** Checks that run at once, in all processes together. */
  atOnce: number;
  /** Checks begun, in all processes together. */
  pace: Rate;
  /** Checks that wait; one more is refused. */
  queueLength: number;
  /** Checks asked for by one client. */
  perClient: Rate;
  /** Domains that one client looks up in the survey: enough to read, too few to harvest. */
  perReader: Rate;
  /** Checks of one registered domain with everything below it. */
  perDomain: Rate;
  /** Probes of one address, of which each has up to four SMTP sessions. */
  perAddress: Rate;
  /** Times that the checklist turns to one name server or policy server, in this process. */
  perServer: Rate;
  /** A result that is younger is given again. */
  reuseMs: number;
  /** The deadline of one check. */
  deadlineMs: number;
  /** A process that is silent this long has lost its checks. */
  leaseMs: number;
  /** A check that waited this long is given up. */
  longestWaitMs: number;
  /** Results are kept this long. */
  keepDays: number;
};

const perMinute = (count: number): Rate => ({ burst: count, everyMs: Math.ceil(60_000 / count) });

/** What is not a setting of the site, and the values of the others unless told. */
export const CHECK_DEFAULTS = {
  resolvers: [],
  anchors: null,
  allowedRanges: [],
  smtpPort: 25,
  atOnce: 8,
  // No burst beyond what runs at once: checks share the process with pages.
  pace: { burst: 8, everyMs: 1_000 },
  queueLength: 100,
  perClient: perMinute(6),
  perReader: { burst: 60, everyMs: 6_000 },
  perDomain: { burst: 20, everyMs: 10_000 },
  perAddress: { burst: 10, everyMs: 3_000 },
  perServer: { burst: 30, everyMs: 2_000 },
  reuseMs: 60_000,
  deadlineMs: 60_000,
  leaseMs: 15_000,
  longestWaitMs: 600_000,
  keepDays: 90,
} as const satisfies Omit<CheckSettings, "ehloName">;

/** So many a minute, and as many at once. */
export const ratePerMinute = perMinute;
