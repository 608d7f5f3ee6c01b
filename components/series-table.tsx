import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { ValueFormat } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";
import { LeftOut } from "./figure-rows";
import { formatDate } from "./format";
import { Once } from "./markup";
import { DataTable } from "./tables/data-table";

/** One figure of a series with its release; undated ones are listed last with those words. */
export interface SeriesTableRow {
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
  asOfNotBefore: IsoDate | null;
  release: string;
  flags: readonly FigureFlag[];
  value: number | null;
  /** Words beside the date, such as what the figure counts. */
  note?: string | null;
}

export interface SeriesTableProps {
  caption: string;
  valueTitle: string;
  rows: readonly SeriesTableRow[];
  format?: ValueFormat;
  /** Heading of the notes; no such column without it. */
  noteTitle?: string;
}

/** Figures that a table lists: a survey a day makes long ones. */
const MOST_ROWS = 100;

function Table({ caption, valueTitle, rows, format = "count", noteTitle }: SeriesTableProps) {
  const newestFirst = [
    ...rows
      .filter(({ asOf }) => asOf !== null)
      .sort((a, b) => ((a.asOf ?? "") < (b.asOf ?? "") ? 1 : -1)),
    ...rows.filter(({ asOf }) => asOf === null),
  ];
  return (
    <>
      <DataTable
        caption={caption}
        hideCaption
        rows={newestFirst.slice(0, MOST_ROWS)}
        rowKey={(row) => `${row.release} ${row.asOf} ${row.note ?? ""}`}
        columns={[
          {
            key: "date",
            title: "Date",
            kind: "text",
            value: (row) => formatDate(row.asOf, row.asOfPrecision, row.asOfNotBefore),
            href: (row) => `/releases/${row.release}`,
          },
          ...(noteTitle === undefined
            ? []
            : [
                {
                  key: "note",
                  title: noteTitle,
                  kind: "text" as const,
                  value: (row: SeriesTableRow) => row.note ?? null,
                },
              ]),
          {
            key: "value",
            title: valueTitle,
            kind: format === "share" ? "share" : "count",
            value: (row) => row.value,
            flags: (row) => row.flags,
          },
        ]}
      />
      <LeftOut shown={MOST_ROWS} all={newestFirst.length} />
    </>
  );
}

/** The numbers of a time chart, newest first: each with its date and the report it is from. */
export const SeriesTable = (props: SeriesTableProps) => (
  <Once name="series-table" of={props} draw={() => <Table {...props} />} />
);
