import { z } from "zod";
import type { CCTLD_GROUPS } from "@/lib/model/datasets/tlds";
import type { Figure, ReleaseDraft } from "@/lib/model/release";
import {
  DayOrMonth,
  dated,
  figure,
  rowsOf,
  shareOf,
  shareOfPercent,
  TldName,
  table,
  WholeNumber,
  ZoneName,
} from "./fields";

const Metric = <N extends string>(metric: N) =>
  z.strictObject({
    metric: z.literal(metric),
    value: WholeNumber,
    asOf: DayOrMonth,
    exact: z.boolean(),
    label: z.string().min(1),
  });
const DateOrNone = DayOrMonth.nullable();
const thousandsByTld = z.strictObject({
  asOf: DateOrNone,
  unit: z.literal("thousand domains"),
  exact: z.literal(false),
  caution: z.string(),
  rows: rowsOf(z.strictObject({ tld: TldName, thousands: WholeNumber }), ({ tld }) => tld),
  otherThousands: WholeNumber,
});
const addressesByCountry = (family: "IPv4" | "IPv6") =>
  z.strictObject({
    asOf: DateOrNone,
    unit: z.literal(`DANE MX host ${family} addresses`),
    rows: rowsOf(
      z.strictObject({ country: z.string().regex(/^[A-Z]{2}$/), addresses: WholeNumber }),
      ({ country }) => country,
    ),
    other: WholeNumber,
    caution: z.string().optional(),
  });
const Percent = z.number().min(0).max(100);
const Quoted = z.strictObject({ percent: Percent, asOf: z.iso.date(), seriesStart: z.iso.date() });
const QuotedDomains = rowsOf(
  z.strictObject({ domain: z.string().min(1).max(253), percent: Percent }),
  ({ domain }) => domain,
);

/** `seed-2018-10.json`: every table of the "DANE/SMTP Usage Report" slides. */
export const UsageReport = z.strictObject({
  report: z.strictObject({
    id: z.string(),
    title: z.string(),
    authors: z.array(z.string()),
    asOf: z.iso.date(),
    note: z.string(),
  }),
  summary: z.tuple([
    Metric("ds_rrsets"),
    Metric("validatable_dnskey_rrsets"),
    Metric("dnssec_mx_domains"),
    Metric("dane_domains"),
    Metric("dane_mx_hosts"),
    Metric("dane_mx_zones"),
    Metric("tlsa_lookup_problem_domains"),
    Metric("tlsa_mismatch_or_no_starttls_domains"),
    Metric("candidate_domains"),
  ]),
  dnssecDomainsByTld: thousandsByTld,
  dnssecDomainsByTldEarlier: thousandsByTld,
  reliability: z.strictObject({
    asOf: DateOrNone,
    unit: z.literal("percent of signed delegations that break"),
    rows: rowsOf(z.strictObject({ tld: TldName, percent: Percent }), ({ tld }) => tld),
    notes: z.array(z.string()),
  }),
  topDaneProviders: z.strictObject({
    asOf: DateOrNone,
    unit: z.literal("domains"),
    rows: rowsOf(
      z.strictObject({ provider: ZoneName, domains: WholeNumber }),
      ({ provider }) => provider,
    ),
    other: WholeNumber,
    caution: z.string(),
  }),
  almostDane: z.strictObject({
    asOf: DateOrNone,
    unit: z.literal("thousand DNSSEC-signed MX RRsets"),
    rows: rowsOf(
      z.strictObject({ provider: ZoneName, thousands: WholeNumber }),
      ({ provider }) => provider,
    ),
  }),
  geoipV4: addressesByCountry("IPv4"),
  geoipV6: addressesByCountry("IPv6"),
  cctlds: z.strictObject({
    asOf: DateOrNone,
    total: WholeNumber,
    withDnssec: WholeNumber,
    withSignedDelegation: WholeNumber,
    withDane: WholeNumber,
    withOver100Dane: WholeNumber,
    bands: rowsOf(
      z.strictObject({ minimum: WholeNumber, tlds: rowsOf(TldName, (tld) => tld) }),
      ({ minimum }) => String(minimum),
    ),
    caution: z.string(),
  }),
  wellKnownDaneDomains: z.strictObject({
    asOf: DateOrNone,
    rows: rowsOf(
      z.strictObject({ domain: ZoneName, emphasised: z.boolean() }),
      ({ domain }) => domain,
    ),
  }),
  starttls: z.strictObject({ source: z.string(), outbound: Quoted, inbound: Quoted }),
  nonTlsDomains: z.strictObject({
    asOf: DateOrNone,
    source: z.string(),
    unit: z.literal("percent of mail encrypted in transit"),
    inbound: QuotedDomains,
    outbound: QuotedDomains,
  }),
});
export type UsageReport = z.infer<typeof UsageReport>;

/** Where each stated metric of the slides belongs. */
const SUMMARY_PLACES = {
  ds_rrsets: {
    dataset: "dnssec-domains",
    edition: "ds_rrsets",
    dimensions: { basis: "ds_rrsets" },
    measure: "domains",
  },
  validatable_dnskey_rrsets: {
    dataset: "dnssec-domains",
    edition: "dnskey_validatable",
    dimensions: { basis: "dnskey_validatable" },
    measure: "domains",
  },
  dnssec_mx_domains: {
    dataset: "dnssec-domains",
    edition: "main",
    dimensions: { basis: "mx_validated" },
    measure: "domains",
  },
  dane_domains: { dataset: "dane-domains", edition: "main", dimensions: {}, measure: "domains" },
  dane_mx_hosts: { dataset: "dane-mx-hosts", edition: "main", dimensions: {}, measure: "count" },
  dane_mx_zones: { dataset: "dane-mx-zones", edition: "main", dimensions: {}, measure: "count" },
  tlsa_lookup_problem_domains: {
    dataset: "problem-domains",
    edition: "dns_lookup",
    dimensions: { problem: "dns_lookup" },
    measure: "domains",
  },
  tlsa_mismatch_or_no_starttls_domains: {
    dataset: "problem-domains",
    edition: "tls",
    dimensions: { problem: "tls" },
    measure: "domains",
  },
  candidate_domains: {
    dataset: "candidate-domains",
    edition: "main",
    dimensions: {},
    measure: "count",
  },
} as const;

type Table = ReleaseDraft["tables"][number];

/** The caveat for readers: the collector's closing word to us, how to publish it, is not part of it. */
const caveatOf = (caution: string): string =>
  caution.replace("; publish it as such with this caution as its footnote", "");

const thousands = (source: z.infer<typeof thousandsByTld>, edition: string): Table =>
  table(
    "dnssec-by-tld",
    source.rows.map(({ tld, thousands }) => figure({ tld }, { domains: thousands * 1000 }, ["e"])),
    {
      ...dated(source.asOf),
      edition,
      complete: false,
      other: source.otherThousands * 1000,
      caution: caveatOf(source.caution),
    },
  );

function cctldTables({ cctlds }: UsageReport): Table[] {
  const at = dated(cctlds.asOf);
  const groups: Record<(typeof CCTLD_GROUPS)[number], number> = {
    all: cctlds.total,
    with_dnssec: cctlds.withDnssec,
    with_signed_delegation: cctlds.withSignedDelegation,
    with_dane: cctlds.withDane,
    with_over_100_dane: cctlds.withOver100Dane,
  };
  const counts = Object.entries(groups).map(([group, tlds]) => figure({ group }, { tlds }));
  const bands = cctlds.bands.flatMap(({ minimum, tlds }) =>
    tlds.map((tld) => figure({ tld }, { atLeastDomains: minimum }, ["l"])),
  );
  return [
    table("cctld-counts", counts, at),
    table("cctld-dane-bands", bands, { ...at, complete: true, caution: cctlds.caution }),
  ];
}

function mailTables({ starttls, nonTlsDomains }: UsageReport): Table[] {
  const directions = ["outbound", "inbound"] as const;
  const encrypted = directions.map((direction): Figure => {
    const { percent, asOf, seriesStart } = starttls[direction];
    return {
      ...figure({ direction }, { share: shareOfPercent(percent), seriesStart }),
      ...dated(asOf),
    };
  });
  const domains = directions.flatMap((direction) =>
    nonTlsDomains[direction].map(({ domain, percent }) =>
      figure({ direction, domain }, { share: shareOfPercent(percent) }),
    ),
  );
  return [
    table("mail-encryption", encrypted, {
      ...dated(starttls.outbound.asOf),
      sourceTitle: starttls.source,
    }),
    table("non-tls-domains", domains, {
      ...dated(nonTlsDomains.asOf),
      complete: false,
      sourceTitle: nonTlsDomains.source,
    }),
  ];
}

function shareTable({ summary }: UsageReport): Table[] {
  const [, , dnssec, dane] = summary;
  const measures = {
    share: shareOf(dane.value, dnssec.value),
    daneDomains: dane.value,
    dnssecDomains: dnssec.value,
    printedPercent: null,
  };
  const flags = [!(dane.exact && dnssec.exact) && ("e" as const)];
  return [
    table("dane-share", [figure({ basis: "mx_validated" }, measures, flags)], dated(dane.asOf)),
  ];
}

/** The release that the October 2018 slides make: each table with its own date, or none. */
export function usageReportDraft(seed: UsageReport): ReleaseDraft {
  const summary = seed.summary.map(({ metric, value, asOf, exact, label }) => {
    const { dataset, edition, dimensions, measure } = SUMMARY_PLACES[metric];
    const row = figure(dimensions, { [measure]: value }, [!exact && "e"]);
    return table(dataset, [row], { ...dated(asOf), edition, sourceTitle: label });
  });
  const providers = seed.topDaneProviders.rows.map(({ provider, domains }, index) =>
    figure({ provider }, { domains, rank: index + 1, share: null }),
  );
  const almost = seed.almostDane.rows.map(({ provider, thousands }) =>
    figure({ provider }, { domains: thousands * 1000, missingStep: null }, ["e"]),
  );
  const geoip = (["ipv4", "ipv6"] as const).map((family) => {
    const source = family === "ipv4" ? seed.geoipV4 : seed.geoipV6;
    const rows = source.rows.map(({ country, addresses }) =>
      figure({ family, country }, { addresses }),
    );
    const over = {
      edition: family,
      complete: false,
      other: source.other,
      caution: source.caution ?? null,
    };
    return table("geoip", rows, { ...dated(source.asOf), ...over });
  });
  return {
    release: {
      id: seed.report.asOf.slice(0, 7),
      kind: "published_report",
      title: `${seed.report.title}, October 2018`,
      authors: seed.report.authors,
      ...dated(seed.report.asOf),
      asOfNotBefore: null,
      month: seed.report.asOf.slice(0, 7),
      monthInferred: false,
      postedAt: null,
      sourceTitle: `${seed.report.title} (slide deck, October 2018)`,
      sourceUrl: "https://stats.dnssec-tools.org/",
      altSourceUrl: null,
      derivedFrom: null,
      notes: seed.report.note,
    },
    tables: [
      ...summary,
      ...shareTable(seed),
      thousands(seed.dnssecDomainsByTld, "main"),
      thousands(seed.dnssecDomainsByTldEarlier, "earlier"),
      table(
        "breakage-by-tld",
        seed.reliability.rows.map(({ tld, percent }) =>
          figure({ tld }, { share: shareOfPercent(percent) }),
        ),
        {
          ...dated(seed.reliability.asOf),
          complete: false,
          caution: seed.reliability.notes.join(" "),
        },
      ),
      table("top-providers", providers, {
        ...dated(seed.topDaneProviders.asOf),
        complete: true,
        other: seed.topDaneProviders.other,
        caution: seed.topDaneProviders.caution,
      }),
      table("almost-dane-providers", almost, { ...dated(seed.almostDane.asOf), complete: true }),
      ...geoip,
      ...cctldTables(seed),
      table(
        "well-known-domains",
        seed.wellKnownDaneDomains.rows.map(({ domain, emphasised }) =>
          figure({ domain }, { emphasised }),
        ),
        dated(seed.wellKnownDaneDomains.asOf),
      ),
      ...mailTables(seed),
    ],
  };
}
