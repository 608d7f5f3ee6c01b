import type { ReportMx } from "@/lib/model/check-report";
import type { RuleId } from "@/lib/model/check-rules";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import { failureVerdict, isDecided, reportAliases, statusOf } from "./answer-status";
import { addressWrittenAsName, displayName } from "./display-name";
import { type Name, ROOT } from "./dns/name";
import { isKind } from "./dns/record";
import type { Validated } from "./dnssec/validator";

/** A host that mail for the domain may go to. */
export type MxHost = {
  name: Name;
  preference: number;
  implicit: boolean;
  /** The IP address that the exchange is written as; such a host is never connected to. */
  address: string | null;
};

/** What the MX look-up comes to. */
export type MxJudgement = {
  /** The domain's verdict where the MX look-up alone settles it; there are no hosts then. */
  ending: { verdict: DomainVerdict; rule: RuleId } | null;
  /** Whether whose hosts these are is signed. */
  secure: boolean;
  implicit: boolean;
  /** Best preference first, each host once. */
  hosts: readonly MxHost[];
  hostsLeftOut: number;
  nullMxBesideOthers: boolean;
};

/** MX hosts that are judged; 20 are more than any honest domain was seen to have. */
export const MAX_MX_HOSTS = 20;

/** Decision table M2 to M8, up to the hosts. Pure. */
export function judgeMx(domain: Name, answer: Validated): MxJudgement {
  const ended = (verdict: DomainVerdict, rule: RuleId): MxJudgement => ({
    ending: { verdict, rule },
    secure: answer.status === "secure",
    implicit: false,
    hosts: [],
    hostsLeftOut: 0,
    nullMxBesideOthers: false,
  });
  if (!isDecided(answer)) return ended(failureVerdict(answer), "M3");
  if (answer.outcome === "nxdomain") return ended("nxdomain", "M6");
  const records = mxRecords(answer);
  if (records.length > 0 && records.every(({ exchange }) => exchange === ROOT))
    return ended("null_mx", "M7");
  const implicit = records.length === 0;
  const all = implicit
    ? [{ name: domain, preference: 0, implicit, address: null }]
    : hostsOf(records);
  return {
    ending: null,
    secure: answer.status === "secure",
    implicit,
    hosts: all.slice(0, MAX_MX_HOSTS),
    hostsLeftOut: Math.max(0, all.length - MAX_MX_HOSTS),
    nullMxBesideOthers: records.some(({ exchange }) => exchange === ROOT),
  };
}

type MxRecord = { preference: number; exchange: Name };

/** The records, the lowest preference first. */
function mxRecords(answer: Validated): MxRecord[] {
  return answer.records
    .filter(isKind("MX"))
    .map(({ data }) => ({ preference: data.preference, exchange: data.exchange }))
    .sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1));
}

/** Each host once, at its best preference; a null MX beside others is no host. */
function hostsOf(records: readonly MxRecord[]): MxHost[] {
  const hosts = new Map<Name, MxHost>();
  for (const { preference, exchange: name } of records)
    if (name !== ROOT && !hosts.has(name))
      hosts.set(name, { name, preference, implicit: false, address: addressWrittenAsName(name) });
  return [...hosts.values()];
}

/** The MX look-up as reports have it. */
export const reportMx = (answer: Validated, judgement: MxJudgement): ReportMx => ({
  status: statusOf(answer),
  reason: answer.reason,
  outcome: answer.outcome,
  implicit: judgement.implicit,
  records: mxRecords(answer).map(({ preference, exchange }) => ({
    preference,
    exchange: displayName(exchange),
  })),
  aliases: reportAliases(answer),
  hostsLeftOut: judgement.hostsLeftOut,
});
