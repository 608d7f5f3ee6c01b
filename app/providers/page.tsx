import type { Metadata } from "next";
import { BumpChart } from "@/components/charts/bump-chart";
import { TimeChart } from "@/components/charts/time-chart";
import { DatasetFigure } from "@/components/dataset-figure";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { ProviderTable } from "@/components/provider-table";
import { DataTable } from "@/components/tables/data-table";
import { almostDaneProviders, topProviders } from "@/lib/model/datasets/providers";
import type { QueryParameters } from "@/lib/model/page-query";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";
import { almostDane } from "@/lib/stats/provider-facts";
import { listedProviders, type ProviderList, providerLists } from "@/lib/stats/provider-histories";
import { countInWords } from "@/lib/stats/words";
import { db } from "../_server/db";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import { ProviderIndex } from "./provider-index";
import { countSeries, LINES, RANKS, RANKS_FROM, rankSeries } from "./provider-series";

export const metadata: Metadata = {
  title: "Providers",
  description: "Mail providers by DANE domains over time, and those that were one step away.",
  alternates: { canonical: "/providers" },
};

/** How far the first is ahead of the second, in whole times. */
function largestFinding([first, second]: ProviderList["rows"]): string {
  if (first === undefined || second === undefined) return "Providers over time";
  const times = Math.floor(first.domains / second.domains);
  return times < 2
    ? `${first.provider} was ahead of ${second.provider}`
    : `${first.provider} was over ${countInWords(times)} times as large as ${second.provider}`;
}

export default async function ProvidersPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const state = await pageQuery("/providers", searchParams);
  const all = await providerLists(db());
  const now = today();
  const dated = all.filter(({ asOf }) => asOf !== null);
  const latest = dated.at(-1);
  const shownList =
    state.list === undefined ? latest : all.find(({ release }) => release === state.list);
  const almost = await almostDane(db(), dated);
  const leaders = (latest?.rows ?? []).map(({ provider }) => provider);
  const top = latest?.rows[0];
  const providers = listedProviders(dated);
  return (
    <Page section="/providers">
      <PageHead
        title={
          top === undefined || latest === undefined
            ? "No list of providers has been published"
            : `${top.provider} hosted ${top.share === null ? formatCount(top.domains) : formatShare(top.share, 0)} of all DANE domains in ${formatDate(latest.asOf, "month")}`
        }
        dek="A few hosting companies decide how many domains have DANE: when one of them publishes TLSA records or signs its customers’ zones, the total jumps. A provider is the DNS zone of the MX hosts."
      />
      {shownList !== undefined && (
        <DatasetFigure
          dataset={topProviders}
          title={`Providers by DANE domains, ${formatDate(shownList.asOf, shownList.asOfPrecision, shownList.asOfNotBefore)}`}
          subtitle="DANE domains whose MX hosts are in the provider’s zone"
          asOf={shownList.asOf}
          asOfPrecision={shownList.asOfPrecision}
          asOfNotBefore={shownList.asOfNotBefore}
          now={now}
          query={`release=${shownList.release}`}
        >
          <ProviderTable list={shownList} rows={shownList.rows} />
          <details>
            <summary>Other lists ({all.length})</summary>
            <ul>
              {all
                .toReversed()
                .map(({ release, asOf, asOfPrecision, asOfNotBefore, rows, whole }) => (
                  <li key={release}>
                    <a
                      href={pageHref("/providers", { list: release })}
                      aria-current={release === shownList.release ? "true" : undefined}
                    >
                      {formatDate(asOf, asOfPrecision, asOfNotBefore)}
                    </a>{" "}
                    ({rows.length} providers{whole ? "" : ", read in part"})
                  </li>
                ))}
            </ul>
          </details>
        </DatasetFigure>
      )}
      <DatasetFigure
        dataset={topProviders}
        id="provider-counts"
        title={largestFinding(latest?.rows ?? [])}
        subtitle={`DANE domains at the ${LINES} largest providers of the latest list, by report`}
        asOf={latest?.asOf ?? null}
        asOfPrecision={latest?.asOfPrecision ?? "unknown"}
        now={now}
        caveats={[
          "A provider that is missing from a list that was read in part may have been larger than those on it.",
        ]}
      >
        <TimeChart
          title="DANE domains by provider"
          series={countSeries(dated, leaders.slice(0, LINES))}
          scale="log"
          format="count"
        />
      </DatasetFigure>
      <DatasetFigure
        dataset={topProviders}
        id="provider-ranks"
        title="Places in the list"
        subtitle="Place by DANE domains in each published list; dotted where lists are more than 62 days apart"
        asOf={latest?.asOf ?? null}
        asOfPrecision={latest?.asOfPrecision ?? "unknown"}
        now={now}
      >
        <BumpChart
          title="Places of the largest providers"
          series={rankSeries(
            dated.filter(({ asOf }) => (asOf ?? "") >= RANKS_FROM),
            leaders.slice(0, RANKS),
          )}
          depth={RANKS}
        />
      </DatasetFigure>
      {almost !== null && (
        <DatasetFigure
          dataset={almostDaneProviders}
          title={`In ${formatDate(almost.table.asOf, "month")} these providers were one step away`}
          subtitle="DNSSEC-signed domains whose MX hosts had no TLSA records, by provider, rounded to thousands"
          asOf={almost.table.asOf}
          asOfPrecision={almost.table.asOfPrecision}
          now={now}
          caveats={[
            "“Since” looks only at the published lists of DANE providers; a provider that they do not name may still have deployed DANE.",
          ]}
        >
          <DataTable
            caption="Almost-DANE providers"
            hideCaption
            rows={almost.rows}
            rowKey={({ provider }) => provider}
            columns={[
              {
                key: "provider",
                title: "Provider",
                kind: "text",
                value: ({ provider }) => provider,
                href: ({ provider }) => `/providers/${provider}`,
              },
              {
                key: "domains",
                title: "Signed domains",
                kind: "count",
                value: ({ domains }) => domains,
                flags: ({ flags }) => flags,
              },
              {
                key: "bar",
                title: "",
                kind: "bar",
                priority: 3,
                value: ({ domains }) => domains / (almost.rows[0]?.domains || 1),
              },
              {
                key: "step",
                title: "Missing step",
                kind: "text",
                priority: 2,
                value: ({ missingStep }) => missingStep ?? "TLSA records for its MX hosts",
              },
              {
                key: "since",
                title: "Since",
                kind: "text",
                value: ({ since }) =>
                  since === null
                    ? "not in a list of DANE providers"
                    : `listed from ${formatDate(since.asOf, "month")}; ${formatCount(since.lastDomains)} DANE domains in ${formatDate(since.lastAsOf, "month")}`,
              },
            ]}
          />
        </DatasetFigure>
      )}
      <DatasetFigure
        dataset={topProviders}
        id="all-providers"
        title={`${providers.length} providers were named in ${dated.length} dated lists`}
        subtitle="Where each last stood; select a heading to sort"
        asOf={latest?.asOf ?? null}
        asOfPrecision={latest?.asOfPrecision ?? "unknown"}
        now={now}
      >
        <ProviderIndex providers={providers} state={state} />
      </DatasetFigure>
      <section aria-labelledby="renames">
        <h2 id="renames">Names that changed</h2>
        <ul>
          {PROVIDER_RENAMES.map(({ earlier, later, note, sourceUrl }) => (
            <li key={earlier}>
              <a href={`/providers/${earlier}`}>{earlier}</a> and{" "}
              <a href={`/providers/${later}`}>{later}</a>: {note}{" "}
              <a href={sourceUrl} aria-label={`Source: ${earlier}`}>
                source
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
