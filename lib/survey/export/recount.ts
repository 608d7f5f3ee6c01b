/** A figure that two engines come to each by themselves. */
export type RecountQuestion = {
  /** The dataset whose figures it counts. */
  dataset: string;
  /** Columns of the answer that are its dimensions, then its measures, as the dataset calls them. */
  dimensions: readonly string[];
  measures: readonly string[];
  /** SQL that DuckDB and ClickHouse read alike, over the tables of a snapshot. */
  sql: string;
};

const LOOKED = "not carried";
const sumIf = (condition: string): string => `sum(case when ${condition} then 1 else 0 end)`;

/**
 * What a snapshot says of the datasets that can be made of it alone, written anew: not one line is shared
 * with the aggregates, so that a mistake there is not repeated here.
 */
export const RECOUNT_QUESTIONS: readonly RecountQuestion[] = [
  {
    dataset: "dane-domains",
    dimensions: [],
    measures: ["domains"],
    sql: "select count(*) as domains from domains where headline",
  },
  {
    dataset: "strict-dane-domains",
    dimensions: [],
    measures: ["domains"],
    sql: "select count(*) as domains from domains where strict",
  },
  {
    dataset: "dnssec-domains",
    dimensions: ["basis"],
    measures: ["domains"],
    sql: `
      select 'mx_validated' as basis, count(*) as domains from domains where mx_status = 'secure'
      union all select 'dnskey_validatable', count(*) from domains where dnskey_status = 'secure'
      union all select 'ds_rrsets', count(*) from domains where ds in (select ds from ds_records)
      union all select 'signed_delegations', count(*) from domains`,
  },
  {
    dataset: "dane-share",
    dimensions: [],
    measures: ["daneDomains", "dnssecDomains"],
    sql: `
      select ${sumIf("headline")} as "daneDomains", ${sumIf("mx_status = 'secure'")} as "dnssecDomains"
      from domains`,
  },
  {
    dataset: "survey-outcomes",
    dimensions: ["answer", "outcome"],
    measures: ["domains"],
    sql: `
      select case when carried then 'carried' when outcome = 'undetermined' then 'undetermined'
        else 'definitive' end as answer, outcome, count(*) as domains
      from domains group by 1, 2`,
  },
  {
    dataset: "domain-verdicts",
    dimensions: ["verdict"],
    measures: ["domains"],
    sql: "select verdict, count(*) as domains from domains group by verdict",
  },
  {
    dataset: "survey-by-tld",
    dimensions: ["tld"],
    measures: [
      "signed",
      "mxValidated",
      "dane",
      "strict",
      "partial",
      "failing",
      "undetermined",
      "carried",
    ],
    sql: `
      select tld, count(*) as signed, ${sumIf("mx_status = 'secure'")} as "mxValidated",
        ${sumIf("headline")} as dane, ${sumIf("strict")} as strict, ${sumIf("partial")} as partial,
        ${sumIf("outcome = 'fail'")} as failing,
        ${sumIf(`${LOOKED} and outcome = 'undetermined'`)} as undetermined,
        ${sumIf("carried")} as carried
      from domains group by tld`,
  },
  {
    dataset: "breakage-counts-by-tld",
    dimensions: ["tld"],
    measures: ["bogus", "failing", "looked"],
    sql: `
      select tld, ${sumIf(`${LOOKED} and is_bogus`)} as bogus,
        ${sumIf(`${LOOKED} and is_silent and not is_bogus`)} as failing, ${sumIf(LOOKED)} as looked
      from (
        select tld, carried, mx_status = 'bogus' or dnskey_status = 'bogus' as is_bogus,
          mx_status = 'indeterminate' or dnskey_status = 'indeterminate' as is_silent
        from domains
      ) as marked group by tld`,
  },
  {
    dataset: "dnssec-algorithms",
    dimensions: ["tld", "algorithm"],
    measures: ["entries"],
    sql: `
      select d.tld as tld, k.algorithm as algorithm, count(*) as entries
      from domains as d join (select distinct keys, algorithm from key_records) as k on k.keys = d.keys
      where d.dnskey_status = 'secure' group by d.tld, k.algorithm`,
  },
  {
    dataset: "ds-digests",
    dimensions: ["digestType"],
    measures: ["delegations"],
    sql: `
      select r.digest_type as "digestType", count(*) as delegations
      from domains as d join (select distinct ds, digest_type from ds_records) as r on r.ds = d.ds
      group by r.digest_type`,
  },
  {
    dataset: "nsec3-parameters",
    dimensions: ["iterations", "saltOctets"],
    measures: ["zones"],
    sql: `
      select p.iterations as iterations, p.salt_octets as "saltOctets", count(*) as zones
      from domains as d join nsec3_first as p on p.nsec3 = d.nsec3
      group by p.iterations, p.salt_octets`,
  },
  {
    // All of them: the published list begins at ten domains and ends at its last place.
    dataset: "top-providers",
    dimensions: ["provider"],
    measures: ["domains"],
    sql: `
      select p.provider as provider, count(*) as domains
      from domains as d
      join (
        select distinct mx, provider from mx_hosts where has_tlsa and provider is not null
      ) as p on p.mx = d.mx
      where d.headline group by p.provider`,
  },
];

/** Names of a snapshot's tables, and the files of each. */
export const SNAPSHOT_FILES: Readonly<Record<string, string>> = {
  domains: "domains-*.parquet",
  mx_hosts: "mx_hosts.parquet",
  ds_records: "ds_records.parquet",
  key_records: "key_records.parquet",
  nsec3_first: "nsec3_first.parquet",
};

/** An answer's value, whatever an engine hands out for an integer or a text. */
export type RecountValue = string | number;
/** Answers by dimensions: `nl 8` and the measures, so that two engines' rows can be laid side by side. */
export type Recount = Readonly<Record<string, readonly RecountValue[]>>;

/** Rows of an answer by their dimensions. */
export function recountOf(
  { dimensions, measures }: RecountQuestion,
  rows: readonly Readonly<Record<string, unknown>>[],
): Recount {
  const entries = rows.map((row): [string, RecountValue[]] => [
    dimensions.map((name) => String(row[name])).join(" "),
    measures.map((name) => Number(row[name])),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What of a recount is published: the list of providers begins at ten domains, and ends at its last place. */
export const comparable = (
  { dataset }: RecountQuestion,
  counted: Recount,
  published: Recount,
): Recount =>
  dataset === "top-providers"
    ? Object.fromEntries(Object.entries(counted).filter(([name]) => name in published))
    : counted;
