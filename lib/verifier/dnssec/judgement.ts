import type {
  BOGUS_REASONS,
  DnssecReason,
  DnssecStatus,
  INDETERMINATE_REASONS,
  INSECURE_REASONS,
} from "@/lib/model/dnssec";

export type InsecureReason = (typeof INSECURE_REASONS)[number];
export type BogusReason = (typeof BOGUS_REASONS)[number];
export type IndeterminateReason = (typeof INDETERMINATE_REASONS)[number];

/** What came of one validation. `detail` is for people and never compared. */
export type Judgement =
  | { status: "secure" }
  | { status: "insecure"; reason: InsecureReason }
  | { status: "bogus"; reason: BogusReason }
  | { status: "indeterminate"; reason: IndeterminateReason; detail: string | null };

/** A judgement that ends the matter: anything but secure. */
export type Failing = Exclude<Judgement, { status: "secure" }>;

export const secure = { status: "secure" } as const;
export const insecure = (reason: InsecureReason) => ({ status: "insecure", reason }) as const;
export const bogus = (reason: BogusReason) => ({ status: "bogus", reason }) as const;
export const indeterminate = (reason: IndeterminateReason, detail: string | null = null) =>
  ({ status: "indeterminate", reason, detail }) as const;

export const reasonOf = (judgement: Judgement): DnssecReason | null =>
  judgement.status === "secure" ? null : judgement.reason;

/** RFC 7672 §2.1.3: an insecure record makes itself and everything after it insecure. */
export const cumulative = (sofar: DnssecStatus, next: DnssecStatus): DnssecStatus =>
  sofar === "insecure" && next === "secure" ? "insecure" : next;
