import { z } from "zod";
import { DatePrecision } from "@/lib/model/calendar";
import type { Figure, ReleaseDraft } from "@/lib/model/release";
import { figure, HttpUrl, rowsOf, shareOfPercent, TldName, table, WholeNumber } from "./fields";

const tableOf = <N extends string, R extends z.ZodType>(
  name: N,
  row: R,
  keyOf: (row: z.output<R>) => string,
) =>
  z.strictObject({
    asOf: z.iso.date().nullable(),
    asOfPrecision: DatePrecision,
    sourceUrl: HttpUrl,
    sourceTitle: z.string().min(1),
    table: z.literal(name),
    unit: z.string().min(1),
    rows: rowsOf(row, keyOf),
    notes: z.string(),
  });

/** One line of `dnssec-parameters.jsonl`: the tables are a closed list, an unknown one is refused. */
export const ParameterTable = z.discriminatedUnion("table", [
  tableOf(
    "tld_ksk_below_2048_bits",
    z.strictObject({ tld: TldName, flags: WholeNumber, algorithm: WholeNumber, bits: WholeNumber }),
    ({ tld, flags, algorithm }) => `${tld}, flags ${flags}, algorithm ${algorithm}`,
  ),
  tableOf(
    "tlds_with_1024bit_rsa_zsk_older_than_one_year",
    z.strictObject({ metric: z.literal("tlds"), value: WholeNumber }),
    ({ metric }) => metric,
  ),
  tableOf(
    "tlsa_letsencrypt_issuing_ca_by_mx_host",
    z.strictObject({ ca: z.string().min(1), mxHosts: WholeNumber }),
    ({ ca }) => ca,
  ),
  tableOf(
    "com_dnssec_algorithm_counts",
    z.strictObject({ algorithm: WholeNumber, count: WholeNumber }),
    ({ algorithm }) => `algorithm ${algorithm}`,
  ),
  tableOf(
    "nsec3_iteration_limits_interoperable_at_publication",
    z.strictObject({ treatment: z.string().min(1), iterations: WholeNumber }),
    ({ treatment }) => treatment,
  ),
  tableOf(
    "nsec3_iterations_relative_authoritative_qps",
    z.strictObject({ iterations: WholeNumber, relativeQpsPct: z.number().min(0).max(100) }),
    ({ iterations }) => `${iterations} iterations`,
  ),
  tableOf(
    "signed_delegations_tracked_by_survey",
    z.strictObject({ metric: z.literal("signedDelegations"), atLeast: WholeNumber }),
    ({ metric }) => metric,
  ),
]);
export type ParameterTable = z.infer<typeof ParameterTable>;

function place(source: ParameterTable): { dataset: string; rows: Figure[] } {
  switch (source.table) {
    case "tld_ksk_below_2048_bits":
      return {
        dataset: "tld-ksk-below-2048-bits",
        rows: source.rows.map(({ tld, flags, algorithm, bits }) =>
          figure({ tld, keyFlags: flags, algorithm }, { bits }),
        ),
      };
    case "tlds_with_1024bit_rsa_zsk_older_than_one_year":
      return {
        dataset: "tlds-with-old-1024-bit-zsk",
        rows: source.rows.map(({ value }) => figure({}, { tlds: value })),
      };
    case "tlsa_letsencrypt_issuing_ca_by_mx_host":
      return {
        dataset: "tlsa-issuers",
        rows: source.rows.map(({ ca, mxHosts }) => figure({ issuer: ca }, { mxHosts })),
      };
    case "com_dnssec_algorithm_counts":
      return {
        dataset: "dnssec-algorithms",
        rows: source.rows.map(({ algorithm, count }) =>
          figure({ tld: "com", algorithm }, { entries: count }),
        ),
      };
    case "nsec3_iteration_limits_interoperable_at_publication":
      return {
        dataset: "nsec3-iteration-limits",
        rows: source.rows.map(({ treatment, iterations }) => figure({ treatment }, { iterations })),
      };
    case "nsec3_iterations_relative_authoritative_qps":
      return {
        dataset: "nsec3-iteration-cost",
        rows: source.rows.map(({ iterations, relativeQpsPct }) =>
          figure({ iterations }, { relativeRate: shareOfPercent(relativeQpsPct) }),
        ),
      };
    case "signed_delegations_tracked_by_survey":
      return {
        dataset: "dnssec-domains",
        rows: source.rows.map(({ atLeast }) =>
          figure({ basis: "signed_delegations" }, { domains: atLeast }, ["l"]),
        ),
      };
  }
}

/** Releases of the small published tables: one for each source and date, in the file's order. */
export function parameterDrafts(sources: readonly ParameterTable[]): ReleaseDraft[] {
  const drafts = new Map<string, ReleaseDraft>();
  for (const source of sources) {
    const { asOf, asOfPrecision, sourceUrl, sourceTitle, notes } = source;
    const id = `tables-${asOf ?? "undated-lets-encrypt"}`;
    const draft = drafts.get(id) ?? {
      release: {
        id,
        kind: "published_report",
        title: sourceTitle,
        authors: [],
        asOf,
        asOfPrecision,
        asOfNotBefore: null,
        month: null,
        monthInferred: false,
        postedAt: null,
        sourceTitle,
        sourceUrl,
        altSourceUrl: null,
        derivedFrom: null,
        notes: null,
      },
      tables: [],
    };
    const { dataset, rows } = place(source);
    draft.tables.push(table(dataset, rows, { asOf, asOfPrecision, sourceTitle, caution: notes }));
    drafts.set(id, draft);
  }
  return [...drafts.values()];
}
