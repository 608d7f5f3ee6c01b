import { countryName } from "@/components/charts/country-name";
import { DatasetTable } from "@/components/dataset-table";
import { formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { asJson, Once } from "@/components/markup";
import { Downloads } from "@/components/release-downloads";
import { Manifest } from "@/components/release-manifest";
import { Provenance } from "@/components/release-provenance";
import { datasetById } from "@/lib/model/datasets";
import {
  DNSSEC_BASIS_WORDS,
  type DnssecBasis,
  PROBLEM_WORDS,
  type Problem,
} from "@/lib/model/datasets/dane";
import { CCTLD_GROUP_WORDS, type CctldGroup } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { isLabRelease, type Release } from "@/lib/model/release";
import { revisionFilePath, revisionPath } from "@/lib/model/release-file";
import { exportedFilesOf } from "@/lib/stats/exported-files";
import { figuresOf } from "@/lib/stats/figures";
import { manifestOf } from "@/lib/stats/manifests";
import { revisionFileSha256 } from "@/lib/stats/release-file";
import { listTables, type PlacedTable, revisionsOf } from "@/lib/stats/releases";
import { tldForPeople } from "@/lib/stats/tlds";
import { DIMENSION_WORDS } from "../_figures/dimension-words";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";
import { releaseLd } from "./release-ld";

const WORDS = {
  tld: (value: string | number) => tldForPeople(String(value)),
  country: (value: string | number) => countryName(String(value)),
  basis: (value: string | number) =>
    DNSSEC_BASIS_WORDS[value as DnssecBasis]?.name ?? String(value),
  problem: (value: string | number) => PROBLEM_WORDS[value as Problem]?.name ?? String(value),
  group: (value: string | number) => CCTLD_GROUP_WORDS[value as CctldGroup] ?? String(value),
  algorithm: (value: string | number) => `${value} ${algorithmMnemonic(Number(value))}`,
  ...Object.fromEntries(
    ["cause", "answer", "outcome", "keyFlags", "digestType"].map((name) => [
      name,
      (value: string | number) => DIMENSION_WORDS[name]?.(String(value)) ?? String(value),
    ]),
  ),
};
const LINKS = {
  tld: (value: string | number) => `/tlds/${value}`,
};

/** Providers have pages; the operators of a list of problems are not providers of mail. */
const linksOf = (dataset: string) =>
  dataset === "top-providers" || dataset === "almost-dane-providers"
    ? { ...LINKS, provider: (value: string | number) => `/providers/${value}` }
    : LINKS;

/** Lines of a table that the page shows: all of a report's, while some of our own survey have thousands. */
const mostLines = ({ kind }: PlacedTable): number =>
  kind === "survey_run" ? 100 : Number.POSITIVE_INFINITY;

async function TableSection({ table }: { table: PlacedTable }) {
  const dataset = datasetById(table.dataset);
  if (dataset === undefined) return null;
  const { release, revision, edition } = table;
  const most = mostLines(table);
  const rows = await figuresOf(db(), dataset, {
    ...{ release, revision, edition },
    ...(Number.isFinite(most) ? { limit: most + 1 } : {}),
  });
  const id = `${table.dataset}-${table.edition}`;
  const query = `edition=${table.edition}&release=${table.release}&revision=${table.revision}`;
  const notes = [
    ...(table.sourceTitle === null ? [] : [`In the source: ${table.sourceTitle}.`]),
    ...(table.caution === null ? [] : [table.caution]),
    ...(table.other === null
      ? []
      : [
          `Left over in the ${table.kind === "survey_run" ? "list" : "source’s list"}: ${formatCount(table.other)} ${dataset.unit}.`,
        ]),
    ...(rows.length > most
      ? [
          `The first ${formatCount(most)} lines; the data and the downloads of this release have all of them.`,
        ]
      : []),
    ...(table.complete === false && table.other === null && table.kind !== "survey_run"
      ? ["The list was read or published only in part."]
      : []),
  ];
  return (
    <section>
      <h2 id={id}>
        <a href={`/methods#${dataset.id}`}>{dataset.title}</a>
        {table.edition !== "main" && ` (${table.edition.replaceAll("_", " ")})`}
      </h2>
      <p>
        {formatDate(table.asOf, table.asOfPrecision, table.asOfNotBefore)} · {dataset.unit} ·{" "}
        <a href={`/api/v1/${dataset.id}?${query}`} aria-label={`JSON: ${dataset.title}`}>
          JSON
        </a>{" "}
        <a href={`/api/v1/${dataset.id}.csv?${query}`} aria-label={`CSV: ${dataset.title}`}>
          CSV
        </a>
      </p>
      <Once
        name="release-table"
        of={[dataset.id, table.edition, rows, notes]}
        draw={() => (
          <DatasetTable
            dataset={dataset}
            caption={`${dataset.title}, ${table.edition}`}
            rows={rows.slice(0, most)}
            words={WORDS}
            links={linksOf(dataset.id)}
            footnotes={notes}
          />
        )}
      />
    </section>
  );
}

/** The file of the revision, its hash, and the line that compares the two. */
function File({
  release,
  sha256,
  hasOthers,
}: {
  release: Release;
  sha256: string;
  /** Whether there are files of its tables, too. */
  hasOthers: boolean;
}) {
  const path = revisionFilePath(release.id, release.revision);
  return (
    <section aria-labelledby="file">
      <h2 id="file">This revision as a file</h2>
      <p>
        <a href={path}>{path}</a> has all of its figures and never changes. SHA-256 of its bytes:
      </p>
      <p>
        <code>{sha256}</code>
      </p>
      <p>
        <code>{`curl -s ${siteSettings().publicUrl}${path} | sha256sum`}</code>
      </p>
      {!hasOthers && (
        <p>
          {release.kind === "survey_run"
            ? "CSV and Parquet of every table will stand here once they are written."
            : "There are no downloads as CSV and Parquet of it, as there are of this site’s own survey; each table above has a CSV of its own."}
        </p>
      )}
    </section>
  );
}

/** A revision of a release: where it is from, its file, and all of its tables. */
export async function ReleaseView({
  release,
  current,
}: {
  release: Release;
  /** The revision that readers see. */
  current: number;
}) {
  const [tables, revisions, manifest, sha256, files] = await Promise.all([
    listTables(db(), { release: release.id, revision: release.revision }),
    revisionsOf(db(), release.id),
    manifestOf(db(), release.id, release.revision),
    revisionFileSha256(db(), release.id, release.revision),
    exportedFilesOf(db(), release.id, release.revision),
  ]);
  const { publicUrl } = siteSettings();
  const how = isLabRelease(release.id)
    ? "made up in a lab"
    : release.kind === "survey_run"
      ? "as our own survey measured them"
      : "as read in the source below";
  const sections = await Promise.all(
    tables.map(async (table) => ({ table, section: await TableSection({ table }) })),
  );
  return (
    <Page section="/releases" {...(await datedNote())}>
      <PageHead
        title={release.title}
        dek={`Figures of ${formatDate(release.asOf, release.asOfPrecision, release.asOfNotBefore)}, ${tables.length === 1 ? "one table" : `${tables.length} tables`}, ${how}. A release never changes.`}
      />
      {release.revision !== current && (
        <p>
          <strong>This is revision {release.revision}, which was corrected.</strong> The figures of
          this site are those of <a href={revisionPath(release.id, current)}>revision {current}</a>.
        </p>
      )}
      <Provenance release={release} revisions={revisions} />
      {tables.some(({ dataset }) => dataset === "top-providers") &&
        release.revision === current && (
          <p>
            <a href={`/why?to=${release.id}`}>What changed since the release before, by provider</a>
          </p>
        )}
      {files !== null && (
        <p>
          <a href="#downloads">Every table as CSV and Parquet</a>
        </p>
      )}
      {manifest !== null && <Manifest manifest={manifest} />}
      {sections.map(({ table, section }) => (
        <div key={`${table.dataset} ${table.edition}`}>{section}</div>
      ))}
      {files !== null && (
        <>
          <Downloads
            release={release.id}
            revision={release.revision}
            files={files}
            publicUrl={publicUrl}
          />
          <script
            type="application/ld+json"
            {...asJson(JSON.stringify(releaseLd(release, files, publicUrl)))}
          />
        </>
      )}
      {sha256 !== null && <File release={release} sha256={sha256} hasOthers={files !== null} />}
    </Page>
  );
}
