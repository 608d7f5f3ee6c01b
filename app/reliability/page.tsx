import type { Metadata } from "next";
import { BarList } from "@/components/charts/bar-list";
import { TimeChart } from "@/components/charts/time-chart";
import { DatasetFigure } from "@/components/dataset-figure";
import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
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
import { dnsProblemProviders } from "@/lib/model/datasets/providers";
import { breakageByTld } from "@/lib/model/datasets/tlds";
import { figuresOf } from "@/lib/stats/figures";
import { keyFigure } from "@/lib/stats/key-figure";
import { latestTable } from "@/lib/stats/latest-table";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { tldForPeople } from "@/lib/stats/tlds";
import { countInWords } from "@/lib/stats/words";
import { db } from "../_server/db";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "Reliability",
  description: "Breakage by TLD, failing TLSA lookups, wrong TLSA records and missing STARTTLS.",
  alternates: { canonical: "/reliability" },
};

export default async function ReliabilityPage() {
  const now = today();
  const [problems, partial, breakage, operators] = await Promise.all([
    figuresOf(db(), problemDomains),
    figuresOf(db(), partialDaneDomains),
    latestTable(db(), breakageByTld),
    latestTable(db(), dnsProblemProviders),
  ]);
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
  const last = tiles[0]?.figure;
  const byShare = [...(breakage?.rows ?? [])].sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  const [most, least] = [byShare.at(0), byShare.at(-1)];
  const listed = operators?.rows.reduce((sum, { domains }) => sum + (domains ?? 0), 0) ?? 0;
  return (
    <Page section="/reliability">
      <PageHead
        title={
          worst === undefined
            ? "What breaks"
            : `About ${formatCount(worst.figure.value)} domains had wrong TLSA records or no STARTTLS in ${formatDate(worst.figure.date, "month")}`
        }
        dek="A domain that publishes DANE records makes a promise: senders that check them do not deliver when the promise does not hold. Few broke it when it was last counted; most DNSSEC breakage was ordinary DNS outage at parked domains."
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
      {breakage !== null && most !== undefined && least !== undefined && (
        <DatasetFigure
          dataset={breakageByTld}
          title={`From ${formatShare(least.share ?? 0)} under ${tldForPeople(least.tld)} to ${formatShare(most.share ?? 0, 1)} under ${tldForPeople(most.tld)}`}
          subtitle="Share of signed delegations that broke: the lowest and the highest that were named"
          asOf={breakage.table.asOf}
          asOfPrecision={breakage.table.asOfPrecision}
          now={now}
          caveats={[
            ...(breakage.table.caution === null ? [] : [breakage.table.caution]),
            `Only ${countInWords(byShare.length)} TLDs were named; nothing was said of the others.`,
          ]}
        >
          <BarList
            caption="Breakage by TLD"
            labelTitle="TLD"
            valueTitle="Signed delegations that broke"
            format="share"
            tone="problem"
            rows={byShare.map(({ tld, share, flags }) => ({
              id: tld,
              label: tldForPeople(tld),
              value: share,
              flags,
              href: `/tlds/${tld}`,
              ...(tld.startsWith("xn--") ? { note: tld } : {}),
            }))}
          />
        </DatasetFigure>
      )}
      <DatasetFigure
        dataset={problemDomains}
        title="Problem domains by report"
        subtitle={problemDomains.summary}
        asOf={last?.date ?? null}
        asOfPrecision={last?.precision ?? "unknown"}
        now={now}
        tableOpen
        table={
          <SeriesTable
            caption="Problem domains by report"
            valueTitle="Domains"
            noteTitle="Problem"
            rows={problems.map((row) => ({
              ...row,
              value: row.domains,
              note: PROBLEM_WORDS[row.problem].name,
            }))}
          />
        }
        caveats={["These are counts, not rates: the number of DANE domains grew as well."]}
      >
        <TimeChart
          title="Problem domains"
          series={[...PROBLEMS].map((problem) => ({
            id: problem,
            name: PROBLEM_WORDS[problem].name,
            tone: problem === "tls" ? ("problem" as const) : ("neutral" as const),
            points: chartPoints(
              pointsOf(
                problems.filter((row) => row.problem === problem),
                (row) => row.domains,
              ),
            ),
          }))}
          format="count"
        />
      </DatasetFigure>
      {operators !== null && (
        <DatasetFigure
          dataset={dnsProblemProviders}
          title={`${operators.rows[0]?.provider ?? "One operator"} served the most domains whose TLSA lookups failed`}
          subtitle={`Domains with DNS problems by name-server operator, ${formatDate(operators.table.asOf, operators.table.asOfPrecision)}`}
          asOf={operators.table.asOf}
          asOfPrecision={operators.table.asOfPrecision}
          now={now}
          caveats={[
            `${dnsProblemProviders.gap} The rows add up to ${formatCount(listed)} domains. Whether the problems were mended since is not known.`,
          ]}
        >
          <BarList
            caption="Domains with DNS problems by operator"
            labelTitle="Operator"
            valueTitle="Domains"
            tone="problem"
            rows={operators.rows.map(({ provider, domains, flags }) => ({
              id: provider,
              label: provider,
              value: domains,
              flags,
            }))}
          />
        </DatasetFigure>
      )}
      <EmptyState
        title="Problem hosts and operators by name, with first-seen dates"
        what="No report lists them as text. Our own survey will, and tell the operators first."
        headingLevel={2}
      />
    </Page>
  );
}
