import { z } from "zod";
import { DatePrecision, IsoMonth } from "@/lib/model/calendar";
import type { ReleaseDraft } from "@/lib/model/release";
import { figure, HttpUrl, rowsOf, shareOf, table, WholeNumber, ZoneName } from "./fields";

const CountryCode = z.string().regex(/^[A-Z]{2}$/, "expected an ISO 3166-1 alpha-2 code");
const ProviderRows = rowsOf(
  z.strictObject({ provider: ZoneName, domains: WholeNumber }),
  ({ provider }) => provider,
);
const CountryRows = rowsOf(
  z.strictObject({ country: CountryCode, hosts: WholeNumber }),
  ({ country }) => country,
);

/** One line of `published-reports.jsonl`; an absent field means "not read", never zero. */
export const MonthlyReport = z
  .strictObject({
    asOf: z.iso.date().optional(),
    asOfPrecision: DatePrecision,
    asOfNotBefore: z.iso.date().optional(),
    month: IsoMonth.optional(),
    monthInferred: z.boolean().optional(),
    postedAt: z.iso.date().optional(),
    sourceUrl: HttpUrl,
    altSourceUrl: HttpUrl.optional(),
    derivedFrom: HttpUrl.optional(),
    sourceTitle: z.string().min(1),
    notes: z.string().optional(),
    daneDomains: WholeNumber.optional(),
    daneDomainsAtLeast: WholeNumber.optional(),
    daneSharePctPrinted: z.number().min(0).max(100).optional(),
    dnssecMxDomains: WholeNumber.optional(),
    dnssecDomainsInSurvey: WholeNumber.optional(),
    daneMxZones: WholeNumber.optional(),
    distinctMxCertificates: WholeNumber.optional(),
    partialTlsaDomains: WholeNumber.optional(),
    dnsProblemDomains: WholeNumber.optional(),
    dnsProblemProviders: ProviderRows.optional(),
    tlsaProblemDomains: WholeNumber.optional(),
    transparencyReportDomains: WholeNumber.optional(),
    topProviders: ProviderRows.optional(),
    topProvidersComplete: z.boolean().optional(),
    geoipV4: CountryRows.optional(),
    geoipV4Complete: z.boolean().optional(),
    geoipV6: CountryRows.optional(),
    geoipV6Complete: z.boolean().optional(),
  })
  .refine((report) => (report.asOf === undefined) === (report.asOfPrecision === "unknown"), {
    path: ["asOf"],
    message: "a dated report needs asOf, and an undated one has none",
  })
  .refine((report) => report.asOf !== undefined || report.asOfNotBefore !== undefined, {
    path: ["asOfNotBefore"],
    message: "an undated report needs asOfNotBefore",
  });
export type MonthlyReport = z.infer<typeof MonthlyReport>;

const monthWords = new Intl.DateTimeFormat("en-GB", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

function titleOf(report: MonthlyReport): string {
  if (!/Update on stats|dane-users/.test(report.sourceTitle)) return report.sourceTitle;
  if (report.month === undefined) return `Undated report, not before ${report.asOfNotBefore}`;
  return `Monthly report, ${monthWords.format(new Date(`${report.month}-01`))}`;
}

type Table = ReleaseDraft["tables"][number];

/** Id of the report's release: its month, or for an undated one the date it is later than. */
export const reportId = ({ month, asOfNotBefore }: MonthlyReport): string =>
  month ?? `undated-after-${asOfNotBefore}`;

/** The release that one monthly report makes; computes nothing but shares. */
export function monthlyReportDraft(report: MonthlyReport): ReleaseDraft {
  const at = { asOf: report.asOf ?? null, asOfPrecision: report.asOfPrecision };
  const tables: Table[] = [];
  const add = (
    dataset: string,
    value: number | undefined,
    measure = "count",
    over: Partial<Table> = {},
  ) => {
    if (value !== undefined)
      tables.push(table(dataset, [figure({}, { [measure]: value })], { ...at, ...over }));
  };

  add("dane-domains", report.daneDomains, "domains");
  if (report.daneDomainsAtLeast !== undefined) {
    const bound = figure({}, { domains: report.daneDomainsAtLeast }, ["l"]);
    tables.push(table("dane-domains", [bound], at));
  }
  const bases = { mx_validated: report.dnssecMxDomains, in_survey: report.dnssecDomainsInSurvey };
  for (const [basis, domains] of Object.entries(bases)) {
    if (domains === undefined) continue;
    tables.push(table("dnssec-domains", [figure({ basis }, { domains })], at));
    if (report.daneDomains === undefined) continue;
    const measures = {
      share: shareOf(report.daneDomains, domains),
      daneDomains: report.daneDomains,
      dnssecDomains: domains,
      printedPercent: report.daneSharePctPrinted ?? null,
    };
    tables.push(table("dane-share", [figure({ basis }, measures)], at));
  }
  add("dane-mx-zones", report.daneMxZones);
  add("mx-certificates", report.distinctMxCertificates);
  add("partial-dane-domains", report.partialTlsaDomains);
  add("transparency-report-domains", report.transparencyReportDomains);

  const problems = [
    ...(report.dnsProblemDomains === undefined
      ? []
      : [figure({ problem: "dns_lookup" }, { domains: report.dnsProblemDomains })]),
    ...(report.tlsaProblemDomains === undefined
      ? []
      : [figure({ problem: "tls" }, { domains: report.tlsaProblemDomains })]),
  ];
  if (problems.length > 0) tables.push(table("problem-domains", problems, at));
  if (report.dnsProblemProviders !== undefined) {
    const rows = report.dnsProblemProviders.map(({ provider, domains }) =>
      figure({ provider }, { domains }, ["i"]),
    );
    tables.push(table("dns-problem-providers", rows, { ...at, complete: false }));
  }
  if (report.topProviders !== undefined) {
    const complete = report.topProvidersComplete ?? false;
    const all = report.daneDomains;
    const rows = report.topProviders.map(({ provider, domains }, index) =>
      figure(
        { provider },
        { domains, rank: index + 1, share: all === undefined ? null : shareOf(domains, all) },
        [!complete && "i"],
      ),
    );
    tables.push(table("top-providers", rows, { ...at, complete }));
  }
  for (const [family, rows, complete] of [
    ["ipv4", report.geoipV4, report.geoipV4Complete ?? false],
    ["ipv6", report.geoipV6, report.geoipV6Complete ?? false],
  ] as const) {
    if (rows === undefined) continue;
    const addresses = rows.map(({ country, hosts }) =>
      figure({ family, country }, { addresses: hosts }, [!complete && "i"]),
    );
    tables.push(table("geoip", addresses, { ...at, edition: family, complete }));
  }

  return {
    release: {
      id: reportId(report),
      kind: "published_report",
      title: titleOf(report),
      authors: /Whose count it is was not stated/.test(report.notes ?? "")
        ? []
        : ["Viktor Dukhovni"],
      ...at,
      asOfNotBefore: report.asOfNotBefore ?? null,
      month: report.month ?? null,
      monthInferred: report.monthInferred ?? false,
      postedAt: report.postedAt ?? null,
      sourceTitle: report.sourceTitle,
      sourceUrl: report.sourceUrl,
      altSourceUrl: report.altSourceUrl ?? null,
      derivedFrom: report.derivedFrom ?? null,
      notes: report.notes ?? null,
    },
    tables,
  };
}
