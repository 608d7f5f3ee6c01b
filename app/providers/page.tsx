import { AwaitedDatasets } from "@/components/awaited-datasets";
import { EmptyState } from "@/components/empty-state";
import { LeftOut } from "@/components/figure-rows";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { ProviderTable } from "@/components/provider-table";
import { DataTable } from "@/components/tables/data-table";
import type { QueryParameters } from "@/lib/model/page-query";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";
import { FigureFrame } from "../_figures/figure-frame";
import { BarFrames } from "../_figures/own-frames";
import { providerFigures } from "../_figures/providers";
import { OWN_PROVIDERS } from "../_figures/providers-own";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import { ProviderIndex } from "./provider-index";

const ABOUT = "Mail providers by DANE domains over time, and those that were one step away.";

export const generateMetadata = figureMetadata(
  "/providers",
  "Providers",
  ABOUT,
  "/providers.png?figure=provider-counts&shape=wide",
);

/** Lines of a table that a page shows, and lists that its menu names: a day's list may have a thousand. */
const MOST_LINES = 100;
const MOST_LISTS = 60;

export default async function ProvidersPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const state = await pageQuery("/providers", searchParams);
  const { lists, latest, shownList, providers, shown, almost, figures } = await providerFigures(
    db(),
    state,
  );
  const now = today();
  const top = latest?.rows[0];
  const place = filePlace("/providers", state);
  return (
    <Page section="/providers" {...note}>
      <PageHead
        title={
          top === undefined || latest === null
            ? "No list of providers has been published"
            : `${top.provider} hosted ${top.share === null ? formatCount(top.domains) : formatShare(top.share, 0)} of all DANE domains in ${formatDate(latest.asOf, "month")}`
        }
        dek="A few hosting companies decide how many domains have DANE: when one of them publishes TLSA records or signs its customers’ zones, the total jumps. A provider is the DNS zone of the MX hosts."
      />
      {shownList === null && state.list !== undefined && (
        <EmptyState
          title="No such list"
          what={`No release “${state.list}” with a list of providers has been published.`}
          instead={<a href="/providers">The latest list</a>}
          headingLevel={2}
        />
      )}
      {shownList !== null && figures.list !== null && (
        <FigureFrame figure={{ ...figures.list, caveats: [] }} place={place} now={now}>
          <ProviderTable list={shownList} rows={shownList.rows.slice(0, MOST_LINES)} />
          <LeftOut shown={MOST_LINES} all={shownList.rows.length} />
          <details>
            <summary>Other lists ({lists.length})</summary>
            {lists.length > MOST_LISTS && (
              <p>
                The newest {MOST_LISTS}; the others are among the <a href="/releases">releases</a>.
              </p>
            )}
            <ul>
              {lists
                .toReversed()
                .slice(0, MOST_LISTS)
                .map(({ release, asOf, asOfPrecision, asOfNotBefore, size, whole }) => (
                  <li key={release}>
                    <a
                      href={pageHref("/providers", { list: release })}
                      aria-current={release === shownList.release ? "true" : undefined}
                    >
                      {formatDate(asOf, asOfPrecision, asOfNotBefore)}
                    </a>{" "}
                    ({size} providers{whole ? "" : ", read in part"})
                  </li>
                ))}
            </ul>
          </details>
        </FigureFrame>
      )}
      <FigureFrame figure={figures.counts} place={place} now={now} />
      <FigureFrame figure={figures.ranks} place={place} now={now} />
      {almost !== null && figures.almost !== null && (
        <FigureFrame figure={figures.almost} place={place} now={now}>
          <DataTable
            caption="Almost-DANE providers"
            hideCaption
            rows={almost.rows.slice(0, MOST_LINES)}
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
          <LeftOut shown={MOST_LINES} all={almost.rows.length} />
        </FigureFrame>
      )}
      <BarFrames figures={figures.own} place={place} now={now} />
      {figures.own.length === 0 && <AwaitedDatasets datasets={OWN_PROVIDERS} />}
      <FigureFrame
        figure={{
          ...figures.index,
          subtitle: `${figures.index.subtitle}; select a heading to sort`,
        }}
        place={place}
        now={now}
      >
        <ProviderIndex
          shown={shown.slice(0, MOST_LINES)}
          found={shown.length}
          all={providers.length}
          state={state}
        />
        <LeftOut shown={MOST_LINES} all={shown.length} />
      </FigureFrame>
      <p>
        <a
          href={pageHref("/compare", {
            provider: (latest?.rows ?? []).slice(0, 3).map(({ provider }) => provider),
          })}
        >
          Compare up to six providers
        </a>
      </p>
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
