import { z } from "zod";
import { PublicKeyType } from "./certificate";
import { HygieneFinding } from "./check-hygiene";
import { Problem, ProblemCode } from "./check-problems";
import { RuleId } from "./check-rules";
import { AddressVerdict, DomainVerdict, HostVerdict } from "./check-verdicts";
import { TlsaMatch, TlsaUnusableReason } from "./dns-tlsa";
import { DnssecReason, DnssecStatus, ZoneTrace } from "./dnssec";
import { MailPolicies } from "./mail-policies";
import { KeyTypeAsked } from "./smtp-probe";

/** The version of the report's shape. Fields may be added, never renamed. */
export const REPORT_VERSION = 1;

/** The version of the rules. A change that moves a verdict raises it: docs/method-changes.md. */
export const METHOD_VERSION = "1.0.0";

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const octet = z.int().min(0).max(255);
const instant = z.iso.datetime();

/** What a look-up found, whatever its DNSSEC status; `none`: nothing was decided. */
export const LookupOutcome = z.enum(["records", "nodata", "nxdomain", "none"]);
export type LookupOutcome = z.infer<typeof LookupOutcome>;

/** One step of an alias chain; `status` counts the steps before it too. */
export const ReportAlias = z.object({
  owner: z.string(),
  record: z.enum(["CNAME", "DNAME"]),
  target: z.string(),
  status: DnssecStatus,
});
export type ReportAlias = z.infer<typeof ReportAlias>;

/** A certificate as it was sent. Fields are null where it could not be read. */
export const ReportCertificate = z.object({
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  notBefore: instant.nullable(),
  notAfter: instant.nullable(),
  keyType: PublicKeyType.nullable(),
  keyBits: z.int().min(0).nullable().meta({ description: "Of RSA keys" }),
  keyCurve: z.string().nullable().meta({ description: "Of ec keys" }),
  dnsNames: z.array(z.string()),
  spkiSha256: sha256.nullable(),
  certSha256: sha256,
});
export type ReportCertificate = z.infer<typeof ReportCertificate>;

/** One handshake, or what became of it. */
export const ReportAttempt = z.object({
  keyType: KeyTypeAsked,
  verdict: AddressVerdict,
  rule: RuleId.nullable(),
  counted: z.boolean().meta({ description: "Whether the address's verdict rests on it too" }),
  matched: TlsaMatch.nullable(),
  problem: ProblemCode.nullable(),
  detail: z.string().nullable().meta({ description: "What the server said, for people" }),
  tls: z.object({ protocol: z.string(), cipher: z.string() }).nullable(),
  chain: z.array(ReportCertificate),
});
export type ReportAttempt = z.infer<typeof ReportAttempt>;

/** One address of a host. */
export const ReportAddress = z.object({
  address: z.string(),
  verdict: AddressVerdict,
  rule: RuleId.nullable(),
  matched: TlsaMatch.nullable(),
  problem: ProblemCode.nullable(),
  attempts: z.array(ReportAttempt),
});
export type ReportAddress = z.infer<typeof ReportAddress>;

/** One published TLSA record. */
export const ReportTlsa = z.object({
  usage: octet,
  selector: octet,
  matchingType: octet,
  data: hex,
  usable: z.boolean(),
  why: TlsaUnusableReason.nullable(),
  ttl: z.int().min(0).meta({ description: "Seconds, as the resolver had it" }),
});
export type ReportTlsa = z.infer<typeof ReportTlsa>;

/** One MX host. Names are without the final dot. */
export const ReportHost = z.object({
  name: z.string(),
  preference: z.int().min(0).max(65_535),
  primary: z.boolean(),
  implicit: z.boolean().meta({ description: "No MX records: the domain itself is the host" }),
  verdict: HostVerdict,
  rule: RuleId,
  tlsaBase: z.string().nullable(),
  addressStatus: DnssecStatus.nullable().meta({ description: "null: not looked up" }),
  addressReason: DnssecReason.nullable(),
  tlsaStatus: DnssecStatus.nullable().meta({ description: "null: not looked up" }),
  tlsaReason: DnssecReason.nullable(),
  tlsaOutcome: LookupOutcome.nullable(),
  tlsaNames: z.array(z.string()).meta({ description: "The names asked, in order" }),
  referenceNames: z.array(z.string()).meta({ description: "Good names for usage 2" }),
  aliases: z.array(ReportAlias),
  tlsa: z.array(ReportTlsa),
  addresses: z.array(ReportAddress),
  publish: z
    .array(z.string())
    .meta({ description: "TLSA records of which each matches a chain that was seen" }),
});
export type ReportHost = z.infer<typeof ReportHost>;

/** The MX records. */
export const ReportMx = z.object({
  status: DnssecStatus,
  reason: DnssecReason.nullable(),
  outcome: LookupOutcome,
  implicit: z.boolean(),
  records: z.array(z.object({ preference: z.int().min(0).max(65_535), exchange: z.string() })),
  aliases: z.array(ReportAlias),
  hostsLeftOut: z.int().min(0),
});
export type ReportMx = z.infer<typeof ReportMx>;

/** How the domain counts in the survey. */
export const ReportCounts = z.object({
  strict: z.boolean(),
  headline: z.boolean(),
  partial: z.boolean(),
});
export type ReportCounts = z.infer<typeof ReportCounts>;

/** What a check of one domain returns: to the command line, the live check and the survey. */
export const CheckReport = z.object({
  reportVersion: z.literal(REPORT_VERSION),
  methodVersion: z.string(),
  domain: z.string().meta({ description: "A-labels, no final dot" }),
  unicode: z.string(),
  checkedAt: instant,
  durationMs: z.int().min(0),
  port: z.int().min(1).max(65_535),
  tlsaPort: z.int().min(1).max(65_535),
  verdict: DomainVerdict,
  rule: RuleId,
  counts: ReportCounts,
  mx: ReportMx,
  hosts: z.array(ReportHost),
  problems: z.array(Problem),
  trace: z.array(ZoneTrace),
  hygiene: z.array(HygieneFinding).meta({ description: "Empty where it was not gone through" }),
  policies: MailPolicies.nullable().meta({ description: "null: not looked at" }),
});
export type CheckReport = z.infer<typeof CheckReport>;
