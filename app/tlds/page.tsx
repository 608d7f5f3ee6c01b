import { AwaitedDatasets } from "@/components/awaited-datasets";
import { EmptyState } from "@/components/empty-state";
import { LeftOut } from "@/components/figure-rows";
import { FilterForm } from "@/components/filter-form";
import { formatCount, formatDate, formatRounded } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Once } from "@/components/markup";
import { DataTable, type TableColumn } from "@/components/tables/data-table";
import { surveyByTld } from "@/lib/model/datasets/survey";
import { CCTLD_GROUP_WORDS, daneByTld } from "@/lib/model/datasets/tlds";
import type { PageQuery, QueryParameters } from "@/lib/model/page-query";
import type { RankedTld } from "@/lib/stats/tld-ranking";
import { tldForPeople } from "@/lib/stats/tlds";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import { firstTldOrder, TLD_VALUES, tldFigures } from "../_figures/tlds";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageQuery } from "../_server/page-query";
import { sortLinks } from "../_server/sorting";
import { today } from "../_server/today";

const ABOUT =
  "DNSSEC-signed domains, DANE and breakage under each top-level domain, as far as published.";

export const generateMetadata = figureMetadata("/tlds", "TLDs", ABOUT, "/tlds.png?shape=wide");

const columns: readonly TableColumn<RankedTld>[] = [
  {
    key: "tld",
    title: "TLD",
    kind: "text",
    value: ({ tld }) => tldForPeople(tld),
    href: ({ tld }) => `/tlds/${tld}`,
    detail: ({ tld }) => (tld.startsWith("xn--") ? tld : null),
  },
  {
    key: "dnssec",
    title: "DNSSEC domains",
    kind: "count",
    value: TLD_VALUES.dnssec,
    flags: ({ flags }) => flags.dnssec,
  },
  {
    key: "share",
    title: "Share of all",
    kind: "share",
    digits: 1,
    value: TLD_VALUES.share,
    priority: 2,
  },
  {
    key: "earlier",
    title: "Earlier, undated",
    kind: "count",
    value: TLD_VALUES.earlier,
    priority: 3,
    flags: ({ flags }) => flags.earlier,
  },
  {
    key: "dane",
    title: "DANE domains",
    kind: "count",
    value: TLD_VALUES.dane,
    priority: 2,
    flags: ({ flags }) => flags.dane,
  },
  { key: "breakage", title: "Breakage", kind: "share", value: TLD_VALUES.breakage, priority: 3 },
];

/** Lines of the ranking that the page shows: there are some fifteen hundred TLDs. */
const MOST_LINES = 150;

function Ranking({
  shown,
  hasEarlier,
  all,
  state,
  cautions,
}: {
  shown: readonly RankedTld[];
  hasEarlier: boolean;
  all: number;
  state: PageQuery<"/tlds">;
  cautions: readonly string[];
}) {
  const { sort, q } = state;
  const order = state.order ?? firstTldOrder(sort);
  const draw = () => (
    <>
      <FilterForm action="/tlds" label="Filter by TLD" value={q} shown={shown.length} all={all} />
      <DataTable
        caption="TLDs by DNSSEC-signed domains"
        hideCaption
        rows={shown.slice(0, MOST_LINES)}
        rowKey={({ tld }) => tld}
        columns={columns.filter(({ key }) => key !== "earlier" || hasEarlier)}
        {...sortLinks("/tlds", { q }, { sort, order }, firstTldOrder)}
        footnotes={cautions}
        empty={`No TLD with published figures matches “${q}”.`}
      />
      <LeftOut shown={MOST_LINES} all={shown.length} />
    </>
  );
  return <Once name="tld-ranking" of={[shown, hasEarlier, all, state, cautions]} draw={draw} />;
}

export default async function TldsPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const state = await pageQuery("/tlds", searchParams);
  const { ranking, shown, counts, figures } = await tldFigures(db(), state);
  const now = today();
  const place = filePlace("/tlds", state);
  const { dnssec, theirBands: bands } = ranking;
  const isOwn = dnssec?.table.kind === "survey_run";
  const [leader] = ranking.rows;
  const listedTotal = (dnssec?.rows ?? []).reduce((sum, { domains }) => sum + (domains ?? 0), 0);
  const total = listedTotal + (dnssec?.table.other ?? 0);
  return (
    <Page section="/tlds" {...note}>
      <PageHead
        title={
          leader?.dnssecDomains == null || dnssec === null
            ? "DNSSEC and DANE by top-level domain"
            : `${tldForPeople(leader.tld)} had the most signed domains in ${formatDate(dnssec.table.asOf, "month")}: ${formatRounded(leader.dnssecDomains, 1)} of ${formatRounded(total, 1)}`
        }
        dek={
          isOwn
            ? "Signed domains, DANE and breakage under each top-level domain that the survey knows signed names of. Where it has no zone file of the TLD, real numbers are larger."
            : "What was published about top-level domains: signed domains under the largest, bands of DANE domains among country codes, and breakage at both ends. Exact DANE counts by TLD were never published."
        }
      />
      {figures.ranking !== null && (
        <FigureFrame
          figure={{
            ...figures.ranking,
            subtitle: `${figures.ranking.subtitle}; select a heading to sort`,
            caveats: [],
          }}
          place={place}
          now={now}
        >
          <Ranking
            shown={shown}
            hasEarlier={ranking.earlier !== null}
            all={ranking.rows.length}
            state={state}
            cautions={figures.ranking.caveats}
          />
        </FigureFrame>
      )}
      {figures.survey !== null && <BarFrames figures={[figures.survey]} place={place} now={now} />}
      {counts !== null && figures.counts !== null && (
        <FigureFrame figure={figures.counts} place={place} now={now}>
          <KeyFigures label="How many ccTLDs have what">
            {counts.rows.map((row) => (
              <KeyFigure
                key={row.group}
                title={CCTLD_GROUP_WORDS[row.group]}
                value={row.tlds}
                asOf={row.asOf}
                asOfPrecision={row.asOfPrecision}
                now={now}
                headingLevel={3}
              />
            ))}
          </KeyFigures>
        </FigureFrame>
      )}
      {bands !== null && figures.bands !== null && (
        <FigureFrame figure={figures.bands} place={place} now={now}>
          <dl>
            {[...new Set(bands.rows.map(({ atLeastDomains }) => atLeastDomains))].map((minimum) => (
              <div key={minimum}>
                <dt>At least {formatCount(minimum ?? 0)} DANE domains</dt>
                <dd>
                  {bands.rows
                    .filter(({ atLeastDomains }) => atLeastDomains === minimum)
                    .map(({ tld }, index) => (
                      <span key={tld}>
                        {index > 0 && ", "}
                        <a href={`/tlds/${tld}`}>{tldForPeople(tld)}</a>
                      </span>
                    ))}
                </dd>
              </div>
            ))}
          </dl>
        </FigureFrame>
      )}
      {ranking.dane === null && (
        <EmptyState
          title={daneByTld.title}
          what={daneByTld.gap}
          who="Our own survey, once its releases are published here."
          headingLevel={2}
        />
      )}
      {figures.survey === null && <AwaitedDatasets datasets={[surveyByTld]} />}
    </Page>
  );
}
