import type { Metadata } from "next";
import { DatasetFigure } from "@/components/dataset-figure";
import { EmptyState } from "@/components/empty-state";
import { FilterForm } from "@/components/filter-form";
import { formatCount, formatDate, formatRounded } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Once } from "@/components/markup";
import { DataTable, type TableColumn } from "@/components/tables/data-table";
import {
  CCTLD_GROUP_WORDS,
  cctldCounts,
  cctldDaneBands,
  daneByTld,
  dnssecByTld,
} from "@/lib/model/datasets/tlds";
import type { PageQuery, QueryParameters, TLD_SORTS } from "@/lib/model/page-query";
import { latestTable } from "@/lib/stats/latest-table";
import { type RankedTld, tldRanking } from "@/lib/stats/tld-ranking";
import { tldForPeople } from "@/lib/stats/tlds";
import { db } from "../_server/db";
import { pageQuery } from "../_server/page-query";
import { type Order, sortedRows, sortLinks } from "../_server/sorting";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "TLDs",
  description:
    "DNSSEC-signed domains, DANE and breakage under each top-level domain, as far as published.",
  alternates: { canonical: "/tlds" },
};

type Sort = (typeof TLD_SORTS)[number];

const VALUES: Record<Sort, (row: RankedTld) => string | number | null> = {
  tld: ({ tld }) => tld,
  dnssec: ({ dnssecDomains }) => dnssecDomains,
  share: ({ dnssecShare }) => dnssecShare,
  earlier: ({ earlierDnssecDomains }) => earlierDnssecDomains,
  dane: ({ daneDomains }) => daneDomains,
  breakage: ({ breakage }) => breakage,
};

/** Names start at A, numbers at the largest. */
const firstOrder = (sort: string): Order => (sort === "tld" ? "asc" : "desc");

const matches = ({ tld }: RankedTld, filter: string): boolean =>
  [tld, tldForPeople(tld)].some((name) =>
    name.includes(filter.trim().toLowerCase().replace(/^\./, "")),
  );

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
    value: VALUES.dnssec,
    flags: ({ flags }) => flags.dnssec,
  },
  {
    key: "share",
    title: "Share of all",
    kind: "share",
    digits: 1,
    value: VALUES.share,
    priority: 2,
  },
  {
    key: "earlier",
    title: "Earlier, undated",
    kind: "count",
    value: VALUES.earlier,
    priority: 3,
    flags: ({ flags }) => flags.earlier,
  },
  {
    key: "dane",
    title: "DANE domains",
    kind: "count",
    value: VALUES.dane,
    priority: 2,
    flags: ({ flags }) => flags.dane,
  },
  { key: "breakage", title: "Breakage", kind: "share", value: VALUES.breakage, priority: 3 },
];

function Ranking({
  rows,
  state,
  caution,
}: {
  rows: readonly RankedTld[];
  state: PageQuery<"/tlds">;
  caution: string[];
}) {
  const { sort, q } = state;
  const order = state.order ?? firstOrder(sort);
  const shown = sortedRows(
    rows.filter((row) => matches(row, q)),
    VALUES[sort],
    order,
  );
  const draw = () => (
    <>
      <FilterForm
        action="/tlds"
        label="Filter by TLD"
        value={q}
        shown={shown.length}
        all={rows.length}
      />
      <DataTable
        caption="TLDs by DNSSEC-signed domains"
        hideCaption
        rows={shown}
        rowKey={({ tld }) => tld}
        columns={columns}
        {...sortLinks("/tlds", { q }, { sort, order }, firstOrder)}
        footnotes={caution}
        empty={`No TLD with published figures matches “${q}”.`}
      />
    </>
  );
  return <Once name="tld-ranking" of={[shown, rows.length, state, caution]} draw={draw} />;
}

export default async function TldsPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const state = await pageQuery("/tlds", searchParams);
  const [ranking, counts] = await Promise.all([tldRanking(db()), latestTable(db(), cctldCounts)]);
  const now = today();
  const { dnssec, earlier, bands } = ranking;
  const [leader] = ranking.rows;
  const listedTotal = (dnssec?.rows ?? []).reduce((sum, { domains }) => sum + (domains ?? 0), 0);
  const total = listedTotal + (dnssec?.table.other ?? 0);
  const cautions = [
    ...(dnssec?.table.caution == null ? [] : [`DNSSEC domains: ${dnssec.table.caution}`]),
    ...(dnssec?.table.other == null
      ? []
      : [`All other TLDs together: about ${formatCount(dnssec.table.other)} DNSSEC domains.`]),
    ...(earlier?.table.caution == null ? [] : [`Earlier, undated: ${earlier.table.caution}`]),
    ...(earlier?.table.other == null
      ? []
      : [`All other TLDs together, earlier: about ${formatCount(earlier.table.other)}.`]),
    ...(ranking.dane === null && bands !== null
      ? ["DANE domains: the ccTLD bands of the same slides, so each is a lower bound."]
      : []),
  ];
  return (
    <Page section="/tlds">
      <PageHead
        title={
          leader?.dnssecDomains == null || dnssec === null
            ? "DNSSEC and DANE by top-level domain"
            : `${tldForPeople(leader.tld)} had the most signed domains in ${formatDate(dnssec.table.asOf, "month")}: ${formatRounded(leader.dnssecDomains, 1)} of ${formatRounded(total, 1)}`
        }
        dek="What was published about top-level domains: signed domains under the largest, bands of DANE domains among country codes, and breakage at both ends. Exact DANE counts by TLD were never published."
      />
      {dnssec !== null && (
        <DatasetFigure
          dataset={dnssecByTld}
          title="TLDs by DNSSEC-signed domains"
          subtitle="Rounded to thousands by the source; select a heading to sort"
          asOf={dnssec.table.asOf}
          asOfPrecision={dnssec.table.asOfPrecision}
          now={now}
        >
          <Ranking rows={ranking.rows} state={state} caution={cautions} />
        </DatasetFigure>
      )}
      {counts !== null && (
        <section aria-labelledby="cctlds">
          <h2 id="cctlds">Country-code TLDs</h2>
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
        </section>
      )}
      {bands !== null && (
        <DatasetFigure
          dataset={cctldDaneBands}
          title={`${bands.rows.length} ccTLDs had at least 100 DANE domains`}
          subtitle="Country-code TLDs by the band their number of DANE domains falls into"
          asOf={bands.table.asOf}
          asOfPrecision={bands.table.asOfPrecision}
          now={now}
          caveats={bands.table.caution === null ? [] : [bands.table.caution]}
        >
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
        </DatasetFigure>
      )}
      {ranking.dane === null && (
        <EmptyState
          title={daneByTld.title}
          what={daneByTld.gap}
          who="Our own survey, once its releases are published here."
          headingLevel={2}
        />
      )}
    </Page>
  );
}
