import type { Db } from "@/db/client";
import type { SurveyedDomain, SurveyedHost, SurveyRun } from "@/lib/model/surveyed-domain";
import { unicodeOf } from "@/lib/verifier/domain-name-input";
import { hashOfKey, keyOfName } from "../import/name-key";
import { type OptOuts, readOptOuts } from "../scan/opt-outs";
import { domainEvents, hostEvents } from "./domain-history";
import {
  brokenSince,
  type CountedState,
  domainLog,
  domainMoments,
  type HostRow,
  hostLog,
  hostsNow,
  latestRun,
  lookedAt,
} from "./store";

/**
 * What the survey knows of a name. `unknown` is the same for a name that it never met and for one
 * whose holder asked to be left out: nobody can tell the two apart.
 */
export type DomainLookUp =
  | { kind: "surveyed"; domain: SurveyedDomain }
  | { kind: "unknown"; survey: SurveyRun }
  /** This site has no survey of its own. */
  | { kind: "no_survey" };

/** The log shown of one domain; whoever changes every day has half a year. */
const MOST_CHANGES = 200;
/** Hosts whose log is read; their changes of all together. */
const MOST_HOSTS = 50;
const MOST_HOST_CHANGES = 400;

/**
 * Looks one name up in the survey's latest state and change log. Reads only: no look-up asks the DNS
 * or a mail server.
 *
 * @param name a domain directly below a public suffix: A-labels, lower case, no final dot
 */
export async function lookUpDomain(db: Db, name: string): Promise<DomainLookUp> {
  const key = { name, hash: hashOfKey(keyOfName(name)) };
  const [survey, optOuts, moments, log] = await Promise.all([
    latestRun(db),
    readOptOuts(db),
    domainMoments(db, key),
    domainLog(db, key, MOST_CHANGES + 1),
  ]);
  if (survey === null) return { kind: "no_survey" };
  const now = log.at(-1);
  if (now === undefined || optOuts.isOptedOut(name)) return { kind: "unknown", survey };
  const first = log[0] ?? now;
  const [broken, looked] = await Promise.all([brokenSince(db, key), lookedAt(db, key)]);
  const names = hostNames(log).filter((host) => !optOuts.isOptedOut(host));
  const [hosts, hostChanges] = await Promise.all([
    hostsNow(db, names),
    hostLog(db, names, MOST_HOST_CHANGES + 1),
  ]);
  const removed = now.kind === "removed" ? { at: now.at, reason: now.reason } : null;
  const historyIsWhole = log.length <= MOST_CHANGES && hostChanges.length <= MOST_HOST_CHANGES;
  const shown = log.slice(-MOST_CHANGES);
  const events = [...domainEvents(shown), ...hostEvents(shown, hostChanges)];
  return {
    kind: "surveyed",
    domain: {
      domain: name,
      unicode: unicodeOf(name),
      survey,
      lookedAt: looked,
      removed,
      firstSeen: moments?.firstSeen ?? log.findLast(({ kind }) => kind === "added")?.at ?? first.at,
      changedAt: moments?.changedAt ?? now.at,
      verdictSince: moments?.verdictSince ?? verdictSince(log),
      brokenSince: removed === null && isBroken(now) ? broken : null,
      carriedSince: moments?.carriedSince ?? null,
      ...stateOf(now),
      hosts: hostsOf(now, hosts, optOuts),
      // Of one look the domain's own changes come first, so newest first they come last.
      history: events.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).reverse(),
      historyIsWhole,
    },
  };
}

const isBroken = ({ verdict }: CountedState): boolean =>
  verdict === "bogus" || verdict === "dane_fail";

/** Of a domain that is no longer surveyed, from its log. */
function verdictSince(log: readonly CountedState[]): string {
  const last = log.at(-1);
  const other = log.findLastIndex(({ verdict }) => verdict !== last?.verdict);
  return log[other + 1]?.at ?? last?.at ?? "";
}

const stateOf = ({ at: _, kind: __, reason: ___, ...state }: CountedState) => {
  const { strict, headline, partial, ds, keys, ...rest } = state;
  return {
    ...rest,
    counts: { strict, headline, partial },
    ds: ds === null ? null : [...ds],
    keys: keys === null ? null : [...keys],
  };
};

/** Every host that the domain had, the present ones first. */
const hostNames = (log: readonly CountedState[]): string[] =>
  [...new Set(log.toReversed().flatMap(({ mx }) => mx?.mx.map(({ host }) => host) ?? []))].slice(
    0,
    MOST_HOSTS,
  );

/** The hosts of the state; one that asked to be left alone is named, as the domain's records do. */
function hostsOf(
  { mx }: CountedState,
  rows: readonly HostRow[],
  { narrowed }: OptOuts,
): SurveyedHost[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const isOptedOut = narrowed(() => null);
  return (mx?.mx ?? []).map(({ host, preference }) => {
    const row = byName.get(host);
    const state = row?.state ?? null;
    return {
      name: host,
      preference,
      verdict: row?.verdict ?? null,
      verdictSince: row?.verdictSince ?? null,
      carriedSince: row?.carriedSince ?? null,
      zone: row?.zone ?? null,
      addressStatus: state?.addressStatus ?? null,
      tlsaStatus: state?.tlsaStatus ?? null,
      tlsa: state?.tlsa ?? [],
      addresses: (state?.addresses ?? []).filter(({ address }) => isOptedOut(address) === null),
    };
  });
}
