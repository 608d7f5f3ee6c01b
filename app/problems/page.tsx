import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Once } from "@/components/markup";
import { Prose } from "@/components/prose";
import { SeriesTable } from "@/components/series-table";
import type { RowOf } from "@/lib/model/dataset";
import { PROBLEM_WORDS } from "@/lib/model/datasets/dane";
import type { problemFaults, problemHosts, problemOperators } from "@/lib/model/datasets/survey";
import { HOST_FAULT_CODES, HOST_FAULTS, type HostFault } from "@/lib/model/host-faults";
import type { QueryParameters } from "@/lib/model/page-query";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import { problemFigures } from "../_figures/problems";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import { HostTable, OperatorTable } from "./problem-table";

const ABOUT =
  "Mail servers and operators whose DANE is broken, longest first, by fault, and what to do.";

export const generateMetadata = figureMetadata(
  "/problems",
  "Problems now",
  ABOUT,
  "/problems.png?shape=wide&figure=problem-domains",
);

/** Leads to each fault that was found, and back to all. */
function FaultFilter({
  found,
  fault,
}: {
  found: readonly RowOf<typeof problemFaults>[];
  fault: HostFault | undefined;
}) {
  return (
    <nav aria-label="Filter by fault">
      <p>
        Show{" "}
        <a href="/problems" aria-current={fault === undefined ? "true" : undefined}>
          all faults
        </a>
        {found.map((row) => (
          <span key={row.fault}>
            {" · "}
            <a
              href={pageHref("/problems", { fault: row.fault })}
              aria-current={row.fault === fault ? "true" : undefined}
            >
              {row.fault}
            </a>{" "}
            ({formatCount(row.hosts ?? 0)})
          </span>
        ))}
      </p>
    </nav>
  );
}

/** Every fault in words, with what it does to mail and how it is mended. */
const Faults = () => (
  <Once
    name="host-faults"
    of=""
    draw={() => (
      <Prose>
        <h2 id="faults">What each fault means, and what to do</h2>
        <p>
          The codes are the result types of TLS reports (
          <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 §4.3</a>), so that
          you find the same word in what senders report to you; the two that it has no word for are
          marked as ours. To see a server’s own records and certificate, <a href="/check">check</a>{" "}
          a domain that uses it.
        </p>
        <dl>
          {HOST_FAULT_CODES.map((code) => {
            const { name, means, toDo, isReported, guide } = HOST_FAULTS[code];
            return (
              <div key={code} id={code}>
                <dt>
                  <strong>{name}</strong> (<code>{code}</code>
                  {isReported ? "" : ", our word"})
                </dt>
                <dd>
                  {means} {toDo} <a href={`/guide${guide}`}>Repair guide</a>
                </dd>
              </div>
            );
          })}
        </dl>
        <p>
          Named are mail servers and operators that ten signed domains or more depend on. Smaller
          ones are counted, never listed: they are often one person’s, and such a list would be one
          of domains. Customers’ domains are never listed. Whoever has mended a fault is gone from
          here with the next release; <a href="/watch">a watch</a> tells sooner.
        </p>
      </Prose>
    )}
  />
);

export default async function ProblemsPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const { fault } = await pageQuery("/problems", searchParams);
  const { faults, operators, hosts, reports, reported } = await problemFigures(db(), { fault });
  const now = today();
  const place = filePlace("/problems", { fault });
  const found = (faults?.rows ?? []) as unknown as readonly RowOf<typeof problemFaults>[];
  const counted = found.reduce((sum, row) => sum + (row.hosts ?? 0), 0);
  return (
    <Page section="/problems" {...note}>
      <PageHead
        title={
          faults === null
            ? "No list of broken mail servers was published"
            : `${formatCount(counted)} mail servers had a DANE problem on ${formatDate(faults.asOf, faults.asOfPrecision)}`
        }
        dek={
          faults === null
            ? "The reports collected here counted domains whose DANE was broken and did not list their mail servers. Below is what they counted, and what each fault means."
            : "They promise something that does not hold, so that senders who check hold mail back. Longest broken first, each with what to do."
        }
      />
      {faults === null ? (
        <section aria-label="Mail servers and operators with problems now">
          <EmptyState
            title="Mail servers and operators with problems now"
            what="No report lists them. Our own survey looks at each mail server daily; what it finds stands here with its next release."
            who="Our own survey, which has published nothing yet."
            instead={
              <>
                <a href="/check">Check a domain</a>, or see <a href="/reliability">what broke</a> in
                published reports.
              </>
            }
            headingLevel={2}
          />
        </section>
      ) : (
        <>
          <BarFrames figures={[faults]} place={place} now={now} />
          <FaultFilter found={found} fault={fault} />
          {operators !== null && (
            <FigureFrame figure={operators} place={place} now={now}>
              <OperatorTable
                rows={operators.rows as unknown as readonly RowOf<typeof problemOperators>[]}
              />
            </FigureFrame>
          )}
          {hosts !== null && (
            <FigureFrame figure={hosts} place={place} now={now}>
              <HostTable rows={hosts.rows as unknown as readonly RowOf<typeof problemHosts>[]} />
            </FigureFrame>
          )}
          {operators === null && hosts === null && (
            <p>Nobody with ten domains or more has {fault ?? "a problem"} now.</p>
          )}
        </>
      )}
      <FigureFrame
        figure={reports}
        place={place}
        now={now}
        table={
          <SeriesTable
            caption="Problem domains by report"
            valueTitle="Domains"
            noteTitle="Problem"
            rows={reported.map((row) => ({
              ...{ ...row, value: row.domains, note: PROBLEM_WORDS[row.problem].name },
            }))}
          />
        }
      />
      <Faults />
    </Page>
  );
}
