import { readFileSync } from "node:fs";
import path from "node:path";
import { domainToASCII } from "node:url";

type Leaf = string | number | boolean | null;

/**
 * Where a value of the history files has to be found on the site. The mapping is written again
 * here, without the loader's code, so that a mistake of one does not hide in the other.
 */
export type Shown =
  /** A column of one row: per cent has become a share, thousands have become domains. */
  | {
      kind: "figure";
      dataset: string;
      release: string;
      edition?: string;
      where: Record<string, Leaf>;
      column: string;
      value: Leaf;
    }
  /** A flag that some row carries, or must not carry. */
  | {
      kind: "flag";
      dataset: string;
      release: string;
      where: Record<string, Leaf>;
      flag: string;
      set: boolean;
    }
  /** A field of a table within a release; text may stand within a longer footnote. */
  | {
      kind: "table";
      dataset: string;
      release: string;
      edition?: string;
      field: string;
      value: Leaf;
    }
  /** A field of a release. */
  | { kind: "release"; release: string; field: string; value: Leaf }
  /** A unit or a table's name: the dataset's definition says it in its own words. */
  | { kind: "definition"; dataset: string };

/** One value of the history files: a number, a name, a date, a note. */
export interface EveryFigure {
  file: string;
  /** Line of a JSON Lines file, 0 in the other. */
  line: number;
  /** Path within the object, such as `topProviders[2].domains`. */
  field: string;
  raw: Leaf;
  shown: Shown[];
}

type Path = (string | number)[];
type Json = Leaf | Json[] | { [key: string]: Json };

function* leaves(value: Json, at: Path = []): Generator<{ at: Path; raw: Leaf }> {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* leaves(one, [...at, index]);
  } else if (value !== null && typeof value === "object") {
    for (const [key, one] of Object.entries(value)) yield* leaves(one, [...at, key]);
  } else yield { at, raw: value };
}

const fieldOf = (at: Path) =>
  at
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`,
    )
    .join("");

/** `a.[].b`, what the rules match. */
const shapeOf = (at: Path) => at.map((part) => (typeof part === "number" ? "[]" : part)).join(".");

type Rule = (leaf: {
  at: Path;
  raw: Leaf;
  sibling: (name: string) => Leaf;
  index: number;
}) => Shown[];
type Rules = Record<string, Rule>;

function walk(
  file: string,
  line: number,
  source: Json,
  rules: Rules,
  onUnknown: (where: string) => void,
): EveryFigure[] {
  return [...leaves(source)].map(({ at, raw }) => {
    const rule = rules[shapeOf(at)];
    const field = fieldOf(at);
    if (rule === undefined) onUnknown(`${file}:${line} ${field}`);
    const sibling = (name: string): Leaf => {
      let holder: Json = source;
      for (const part of at.slice(0, -1))
        holder = (holder as Record<string | number, Json>)[part] ?? null;
      return ((holder as Record<string, Json> | null)?.[name] ?? null) as Leaf;
    };
    const index = Number(at.find((part) => typeof part === "number") ?? 0);
    return { file, line, field, raw, shown: rule?.({ at, raw, sibling, index }) ?? [] };
  });
}

const percent = (raw: Leaf) => Math.round(Number(raw) * 10_000) / 1_000_000;
const thousands = (raw: Leaf) => Number(raw) * 1_000;
const tld = (raw: Leaf) => domainToASCII(String(raw).toLowerCase());
/** `2018-09` stands for its last day. */
const dayOf = (raw: Leaf): Leaf =>
  typeof raw === "string" && raw.length === 7
    ? new Date(Date.UTC(Number(raw.slice(0, 4)), Number(raw.slice(5)), 0))
        .toISOString()
        .slice(0, 10)
    : raw;

function reportRules(report: Record<string, Json>): Rules {
  const release = String(report.month ?? `undated-after-${report.asOfNotBefore}`);
  const provenance: Rule = ({ at, raw }) => [
    { kind: "release", release, field: String(at[0]), value: raw },
  ];
  const single =
    (dataset: string, column: string, where: Record<string, Leaf> = {}): Rule =>
    ({ raw }) => [{ kind: "figure", dataset, release, where, column, value: raw }];
  const inShare =
    (dataset: string, column: string, shareColumn: string, where: Record<string, Leaf>): Rule =>
    (leaf) => [
      ...single(dataset, column, where)(leaf),
      ...(report.daneDomains === undefined || report.daneDomainsAtLeast !== undefined
        ? []
        : single("dane-share", shareColumn, where)(leaf)),
    ];
  const listed = (dataset: string, family?: string): Rules => {
    const [key, name, count] =
      family === undefined ? ["provider", "provider", "domains"] : ["country", "country", "hosts"];
    const column = family === undefined ? "domains" : "addresses";
    const base: Record<string, Leaf> = family === undefined ? {} : { family };
    return {
      [name]: ({ raw }) => [
        {
          kind: "figure",
          dataset,
          release,
          where: { ...base, [key]: raw },
          column: key,
          value: raw,
        },
      ],
      [count]: ({ raw, sibling, index }) => [
        {
          kind: "figure",
          dataset,
          release,
          where: {
            ...base,
            [key]: sibling(key),
            ...(dataset === "top-providers" ? { rank: index + 1 } : {}),
          },
          column,
          value: raw,
        },
      ],
    };
  };
  const rows = (field: string, rules: Rules): Rules =>
    Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`${field}.[].${name}`, rule]));
  const complete =
    (dataset: string, edition: string): Rule =>
    ({ raw }) => [{ kind: "table", dataset, release, edition, field: "complete", value: raw }];
  return {
    ...Object.fromEntries(
      [
        ...["asOf", "asOfPrecision", "asOfNotBefore", "month", "monthInferred", "postedAt"],
        ...["sourceUrl", "altSourceUrl", "derivedFrom", "sourceTitle", "notes"],
      ].map((name) => [name, provenance]),
    ),
    daneDomains: (leaf) => single("dane-domains", "domains")(leaf),
    daneDomainsAtLeast: (leaf) => [
      ...single("dane-domains", "domains")(leaf),
      { kind: "flag", dataset: "dane-domains", release, where: {}, flag: "l", set: true },
    ],
    daneSharePctPrinted: single("dane-share", "printedPercent"),
    dnssecMxDomains: inShare("dnssec-domains", "domains", "dnssecDomains", {
      basis: "mx_validated",
    }),
    dnssecDomainsInSurvey: inShare("dnssec-domains", "domains", "dnssecDomains", {
      basis: "in_survey",
    }),
    daneMxZones: single("dane-mx-zones", "count"),
    distinctMxCertificates: single("mx-certificates", "count"),
    partialTlsaDomains: single("partial-dane-domains", "count"),
    transparencyReportDomains: single("transparency-report-domains", "count"),
    dnsProblemDomains: single("problem-domains", "domains", { problem: "dns_lookup" }),
    tlsaProblemDomains: single("problem-domains", "domains", { problem: "tls" }),
    ...rows("topProviders", listed("top-providers")),
    topProvidersComplete: complete("top-providers", "main"),
    ...rows("dnsProblemProviders", listed("dns-problem-providers")),
    ...rows("geoipV4", listed("geoip", "ipv4")),
    ...rows("geoipV6", listed("geoip", "ipv6")),
    geoipV4Complete: complete("geoip", "ipv4"),
    geoipV6Complete: complete("geoip", "ipv6"),
  };
}

const SLIDES = "2018-10";
const METRICS: Record<string, [dataset: string, column: string, where: Record<string, Leaf>]> = {
  ds_rrsets: ["dnssec-domains", "domains", { basis: "ds_rrsets" }],
  validatable_dnskey_rrsets: ["dnssec-domains", "domains", { basis: "dnskey_validatable" }],
  dnssec_mx_domains: ["dnssec-domains", "domains", { basis: "mx_validated" }],
  dane_domains: ["dane-domains", "domains", {}],
  dane_mx_hosts: ["dane-mx-hosts", "count", {}],
  dane_mx_zones: ["dane-mx-zones", "count", {}],
  tlsa_lookup_problem_domains: ["problem-domains", "domains", { problem: "dns_lookup" }],
  tlsa_mismatch_or_no_starttls_domains: ["problem-domains", "domains", { problem: "tls" }],
  candidate_domains: ["candidate-domains", "count", {}],
};

const slide = (
  dataset: string,
  where: Record<string, Leaf>,
  column: string,
  value: Leaf,
  edition?: string,
): Shown => ({
  kind: "figure",
  dataset,
  release: SLIDES,
  where,
  column,
  value,
  ...(edition === undefined ? {} : { edition }),
});
const slideTable = (dataset: string, field: string, value: Leaf, edition?: string): Shown => ({
  kind: "table",
  dataset,
  release: SLIDES,
  field,
  value,
  ...(edition === undefined ? {} : { edition }),
});

/** Fields that every slide's table has. */
function slideRules(name: string, dataset: string, edition = "main"): Rules {
  return {
    [`${name}.asOf`]: ({ raw }) => [slideTable(dataset, "asOf", dayOf(raw), edition)],
    [`${name}.unit`]: () => [{ kind: "definition", dataset }],
    // How the collector asks us to publish a table is said to us, not to readers.
    [`${name}.caution`]: ({ raw }) => [
      slideTable(dataset, "caution", String(raw).split("; publish it as such")[0] ?? "", edition),
    ],
    [`${name}.other`]: ({ raw }) => [slideTable(dataset, "other", raw, edition)],
  };
}

function slidesRules(seed: Record<string, Json>): Rules {
  const metric = (leaf: Parameters<Rule>[0]) =>
    METRICS[String(leaf.sibling("metric"))] ?? ["?", "?", {}];
  const byTld = (name: string, edition: string): Rules => ({
    ...slideRules(name, "dnssec-by-tld", edition),
    [`${name}.exact`]: ({ raw }) => [
      {
        kind: "flag",
        dataset: "dnssec-by-tld",
        release: SLIDES,
        where: { edition },
        flag: "e",
        set: raw === false,
      },
    ],
    [`${name}.rows.[].tld`]: ({ raw }) => [
      slide("dnssec-by-tld", { tld: tld(raw) }, "tld", tld(raw), edition),
    ],
    [`${name}.rows.[].thousands`]: ({ raw, sibling }) => [
      slide("dnssec-by-tld", { tld: tld(sibling("tld")) }, "domains", thousands(raw), edition),
    ],
    [`${name}.otherThousands`]: ({ raw }) => [
      slideTable("dnssec-by-tld", "other", thousands(raw), edition),
    ],
  });
  const geoip = (name: string, family: string): Rules => ({
    ...slideRules(name, "geoip", family),
    [`${name}.rows.[].country`]: ({ raw }) => [
      slide("geoip", { family, country: raw }, "country", raw),
    ],
    [`${name}.rows.[].addresses`]: ({ raw, sibling }) => [
      slide("geoip", { family, country: sibling("country") }, "addresses", raw),
    ],
  });
  const group =
    (name: string): Rule =>
    ({ raw }) => [slide("cctld-counts", { group: name }, "tlds", raw)];
  const bands = (seed.cctlds as { bands: { minimum: number; tlds: string[] }[] }).bands;
  const quoted = (direction: string): Rules => ({
    [`starttls.${direction}.percent`]: ({ raw }) => [
      slide("mail-encryption", { direction }, "share", percent(raw)),
    ],
    [`starttls.${direction}.asOf`]: ({ raw }) => [
      slide("mail-encryption", { direction }, "asOf", raw),
    ],
    [`starttls.${direction}.seriesStart`]: ({ raw }) => [
      slide("mail-encryption", { direction }, "seriesStart", raw),
    ],
    [`nonTlsDomains.${direction}.[].domain`]: ({ raw }) => [
      slide("non-tls-domains", { direction, domain: raw }, "domain", raw),
    ],
    [`nonTlsDomains.${direction}.[].percent`]: ({ raw, sibling }) => [
      slide("non-tls-domains", { direction, domain: sibling("domain") }, "share", percent(raw)),
    ],
  });
  const ofRelease =
    (field: string): Rule =>
    ({ raw }) => [{ kind: "release", release: SLIDES, field, value: raw }];
  return {
    // The deck's own name for itself; its release is found by date and title.
    "report.id": () => [{ kind: "release", release: SLIDES, field: "month", value: SLIDES }],
    "report.title": ofRelease("title"),
    "report.authors.[]": ofRelease("authors"),
    "report.asOf": ofRelease("asOf"),
    "report.note": ofRelease("notes"),
    "summary.[].metric": (leaf) => [{ kind: "definition", dataset: metric(leaf)[0] }],
    "summary.[].value": (leaf) => {
      const [dataset, column, where] = metric(leaf);
      return [slide(dataset, where, column, leaf.raw)];
    },
    "summary.[].asOf": (leaf) => {
      const [dataset, , where] = metric(leaf);
      return [slide(dataset, where, "asOf", dayOf(leaf.raw))];
    },
    "summary.[].exact": (leaf) => {
      const [dataset, , where] = metric(leaf);
      return [
        { kind: "flag", dataset, release: SLIDES, where, flag: "e", set: leaf.raw === false },
      ];
    },
    "summary.[].label": (leaf) => [slideTable(metric(leaf)[0], "sourceTitle", leaf.raw)],
    ...byTld("dnssecDomainsByTld", "main"),
    ...byTld("dnssecDomainsByTldEarlier", "earlier"),
    ...slideRules("reliability", "breakage-by-tld"),
    "reliability.rows.[].tld": ({ raw }) => [
      slide("breakage-by-tld", { tld: tld(raw) }, "tld", tld(raw)),
    ],
    "reliability.rows.[].percent": ({ raw, sibling }) => [
      slide("breakage-by-tld", { tld: tld(sibling("tld")) }, "share", percent(raw)),
    ],
    "reliability.notes.[]": ({ raw }) => [slideTable("breakage-by-tld", "caution", raw)],
    ...slideRules("topDaneProviders", "top-providers"),
    "topDaneProviders.rows.[].provider": ({ raw, index }) => [
      slide("top-providers", { rank: index + 1 }, "provider", raw),
    ],
    "topDaneProviders.rows.[].domains": ({ raw, sibling }) => [
      slide("top-providers", { provider: sibling("provider") }, "domains", raw),
    ],
    ...slideRules("almostDane", "almost-dane-providers"),
    "almostDane.rows.[].provider": ({ raw }) => [
      slide("almost-dane-providers", { provider: raw }, "provider", raw),
    ],
    "almostDane.rows.[].thousands": ({ raw, sibling }) => [
      slide("almost-dane-providers", { provider: sibling("provider") }, "domains", thousands(raw)),
    ],
    ...geoip("geoipV4", "ipv4"),
    ...geoip("geoipV6", "ipv6"),
    "cctlds.asOf": ({ raw }) => [
      slideTable("cctld-counts", "asOf", raw),
      slideTable("cctld-dane-bands", "asOf", raw),
    ],
    "cctlds.caution": ({ raw }) => [slideTable("cctld-dane-bands", "caution", raw)],
    "cctlds.total": group("all"),
    "cctlds.withDnssec": group("with_dnssec"),
    "cctlds.withSignedDelegation": group("with_signed_delegation"),
    "cctlds.withDane": group("with_dane"),
    "cctlds.withOver100Dane": group("with_over_100_dane"),
    "cctlds.bands.[].minimum": ({ raw, index }) =>
      (bands[index]?.tlds ?? []).map((name) =>
        slide("cctld-dane-bands", { tld: tld(name) }, "atLeastDomains", raw),
      ),
    "cctlds.bands.[].tlds.[]": ({ raw, index }) => [
      slide(
        "cctld-dane-bands",
        { atLeastDomains: bands[index]?.minimum ?? null, tld: tld(raw) },
        "tld",
        tld(raw),
      ),
    ],
    "wellKnownDaneDomains.asOf": ({ raw }) => [slideTable("well-known-domains", "asOf", raw)],
    "wellKnownDaneDomains.rows.[].domain": ({ raw }) => [
      slide("well-known-domains", { domain: raw }, "domain", raw),
    ],
    "wellKnownDaneDomains.rows.[].emphasised": ({ raw, sibling }) => [
      slide("well-known-domains", { domain: sibling("domain") }, "emphasised", raw),
    ],
    "starttls.source": ({ raw }) => [slideTable("mail-encryption", "sourceTitle", raw)],
    "nonTlsDomains.asOf": ({ raw }) => [slideTable("non-tls-domains", "asOf", raw)],
    "nonTlsDomains.source": ({ raw }) => [slideTable("non-tls-domains", "sourceTitle", raw)],
    "nonTlsDomains.unit": () => [{ kind: "definition", dataset: "non-tls-domains" }],
    ...quoted("inbound"),
    ...quoted("outbound"),
  };
}

/** Dataset, and for each field of a row the column it is in (`null`: the row's only measure's name). */
const PARAMETER_TABLES: Record<
  string,
  { dataset: string; columns: Record<string, string>; fixed?: Record<string, Leaf> }
> = {
  tld_ksk_below_2048_bits: {
    dataset: "tld-ksk-below-2048-bits",
    columns: { tld: "tld", flags: "keyFlags", algorithm: "algorithm", bits: "bits" },
  },
  tlds_with_1024bit_rsa_zsk_older_than_one_year: {
    dataset: "tlds-with-old-1024-bit-zsk",
    columns: { value: "tlds" },
  },
  tlsa_letsencrypt_issuing_ca_by_mx_host: {
    dataset: "tlsa-issuers",
    columns: { ca: "issuer", mxHosts: "mxHosts" },
  },
  com_dnssec_algorithm_counts: {
    dataset: "dnssec-algorithms",
    columns: { algorithm: "algorithm", count: "entries" },
    fixed: { tld: "com" },
  },
  nsec3_iteration_limits_interoperable_at_publication: {
    dataset: "nsec3-iteration-limits",
    columns: { treatment: "treatment", iterations: "iterations" },
  },
  nsec3_iterations_relative_authoritative_qps: {
    dataset: "nsec3-iteration-cost",
    columns: { iterations: "iterations", relativeQpsPct: "relativeRate" },
  },
  signed_delegations_tracked_by_survey: {
    dataset: "dnssec-domains",
    columns: { atLeast: "domains" },
    fixed: { basis: "signed_delegations" },
  },
};

function parameterRules(source: Record<string, Json>): Rules {
  const {
    dataset,
    columns,
    fixed = {},
  } = PARAMETER_TABLES[String(source.table)] ?? { dataset: "?", columns: {} };
  const release = `tables-${source.asOf ?? "undated-lets-encrypt"}`;
  const shown = (name: string, raw: Leaf) =>
    name === "relativeQpsPct" ? percent(raw) : name === "tld" ? tld(raw) : raw;
  const row = source.rows as Record<string, Leaf>[];
  const cell: Rule = ({ at, raw, index }) => {
    const name = String(at.at(-1));
    const column = columns[name];
    if (column === undefined) return [{ kind: "definition", dataset }];
    // The whole row is the key: each of its values is looked for beside the others.
    const where = Object.fromEntries(
      Object.entries(row[index] ?? {}).flatMap(([other, value]) =>
        columns[other] === undefined ? [] : [[columns[other], shown(other, value)]],
      ),
    );
    return [
      {
        kind: "figure",
        dataset,
        release,
        where: { ...fixed, ...where },
        column,
        value: shown(name, raw),
      },
      ...(name === "atLeast"
        ? [{ kind: "flag", dataset, release, where: fixed, flag: "l", set: true } as const]
        : []),
    ];
  };
  const ofTable =
    (field: string): Rule =>
    ({ raw }) => [{ kind: "table", dataset, release, field, value: raw }];
  return {
    asOf: ofTable("asOf"),
    asOfPrecision: ofTable("asOfPrecision"),
    sourceUrl: ofTable("sourceUrl"),
    sourceTitle: ofTable("sourceTitle"),
    notes: ofTable("caution"),
    table: () => [{ kind: "definition", dataset }],
    unit: () => [{ kind: "definition", dataset }],
    ...Object.fromEntries(Object.keys(row[0] ?? {}).map((name) => [`rows.[].${name}`, cell])),
  };
}

/**
 * Every value of the history files with the places where readers must find it.
 *
 * @param directory holds the three files, here `db/history`.
 * @returns `unmapped`: fields that no rule knows, which a test must not accept.
 */
export function everyFigure(directory: string): { figures: EveryFigure[]; unmapped: string[] } {
  const unmapped: string[] = [];
  const unknown = (where: string) => unmapped.push(where);
  const text = (file: string) => readFileSync(path.join(directory, file), "utf8");
  const lines = (file: string, rulesOf: (source: Record<string, Json>) => Rules) =>
    text(file)
      .split("\n")
      .flatMap((line, index) => {
        if (line.trim() === "") return [];
        const source = JSON.parse(line) as Record<string, Json>;
        return walk(file, index + 1, source, rulesOf(source), unknown);
      });
  const seed = JSON.parse(text("seed-2018-10.json")) as Record<string, Json>;
  return {
    figures: [
      ...lines("published-reports.jsonl", reportRules),
      ...walk("seed-2018-10.json", 0, seed, slidesRules(seed), unknown),
      ...lines("dnssec-parameters.jsonl", parameterRules),
    ],
    unmapped,
  };
}

/** What readers get, in the API's shape. */
export interface Readable {
  /** Rows by dataset id. */
  datasets: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  /** Releases by id, with their tables. */
  releases: ReadonlyMap<
    string,
    Readonly<Record<string, unknown>> & { tables: readonly Readonly<Record<string, unknown>>[] }
  >;
}

const same = (there: unknown, wanted: Leaf): boolean => {
  if (there === wanted) return true;
  if (Array.isArray(there)) return there.includes(wanted);
  // A footnote is made of the source's sentences, a title may be longer than the source's.
  return (
    typeof there === "string" &&
    typeof wanted === "string" &&
    wanted !== "" &&
    there.includes(wanted)
  );
};

const fits = (row: Readonly<Record<string, unknown>>, where: Record<string, Leaf>) =>
  Object.entries(where).every(([name, value]) => row[name] === value);

/** Whether a reader finds it: false means that a value of the files was lost or changed. */
export function isShown(shown: Shown, { datasets, releases }: Readable): boolean {
  switch (shown.kind) {
    case "definition":
      return (datasets.get(shown.dataset)?.length ?? 0) > 0;
    case "release":
      return same(releases.get(shown.release)?.[shown.field], shown.value);
    case "table":
      return (releases.get(shown.release)?.tables ?? []).some(
        (table) =>
          table.dataset === shown.dataset &&
          (shown.edition === undefined || table.edition === shown.edition) &&
          same(table[shown.field], shown.value),
      );
    case "flag":
    case "figure": {
      const rows = (datasets.get(shown.dataset) ?? []).filter(
        (row) => row.release === shown.release && fits(row, shown.where),
      );
      if (shown.kind === "flag")
        return (
          rows.length > 0 &&
          rows.every((row) => (row.flags as string[]).includes(shown.flag) === shown.set)
        );
      return rows.some(
        (row) =>
          (shown.edition === undefined || row.edition === shown.edition) &&
          row[shown.column] === shown.value,
      );
    }
  }
}
