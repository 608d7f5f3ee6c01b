import { z } from "zod";
import { ReportCounts } from "./check-report";
import { RuleId } from "./check-rules";
import { DomainVerdict } from "./check-verdicts";
import { DnssecStatus } from "./dnssec";

/** Words of the survey's second stage: what is kept of a domain, and what came of asking. */

export const SCAN_OUTCOMES = ["pass", "fail", "not_applicable", "undetermined"] as const;
/**
 * How a domain counts. `pass`: mail to it is safe at every primary host (`counts.headline`). `fail`:
 * something that was published is broken or covers a part only. `not_applicable`: nothing of DANE is
 * published, or there is no mail. `undetermined`: we could not tell, which is never a "no".
 */
export const ScanOutcome = z.enum(SCAN_OUTCOMES);
export type ScanOutcome = z.infer<typeof ScanOutcome>;

const OUTCOMES: Record<DomainVerdict, ScanOutcome> = {
  nxdomain: "not_applicable",
  null_mx: "not_applicable",
  bogus: "fail",
  dns_error: "undetermined",
  insecure: "not_applicable",
  dane_fail: "fail",
  no_mail: "not_applicable",
  dane_ok: "pass",
  dane_partial: "fail",
  tempfail: "undetermined",
  dane_unusable: "fail",
  no_dane: "not_applicable",
};

/** The outcome of a verdict; a domain may miss DANE at a spare host and still pass. */
export const scanOutcome = (verdict: DomainVerdict, { headline }: ReportCounts): ScanOutcome =>
  headline ? "pass" : OUTCOMES[verdict];

const octet = z.int().min(0).max(255);
const u16 = z.int().min(0).max(65_535);

/** A DS set without what differs from zone to zone: algorithm and digest type, in order. */
export const DsProfile = z.array(z.object({ algorithm: octet, digestType: octet }));
export type DsProfile = z.infer<typeof DsProfile>;

/** A DNSKEY set without the keys themselves. */
export const KeyProfile = z.array(
  z.object({
    flags: u16,
    protocol: octet,
    algorithm: octet,
    bits: z.int().min(0).nullable().meta({ description: "Of an RSA modulus; else null" }),
    exponent: z.string().nullable().meta({ description: "Of an RSA key, in hexadecimal" }),
  }),
);
export type KeyProfile = z.infer<typeof KeyProfile>;

/** NSEC3PARAM without the salt itself, which many signers draw anew with each signing. */
export const Nsec3Profile = z.array(
  z.object({ hashAlgorithm: octet, flags: octet, iterations: u16, saltOctets: octet }),
);
export type Nsec3Profile = z.infer<typeof Nsec3Profile>;

/** The delegation's name servers, sorted, and whose they are: their registrable domain. */
export const NsSet = z.object({ operator: z.string().nullable(), names: z.array(z.string()) });
export type NsSet = z.infer<typeof NsSet>;

/**
 * MX hosts, the best preference first; names without the final dot. Without MX records the domain
 * itself is the host; that it is stands here only where it has TLSA records, as else every such
 * domain would have a set of its own.
 */
export const MxSet = z.object({
  implicit: z.boolean(),
  mx: z.array(z.object({ preference: u16, host: z.string() })),
});
export type MxSet = z.infer<typeof MxSet>;

/**
 * What is kept of a domain besides its raw keys and its hosts. Null is what could not be told; an empty
 * set is one that provably does not exist.
 */
export const DomainState = z.object({
  verdict: DomainVerdict,
  rule: RuleId,
  outcome: ScanOutcome,
  counts: ReportCounts,
  mxStatus: DnssecStatus,
  dnskeyStatus: DnssecStatus,
  ds: DsProfile.nullable(),
  keys: KeyProfile.nullable(),
  nsec3: Nsec3Profile.nullable(),
  ns: NsSet.nullable(),
  mx: MxSet.nullable(),
});
export type DomainState = z.infer<typeof DomainState>;

export const CHANGE_KINDS = ["added", "changed", "removed"] as const;
/** What a row of the change log says. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export const REMOVAL_REASONS = ["lost_ds", "gone", "opted_out"] as const;
/** Why a domain is no longer surveyed: without DS, not delegated any more, or by its holder's wish. */
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

export const BATCH_KINDS = ["main", "retry", "rescan"] as const;
/** `main`: a range of hashes in its turn. `retry`: failed for now. `rescan`: changed in a zone file, ahead of its turn. */
export type BatchKind = (typeof BATCH_KINDS)[number];

export const BATCH_STATES = ["queued", "leased", "done"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const RUN_STATES = ["running", "complete", "abandoned"] as const;
export type RunState = (typeof RUN_STATES)[number];

const count = z.int().min(0);

/** What one batch came to: every name that was leased is in exactly one of the first eight. */
export const BatchTally = z.object({
  pass: count,
  fail: count,
  notApplicable: count,
  undetermined: count,
  unsigned: count,
  gone: count,
  optedOut: count,
  /** Failed for now, and to be asked again. */
  retried: count,
  /** Of the names above: those whose last definitive state still stands in for them. */
  carried: count,
  changed: count,
  removed: count,
  /** Gone through our validator too. */
  validated: count,
  disagreements: count,
  queries: count,
  timeouts: count,
  /** By what failed, for drift: TLD or name-server operator to failures. */
  failuresByTld: z.record(z.string(), count),
  failuresByOperator: z.record(z.string(), count),
});
export type BatchTally = z.infer<typeof BatchTally>;
