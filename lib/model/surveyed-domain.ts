import { z } from "zod";
import { ReportCounts, ReportTlsa } from "./check-report";
import { RuleId } from "./check-rules";
import { DomainVerdict, HostVerdict } from "./check-verdicts";
import { DnssecStatus } from "./dnssec";
import { SurveyedAddress } from "./survey-hosts";
import {
  MxSet,
  Nsec3Profile,
  NsSet,
  REMOVAL_REASONS,
  RUN_STATES,
  ScanOutcome,
} from "./survey-scan";

/** Words of a domain looked up in the survey: its state, and what changed when. */

const instant = z.iso.datetime();
const u16 = z.int().min(0).max(65_535);
const octet = z.int().min(0).max(255);
const hex = z.string().regex(/^([0-9a-f]{2})*$/);

/** A pass of the survey over all its candidates. */
export const SurveyRun = z.object({
  day: z.iso.date(),
  state: z.enum(RUN_STATES),
  startedAt: instant,
  finishedAt: instant.nullable(),
});
export type SurveyRun = z.infer<typeof SurveyRun>;

/** A DS record as it was on the wire. */
export const SurveyedDs = z.object({
  keyTag: u16,
  algorithm: octet,
  digestType: octet,
  digest: hex,
});
export type SurveyedDs = z.infer<typeof SurveyedDs>;

/** A DNSKEY record without the key itself. */
export const SurveyedKey = z.object({
  keyTag: u16,
  flags: u16,
  protocol: octet,
  algorithm: octet,
  bits: z.int().min(0).nullable().meta({ description: "Of an RSA modulus; else null" }),
  exponent: z.string().nullable().meta({ description: "Of an RSA key, in hexadecimal" }),
});
export type SurveyedKey = z.infer<typeof SurveyedKey>;

/** An MX host of a domain, as the survey knows it. */
export const SurveyedHost = z.object({
  name: z.string(),
  preference: u16,
  verdict: HostVerdict.nullable().meta({
    description: "By itself, without the domain's reference names; null: not looked at",
  }),
  verdictSince: instant.nullable(),
  carriedSince: instant.nullable(),
  zone: z.string().nullable(),
  addressStatus: DnssecStatus.nullable(),
  tlsaStatus: DnssecStatus.nullable(),
  tlsa: z.array(ReportTlsa.omit({ ttl: true })),
  addresses: z.array(SurveyedAddress),
});
export type SurveyedHost = z.infer<typeof SurveyedHost>;

export const DOMAIN_EVENT_KINDS = [
  "added",
  "removed",
  "verdict",
  "mx_status",
  "dnskey_status",
  "ds_added",
  "ds_removed",
  "key_added",
  "key_removed",
  "nsec3",
  "ns_added",
  "ns_removed",
  "mx_added",
  "mx_removed",
  "host_verdict",
  "tlsa_added",
  "tlsa_removed",
] as const;

/** One thing that changed, as the survey saw it: it happened between that look and the one before. */
export const DomainEvent = z.object({
  at: instant,
  kind: z.enum(DOMAIN_EVENT_KINDS),
  host: z.string().nullable().meta({ description: "null: the domain itself" }),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type DomainEvent = z.infer<typeof DomainEvent>;

/** Null is what could not be told; an empty list is what provably does not exist. */
export const SurveyedDomain = z.object({
  domain: z.string().meta({ description: "A-labels, no final dot" }),
  unicode: z.string(),
  survey: SurveyRun.meta({ description: "The latest scan" }),
  lookedAt: instant.nullable().meta({
    description: "When the survey last looked at it; the state is older where nothing changed",
  }),
  removed: z
    .object({ at: instant, reason: z.enum(REMOVAL_REASONS).nullable() })
    .nullable()
    .meta({ description: "It is no longer surveyed; the state is the last one" }),
  firstSeen: instant,
  changedAt: instant,
  verdictSince: instant,
  brokenSince: instant.nullable().meta({
    description: "Since when senders that validate cannot deliver to a host, or at all",
  }),
  carriedSince: instant.nullable().meta({
    description: "Since when it could not be told; the state is the last definitive one",
  }),
  verdict: DomainVerdict,
  rule: RuleId,
  outcome: ScanOutcome,
  counts: ReportCounts,
  mxStatus: DnssecStatus,
  dnskeyStatus: DnssecStatus,
  ds: z.array(SurveyedDs).nullable(),
  keys: z.array(SurveyedKey).nullable(),
  nsec3: Nsec3Profile.nullable(),
  ns: NsSet.nullable(),
  mx: MxSet.nullable(),
  hosts: z.array(SurveyedHost),
  history: z.array(DomainEvent).meta({ description: "Newest first" }),
  historyIsWhole: z.boolean().meta({ description: "false: older changes are left out" }),
});
export type SurveyedDomain = z.infer<typeof SurveyedDomain>;
