import {
  candidateDomains,
  daneDomains,
  daneMxHosts,
  daneMxZones,
  daneShare,
  dnssecDomains,
  mxCertificates,
  partialDaneDomains,
} from "@/lib/model/datasets/dane";
import {
  type Answer,
  domainVerdicts,
  strictDaneDomains,
  surveyOutcomes,
} from "@/lib/model/datasets/survey";
import type { Tx } from "./snapshot";
import { figure, shareOf, table, type UndatedTable } from "./tables";

/** The survey's totals: every signed domain counts once, whatever its providers are. */
export type Totals = {
  signed: number;
  mxValidated: number;
  dane: number;
  strict: number;
  partial: number;
  dnskeyValidated: number;
  dsSets: number;
  answers: Record<Answer, number>;
};

/** Adds the totals up. */
export async function readTotals(tx: Tx): Promise<Totals> {
  const [row] = await tx<(Omit<Totals, "answers"> & Record<Answer, number>)[]>`
    select coalesce(sum(n), 0)::float8 as signed,
      coalesce(sum(n) filter (where mx_status = 'secure'), 0)::float8 as "mxValidated",
      coalesce(sum(n) filter (where headline), 0)::float8 as dane,
      coalesce(sum(n) filter (where strict), 0)::float8 as strict,
      coalesce(sum(n) filter (where partial), 0)::float8 as partial,
      coalesce(sum(n) filter (where dnskey_status = 'secure'), 0)::float8 as "dnskeyValidated",
      (select coalesce(sum(b.n), 0) from by_ds b join scan.ds_profiles p on p.id = b.ds
        where p.content <> '[]')::float8 as "dsSets",
      coalesce(sum(n) filter (where carried), 0)::float8 as carried,
      coalesce(sum(n) filter (where not carried and outcome = 'undetermined'), 0)::float8
        as undetermined,
      coalesce(sum(n) filter (where not carried and outcome <> 'undetermined'), 0)::float8
        as definitive
    from by_tld`;
  if (row === undefined) throw new Error("totals have one row");
  const { carried, undetermined, definitive, ...totals } = row;
  return { ...totals, answers: { definitive, carried, undetermined } };
}

/** The series that pages begin with, and what each signed domain came to. */
export async function totalTables(
  tx: Tx,
  totals: Totals,
  candidates: number,
): Promise<UndatedTable[]> {
  const { signed, mxValidated, dane } = totals;
  const bases = [
    ["mx_validated", mxValidated],
    ["dnskey_validatable", totals.dnskeyValidated],
    ["ds_rrsets", totals.dsSets],
    ["signed_delegations", signed],
  ] as const;
  const breadth = await readBreadth(tx);
  const shares = {
    share: shareOf(dane, mxValidated),
    daneDomains: dane,
    dnssecDomains: mxValidated,
    printedPercent: null,
  };
  return [
    table(daneDomains, [figure({}, { domains: dane })]),
    table(strictDaneDomains, [figure({}, { domains: totals.strict })]),
    table(partialDaneDomains, [figure({}, { count: totals.partial })]),
    table(
      dnssecDomains,
      bases.map(([basis, domains]) => figure({ basis }, { domains })),
    ),
    table(daneShare, [figure({ basis: "mx_validated" }, shares)]),
    table(daneMxHosts, [figure({}, { count: breadth.hosts })]),
    table(daneMxZones, [figure({}, { count: breadth.zones })]),
    table(mxCertificates, [figure({}, { count: breadth.certificates })]),
    table(candidateDomains, [figure({}, { count: candidates })]),
    ...(await outcomeTables(tx)),
  ];
}

type Breadth = { hosts: number; zones: number; certificates: number };

async function readBreadth(tx: Tx): Promise<Breadth> {
  const [row] = await tx<Breadth[]>`
    select
      (select count(*) from used_hosts u join scan.hosts h on h.id = u.host
        where h.state ->> 'tlsaBase' is not null)::float8 as hosts,
      (select count(distinct p.provider) from by_mx b join mx_providers p on p.mx_set = b.mx
        where b.headline and p.has_tlsa)::float8 as zones,
      (select count(distinct a -> 'certificate' ->> 'certSha256')
        from used_hosts u join scan.hosts h on h.id = u.host
        cross join jsonb_array_elements(h.state -> 'addresses') a
        where h.state ->> 'tlsaBase' is not null)::float8 as certificates`;
  if (row === undefined) throw new Error("breadth has one row");
  return row;
}

async function outcomeTables(tx: Tx): Promise<UndatedTable[]> {
  const outcomes = await tx<{ answer: Answer; outcome: string; domains: number }[]>`
    select case when carried then 'carried' when outcome = 'undetermined' then 'undetermined'
        else 'definitive' end as answer,
      outcome, sum(n)::float8 as domains
    from by_tld group by 1, 2 order by 1 desc, 2`;
  const verdicts = await tx<{ verdict: string; domains: number }[]>`
    select verdict, sum(n)::float8 as domains from by_tld group by 1 order by 2 desc, 1`;
  return [
    table(
      surveyOutcomes,
      outcomes.map(({ answer, outcome, domains }) => figure({ answer, outcome }, { domains })),
    ),
    table(
      domainVerdicts,
      verdicts.map(({ verdict, domains }) => figure({ verdict }, { domains })),
    ),
  ];
}
