import type { Metadata } from "next";
import { BarList } from "@/components/charts/bar-list";
import { ColumnChart } from "@/components/charts/column-chart";
import { DatasetFigure } from "@/components/dataset-figure";
import { DatasetTable } from "@/components/dataset-table";
import { formatCount, formatDate, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { NotPublished } from "@/components/not-published";
import type { Dataset } from "@/lib/model/dataset";
import {
  dnssecAlgorithms,
  dsDigests,
  nsec3IterationCost,
  nsec3IterationLimits,
  nsec3Parameters,
  rsaComponents,
  rsaKeySizes,
  tlsVersions,
} from "@/lib/model/datasets/parameters";
import {
  dnskeyFailuresByOperator,
  tlsaIssuers,
  tlsaParameters,
} from "@/lib/model/datasets/providers";
import { dnskeyFailuresByTld, tldKskSizes, tldOldZsks } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import type { FilledTable } from "@/lib/stats/latest-table";
import { fillTable } from "@/lib/stats/latest-table";
import { listTables } from "@/lib/stats/releases";
import { tldForPeople } from "@/lib/stats/tlds";
import { countInWords, sentenceStart } from "@/lib/stats/words";
import { db } from "../_server/db";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "DNSSEC parameters",
  description:
    "DNSSEC algorithms, key sizes, NSEC3 and DS parameters, TLSA issuers: the published tables.",
  alternates: { canonical: "/dnssec" },
};

/** Datasets that wait for the survey's own releases, in the page's order. */
const AWAITED: readonly Dataset[] = [
  rsaKeySizes,
  rsaComponents,
  dnskeyFailuresByTld,
  dnskeyFailuresByOperator,
  nsec3Parameters,
  dsDigests,
  tlsaParameters,
  tlsVersions,
];

/** All tables of a dataset, newest first, undated last. */
async function tablesOf<S extends Dataset>(dataset: S): Promise<FilledTable<S>[]> {
  const tables = await listTables(db(), { dataset: dataset.id });
  return Promise.all(tables.map((table) => fillTable(db(), dataset, table)));
}

const frameOf = (
  {
    table,
  }: {
    table: {
      asOf: string | null;
      asOfPrecision: "day" | "month" | "unknown";
      release: string;
      sourceTitle: string | null;
      sourceUrl: string | null;
      caution: string | null;
    };
  },
  now: string,
) => ({
  asOf: table.asOf,
  asOfPrecision: table.asOfPrecision,
  now,
  query: `release=${table.release}`,
  caveats: table.caution === null ? [] : [table.caution],
  ...(table.sourceTitle === null ? {} : { source: table.sourceTitle }),
  ...(table.sourceUrl === null ? {} : { sourceHref: table.sourceUrl }),
});

const tldWords = { tld: (value: string | number) => tldForPeople(String(value)) };
const tldLinks = { tld: (value: string | number) => `/tlds/${value}` };

function Algorithms({
  filled,
  now,
}: {
  filled: FilledTable<typeof dnssecAlgorithms>;
  now: string;
}) {
  const total = filled.rows.reduce((sum, { entries }) => sum + (entries ?? 0), 0);
  const rows = [...filled.rows].sort((a, b) => (b.entries ?? 0) - (a.entries ?? 0));
  const [first, second] = rows;
  const both = ((first?.entries ?? 0) + (second?.entries ?? 0)) / total;
  return (
    <DatasetFigure
      dataset={dnssecAlgorithms}
      title={`Algorithms ${first?.algorithm} and ${second?.algorithm} made up ${formatShare(both, 1)} of .com`}
      subtitle={`Entries for .com by DNSSEC algorithm, ${formatDate(filled.table.asOf, filled.table.asOfPrecision)}`}
      {...frameOf(filled, now)}
    >
      <BarList
        caption="DNSSEC algorithms of .com"
        labelTitle="Algorithm"
        valueTitle="Entries"
        tone="dnssec"
        rows={rows.map(({ algorithm, entries, flags }) => ({
          id: String(algorithm),
          label: `${algorithm} ${algorithmMnemonic(algorithm)}`,
          value: entries,
          share: entries === null ? null : entries / total,
          flags,
        }))}
      />
    </DatasetFigure>
  );
}

function IterationCost({
  filled,
  now,
}: {
  filled: FilledTable<typeof nsec3IterationCost>;
  now: string;
}) {
  const last = filled.rows.at(-1);
  return (
    <DatasetFigure
      dataset={nsec3IterationCost}
      title={`${last?.iterations} NSEC3 iterations cost a name server ${formatShare(1 - (last?.relativeRate ?? 1), 0)} of its rate`}
      subtitle="Queries per second of an authoritative server relative to 0 extra iterations; RFC 9276 asks for 0"
      {...frameOf(filled, now)}
    >
      <ColumnChart
        title="Relative query rate by NSEC3 iterations"
        axisTitle="extra iterations"
        items={filled.rows.map(({ iterations, relativeRate, flags }) => ({
          id: String(iterations),
          label: String(iterations),
          value: null,
          share: relativeRate,
          flags,
        }))}
        tone="dnssec"
      />
    </DatasetFigure>
  );
}

function Issuers({
  tables,
  now,
}: {
  tables: readonly FilledTable<typeof tlsaIssuers>[];
  now: string;
}) {
  return tables.map((filled) => {
    const most = [...filled.rows].sort((a, b) => (b.mxHosts ?? 0) - (a.mxHosts ?? 0))[0];
    return (
      <DatasetFigure
        key={filled.table.release}
        dataset={tlsaIssuers}
        id={`tlsa-issuers-${filled.table.release}`}
        title={`${formatCount(most?.mxHosts ?? 0)} MX hosts pinned Let’s Encrypt’s ${most?.issuer}, ${formatDate(filled.table.asOf, filled.table.asOfPrecision)}`}
        subtitle={tlsaIssuers.summary}
        {...frameOf(filled, now)}
      >
        <BarList
          caption="MX hosts by issuing CA in their DANE-TA records"
          labelTitle="Issuing CA"
          valueTitle="MX hosts"
          rows={filled.rows.map(({ issuer, mxHosts, flags }) => ({
            id: issuer,
            label: issuer,
            value: mxHosts,
            flags,
          }))}
        />
      </DatasetFigure>
    );
  });
}

export default async function DnssecPage() {
  const now = today();
  const [algorithms, cost, limits, ksk, zsk, issuers, awaited] = await Promise.all([
    tablesOf(dnssecAlgorithms),
    tablesOf(nsec3IterationCost),
    tablesOf(nsec3IterationLimits),
    tablesOf(tldKskSizes),
    tablesOf(tldOldZsks),
    tablesOf(tlsaIssuers),
    Promise.all(AWAITED.map(async (dataset) => ({ dataset, tables: await tablesOf(dataset) }))),
  ]);
  const oldZsks = zsk[0]?.rows[0]?.tlds;
  return (
    <Page section="/dnssec">
      <PageHead
        title={
          oldZsks == null || zsk[0] === undefined
            ? "DNSSEC parameters"
            : `${oldZsks} top-level domains had a 1,024-bit signing key older than a year in ${formatDate(zsk[0].table.asOf, "month")}`
        }
        dek="Algorithms, key sizes, NSEC3 and DS parameters. Of the survey’s own statistics only these small tables were published as text; for the rest this page says what is missing."
      />
      {algorithms.slice(0, 1).map((filled) => (
        <Algorithms key={filled.table.release} filled={filled} now={now} />
      ))}
      {ksk.slice(0, 1).map((filled) => (
        <DatasetFigure
          key={filled.table.release}
          dataset={tldKskSizes}
          title={`${sentenceStart(countInWords(filled.rows.length))} TLDs had a KSK below 2,048 bits`}
          subtitle={tldKskSizes.definition}
          {...frameOf(filled, now)}
        >
          <DatasetTable
            dataset={tldKskSizes}
            caption="TLDs with a KSK below 2,048 bits"
            rows={filled.rows}
            words={{
              ...tldWords,
              algorithm: (value) => `${value} ${algorithmMnemonic(Number(value))}`,
            }}
            links={tldLinks}
          />
        </DatasetFigure>
      ))}
      {zsk.slice(0, 1).map((filled) => (
        <DatasetFigure
          key={filled.table.release}
          dataset={tldOldZsks}
          title={`${formatCount(oldZsks ?? 0)} TLDs had an old 1,024-bit ZSK`}
          subtitle={tldOldZsks.definition}
          {...frameOf(filled, now)}
        >
          <DatasetTable dataset={tldOldZsks} caption={tldOldZsks.title} rows={filled.rows} />
        </DatasetFigure>
      ))}
      {cost.slice(0, 1).map((filled) => (
        <IterationCost key={filled.table.release} filled={filled} now={now} />
      ))}
      {limits.slice(0, 1).map((filled) => (
        <DatasetFigure
          key={filled.table.release}
          dataset={nsec3IterationLimits}
          title={nsec3IterationLimits.title}
          subtitle={nsec3IterationLimits.summary}
          {...frameOf(filled, now)}
        >
          <DatasetTable
            dataset={nsec3IterationLimits}
            caption={nsec3IterationLimits.title}
            rows={filled.rows}
          />
        </DatasetFigure>
      ))}
      <Issuers tables={issuers} now={now} />
      {awaited.map(({ dataset, tables: [newest] }) =>
        newest === undefined ? (
          <NotPublished key={dataset.id} dataset={dataset} />
        ) : (
          <DatasetFigure
            key={dataset.id}
            dataset={dataset}
            title={dataset.title}
            subtitle={dataset.summary}
            {...frameOf(newest, now)}
          >
            <DatasetTable
              dataset={dataset}
              caption={dataset.title}
              rows={newest.rows}
              words={tldWords}
              links={tldLinks}
            />
          </DatasetFigure>
        ),
      )}
    </Page>
  );
}
