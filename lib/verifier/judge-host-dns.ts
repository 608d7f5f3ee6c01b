import type { RuleId } from "@/lib/model/check-rules";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import type { TlsaUnusableReason } from "@/lib/model/dns-tlsa";
import { failureVerdict, isDecided } from "./answer-status";
import type { Name } from "./dns/name";
import { isKind, type TlsaData } from "./dns/record";
import type { Validated } from "./dnssec/validator";
import { type HostAnswers, hasSecureRecords } from "./look-up-host";
import { strongestDigests } from "./tlsa/digest-agility";
import { unusableBecause } from "./tlsa/usability";

/** A TLSA record and whether it counts. */
export type JudgedTlsa = { data: TlsaData; ttl: number; why: TlsaUnusableReason | null };

/** What the DNS alone says of a host. */
export type HostDns = {
  /** The host's verdict where DNS settles it; null where the SMTP server decides. */
  settled: { verdict: HostVerdict; rule: RuleId; because: Validated | null } | null;
  /** Where the signed TLSA records stand. */
  base: Name | null;
  /** The records that decide, or unsigned ones to show. */
  records: readonly JudgedTlsa[];
  recordsLeftOut: number;
  /** Usable ones without those that a stronger digest hides; empty unless signed. */
  counting: readonly TlsaData[];
};

/** TLSA records of one host that are read. */
export const MAX_TLSA_RECORDS = 64;

/** Decision table M2, M10, A2 to A11, T2 to T7, U1 to U5: DNS before SMTP. Pure. */
export function judgeHostDns(answers: HostAnswers): HostDns {
  const settled = (
    verdict: HostVerdict,
    rule: RuleId,
    because: Validated | null = null,
    records: readonly JudgedTlsa[] = [],
  ): HostDns => ({
    settled: { verdict, rule, because },
    base: null,
    records,
    recordsLeftOut: 0,
    counting: [],
  });
  const { finding, cname, bases, tlsa } = answers;
  if (finding === null) return settled("no_address", "M2");
  if (finding.kind === "failed") return settled(finding.verdict, "M10", finding.because);
  if (finding.kind === "none") return settled("no_address", "A2", finding.from);
  if (bases === null && cname !== null) return settled(failureVerdict(cname), "A6", cname);
  if (bases === null || bases.bases.length === 0)
    return settled("insecure", bases?.rule ?? "A4", finding.from);
  const failed = tlsa.find(({ answer }) => !isDecided(answer));
  if (failed !== undefined) return settled(failureVerdict(failed.answer), "T5", failed.answer);
  const found = tlsa.find(({ answer }) => hasSecureRecords(answer));
  if (found !== undefined) return withRecords(found.base, found.answer);
  const unsigned = tlsa.find(({ answer }) => answer.records.length > 0);
  if (unsigned !== undefined)
    return settled("insecure", "T4", unsigned.answer, readRecords(unsigned.answer).kept);
  if (finding.status === "insecure") return settled("insecure", "A6", finding.from);
  return settled("no_tlsa", "T4", tlsa[0]?.answer ?? null);
}

function withRecords(base: Name, answer: Validated): HostDns {
  const { kept, leftOut } = readRecords(answer);
  const usable = kept.filter(({ why }) => why === null).map(({ data }) => data);
  return {
    settled: null,
    base,
    records: kept,
    recordsLeftOut: leftOut,
    counting: strongestDigests(usable),
  };
}

/** The first records, usable ones before the others where there are too many. */
function readRecords(answer: Validated): { kept: JudgedTlsa[]; leftOut: number } {
  const all = answer.records
    .filter(isKind("TLSA"))
    .map(({ data, ttl }) => ({ data, ttl, why: unusableBecause(data) }));
  if (all.length <= MAX_TLSA_RECORDS) return { kept: all, leftOut: 0 };
  const usableFirst = [...all].sort((x, y) => Number(x.why !== null) - Number(y.why !== null));
  return {
    kept: usableFirst.slice(0, MAX_TLSA_RECORDS),
    leftOut: all.length - MAX_TLSA_RECORDS,
  };
}
