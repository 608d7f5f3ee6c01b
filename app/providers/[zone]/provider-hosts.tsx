import { formatCount, formatDate } from "@/components/format";
import { DataTable } from "@/components/tables/data-table";
import type { IsoDate } from "@/lib/model/calendar";
import type { RowOf } from "@/lib/model/dataset";
import type { providerPractice } from "@/lib/model/datasets/survey";
import type { FilePlace } from "../../_figures/figure-files";
import { FigureFrame } from "../../_figures/figure-frame";
import { newestOf, type PageFigure } from "../../_figures/page-figure";
import { rollOverRisks } from "../../_figures/provider-practice";
import { OperatorTable } from "../../problems/problem-table";

type Practice = RowOf<typeof providerPractice>;

/** Releases that the table of a provider's practice shows. */
const MOST_RELEASES = 30;

/** What the next key or certificate may break, each with the part of the guide that helps. */
function Risks({ row }: { row: Practice }) {
  const risks = rollOverRisks(row);
  return (
    <>
      <h3>Roll-over risks</h3>
      {risks.length === 0 ? (
        <p>None that records show from outside.</p>
      ) : (
        <ul>
          {risks.map(({ id, hosts, text, guide }) => (
            <li key={id}>
              {formatCount(hosts)} of {formatCount(row.hosts ?? 0)} mail servers: {text}{" "}
              <a href={guide}>What to do</a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PracticeTable({ rows }: { rows: readonly Practice[] }) {
  return (
    <DataTable
      caption="Mail servers by release"
      hideCaption
      rows={rows.toReversed().slice(0, MOST_RELEASES)}
      rowKey={({ release }) => release}
      columns={[
        {
          ...{ key: "date", title: "Date", kind: "text" },
          value: ({ asOf, asOfPrecision }) => formatDate(asOf, asOfPrecision),
          href: ({ release }) => `/releases/${release}`,
        },
        { key: "hosts", title: "Hosts", kind: "count", value: ({ hosts }) => hosts },
        {
          ...{ key: "problem", title: "Problem rate", kind: "share" },
          value: ({ problemShare }) => problemShare,
          flags: ({ flags }) => flags,
        },
        {
          ...{ key: "next", title: "Current and next key", kind: "count", priority: 2 },
          value: ({ currentAndNext }) => currentAndNext,
        },
        {
          ...{ key: "issuer", title: "Issuer only", kind: "count", priority: 3 },
          value: ({ issuerOnly }) => issuerOnly,
        },
        {
          ...{ key: "single", title: "One record", kind: "count", priority: 3 },
          value: ({ singleRecord }) => singleRecord,
        },
      ]}
    />
  );
}

/** How the provider's mail servers stand: faults now, practice, and what the next roll-over may break. */
export function ProviderHosts({
  problems,
  practice,
  place,
  now,
}: {
  problems: PageFigure | undefined;
  practice: PageFigure | undefined;
  place: FilePlace;
  now: IsoDate;
}) {
  const rows = (practice?.rows ?? []) as unknown as readonly Practice[];
  const newest = newestOf(rows);
  return (
    <>
      {problems !== undefined && (
        <FigureFrame figure={problems} place={place} now={now}>
          <OperatorTable rows={problems.rows as never} />
        </FigureFrame>
      )}
      {practice !== undefined && newest !== undefined ? (
        <>
          <FigureFrame
            figure={practice}
            place={place}
            now={now}
            table={<PracticeTable rows={rows} />}
          />
          <Risks row={newest} />
        </>
      ) : (
        <p>
          Problem rate, TLSA practice and roll-over risks of its mail servers: not published.{" "}
          <a href="/methods#provider-practice">How our own survey will count them</a>
        </p>
      )}
    </>
  );
}
