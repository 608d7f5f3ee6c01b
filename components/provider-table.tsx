import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { ChangeView } from "./change-words";
import { formatDate } from "./format";
import { Once } from "./markup";
import { DataTable } from "./tables/data-table";

/** A line of a ranking of providers. */
export interface ProviderRow {
  provider: string;
  rank: number;
  domains: number;
  share: number | null;
  change: ChangeView | null;
}

export interface ProviderTableProps {
  list: { asOf: IsoDate | null; asOfPrecision: DatePrecision; whole: boolean };
  rows: readonly ProviderRow[];
}

function Table({ list, rows }: ProviderTableProps) {
  const since = rows.find(({ change }) => change !== null)?.change;
  const largest = Math.max(...rows.map(({ domains }) => domains));
  return (
    <DataTable
      caption={`DANE domains by provider, ${formatDate(list.asOf, list.asOfPrecision)}`}
      hideCaption
      rows={rows}
      rowKey={({ provider }) => provider}
      columns={[
        { key: "rank", title: "", kind: "rank", value: ({ rank }) => rank },
        {
          key: "provider",
          title: "Provider",
          kind: "text",
          value: ({ provider }) => provider,
          href: ({ provider }) => `/providers/${provider}`,
        },
        { key: "domains", title: "DANE domains", kind: "count", value: ({ domains }) => domains },
        {
          key: "bar",
          title: "",
          kind: "bar",
          priority: 3,
          value: ({ domains }) => domains / largest,
        },
        {
          key: "share",
          title: "Share of all",
          kind: "share",
          digits: 1,
          priority: 2,
          value: ({ share }) => share,
        },
        ...(since == null
          ? []
          : [
              {
                key: "change",
                title: `Since ${formatDate(since.since, since.sincePrecision)}`,
                kind: "change" as const,
                priority: 2 as const,
                value: ({ change }: ProviderRow) => change?.absolute ?? null,
              },
            ]),
      ]}
      footnotes={
        list.whole
          ? []
          : [
              "The list was read or published only in part; a provider that is missing here is not missing from the survey.",
            ]
      }
    />
  );
}

/** The providers of one list, largest first, with their change since the list before. */
export const ProviderTable = (props: ProviderTableProps) => (
  <Once name="provider-table" of={props} draw={() => <Table {...props} />} />
);
