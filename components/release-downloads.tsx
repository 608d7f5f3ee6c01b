import {
  EXPORT_FORMAT_WORDS,
  EXPORT_LICENSE,
  type ExportedFile,
  exportedFilePath,
  SUMS_FILE,
} from "@/lib/model/release-export";
import { DataTable } from "./tables/data-table";

/** What a release can be downloaded as. */
export function Downloads({
  release,
  revision,
  files,
  publicUrl,
}: {
  release: string;
  revision: number;
  files: readonly ExportedFile[];
  /** Origin in the command. */
  publicUrl: string;
}) {
  const pathOf = (name: string) => exportedFilePath(release, revision, name);
  return (
    <section aria-labelledby="downloads">
      <h2 id="downloads">Downloads</h2>
      <p>
        Every table as CSV and Parquet, under{" "}
        <a href={EXPORT_LICENSE.url} rel="license">
          CC BY 4.0
        </a>
        : use them for anything, and name this site and the release. The files never change.{" "}
        <a href={`/api/v1/releases/${release}/files?revision=${revision}`}>List as JSON</a>
      </p>
      <DataTable
        caption="Files of this revision"
        rows={files}
        rowKey={({ name }) => name}
        columns={[
          {
            key: "name",
            title: "File",
            kind: "text",
            value: ({ name }) => name,
            href: ({ name }) => pathOf(name),
          },
          {
            key: "format",
            title: "Format",
            kind: "text",
            priority: 3,
            value: ({ format }) => EXPORT_FORMAT_WORDS[format].name,
          },
          { key: "rows", title: "Rows", kind: "count", priority: 2, value: ({ rows }) => rows },
          { key: "bytes", title: "Bytes", kind: "count", value: ({ bytes }) => bytes },
          {
            key: "sha256",
            title: "SHA-256",
            kind: "text",
            priority: 3,
            value: ({ sha256 }) => `${sha256.slice(0, 16)}…`,
          },
        ]}
        footnotes={[
          <>
            Whole sums stand in <a href={pathOf(SUMS_FILE)}>{SUMS_FILE}</a>; this compares what was
            downloaded:{" "}
            <code>{`curl -s ${publicUrl}${pathOf(SUMS_FILE)} | sha256sum -c --ignore-missing`}</code>
          </>,
        ]}
      />
    </section>
  );
}
