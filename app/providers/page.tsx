import { EmptyState } from "@/components/empty-state";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { ProviderTable } from "@/components/provider-table";
import { DataTable } from "@/components/tables/data-table";
import type { QueryParameters } from "@/lib/model/page-query";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";
import { FigureFrame } from "../_figures/figure-frame";
import { providerFigures } from "../_figures/providers";
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

export default async function ProvidersPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const state = await pageQuery("/providers", searchParams);
  const { lists, dated, shownList, providers, shown, almost, figures } = await providerFigures(
    db(),
    state,
  );
  const now = today();
  const latest = dated.at(-1);
  const top = latest?.rows[0];
  const place = filePlace("/providers", state);
  return (
    <Page section="/providers" {...note}>
      <PageHead
        title={
          top === undefined || latest === undefined
            ? "No list of providers has been published"
            : `${top.provider} hosted ${top.share === null ? formatCount(top.domains) : formatShare(top.share, 0)} of all DANE domains in ${formatDate(latest.asOf, "month")}`
        }
        dek="A few hosting companies decide how many domains have DANE: when one of them publishes TLSA records or signs its customers’ zones, the total jumps. A provider is the DNS zone of the MX hosts."
      />
      {shownList === undefined && state.list !== undefined && (
        <EmptyState
          title="No such list"
          what={`No release “${state.list}” with a list of providers has been published.`}
          instead={<a href="/providers">The latest list</a>}
          headingLevel={2}
        />
      )}
      {shownList !== undefined && figures.list !== null && (
        <FigureFrame figure={{ ...figures.list, caveats: [] }} place={place} now={now}>
          <ProviderTable list={shownList} rows={shownList.rows} />
          <details>
            <summary>Other lists ({lists.length})</summary>
            <ul>
              {lists
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
        </FigureFrame>
      )}
      <FigureFrame figure={figures.counts} place={place} now={now} />
      <FigureFrame figure={figures.ranks} place={place} now={now} />
      {almost !== null && figures.almost !== null && (
        <FigureFrame figure={figures.almost} place={place} now={now}>
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
        </FigureFrame>
      )}
      <FigureFrame
        figure={{
          ...figures.index,
          subtitle: `${figures.index.subtitle}; select a heading to sort`,
        }}
        place={place}
        now={now}
      >
        <ProviderIndex shown={shown} all={providers.length} state={state} />
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
