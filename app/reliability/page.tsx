import { AwaitedDatasets } from "@/components/awaited-datasets";
import { formatCount, formatDate } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { SeriesTable } from "@/components/series-table";
import {
  PROBLEM_WORDS,
  PROBLEMS,
  partialDaneDomains,
  problemDomains,
} from "@/lib/model/datasets/dane";
import { keyFigure } from "@/lib/stats/key-figure";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import { type ReliabilityFigures, reliabilityFigures } from "../_figures/reliability";
import { OWN_RELIABILITY } from "../_figures/reliability-own";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { today } from "../_server/today";

const ABOUT = "Breakage by TLD, failing TLSA lookups, wrong TLSA records and missing STARTTLS.";

export const generateMetadata = figureMetadata(
  "/reliability",
  "Reliability",
  ABOUT,
  "/reliability.png?shape=wide",
);

function Problems({ rows }: { rows: ReliabilityFigures["problems"] }) {
  return (
    <SeriesTable
      caption="Problem domains by report"
      valueTitle="Domains"
      noteTitle="Problem"
      rows={rows.map((row) => ({
        ...row,
        value: row.domains,
        note: PROBLEM_WORDS[row.problem].name,
      }))}
    />
  );
}

export default async function ReliabilityPage() {
  const note = await datedNote();
  const now = today();
  const { problems, partial, figures, own } = await reliabilityFigures(db());
  const place = filePlace("/reliability");
  const tiles = PROBLEMS.toReversed().flatMap((problem) => {
    const rows = problems.filter((row) => row.problem === problem);
    const figure = keyFigure(
      { ...problemDomains, title: PROBLEM_WORDS[problem].name },
      rows,
      (row) => row.domains,
    );
    return figure === null ? [] : [{ problem, figure }];
  });
  const partialFigure = keyFigure(partialDaneDomains, partial, (row) => row.count);
  const [worst] = tiles;
  return (
    <Page section="/reliability" {...note}>
      <PageHead
        title={
          worst === undefined
            ? "What breaks"
            : `${worst.figure.flags.some((flag) => flag === "e") ? "About " : ""}${formatCount(worst.figure.value)} domains had wrong TLSA records or no STARTTLS in ${formatDate(worst.figure.date, "month")}`
        }
        dek="A domain that publishes DANE records makes a promise: senders that check them do not deliver when the promise does not hold. Most DNSSEC breakage that reports named was ordinary DNS outage at parked domains."
      />
      <KeyFigures label="Problem domains">
        {tiles.map(({ problem, figure }) => (
          <KeyFigure
            key={problem}
            title={figure.title}
            value={figure.value}
            flags={figure.flags}
            asOf={figure.date}
            asOfPrecision={figure.precision}
            now={now}
            unit={PROBLEM_WORDS[problem].meaning}
            tone="problem"
            points={figure.trend ?? []}
          />
        ))}
        {partialFigure !== null && (
          <KeyFigure
            title={partialDaneDomains.title}
            value={partialFigure.value}
            asOf={partialFigure.date}
            asOfPrecision={partialFigure.precision}
            now={now}
            unit={partialDaneDomains.summary}
          />
        )}
      </KeyFigures>
      {figures.map((figure) => (
        <FigureFrame
          key={figure.id}
          figure={figure}
          place={place}
          now={now}
          {...(figure.dataset.id === problemDomains.id
            ? { table: <Problems rows={problems} />, tableOpen: true }
            : {})}
        />
      ))}
      <BarFrames figures={own} place={place} now={now} />
      <p>
        <a href="/problems">Mail servers and operators with problems now</a>, longest broken first,
        with what to do.
      </p>
      {own.length === 0 && <AwaitedDatasets datasets={OWN_RELIABILITY} />}
    </Page>
  );
}
