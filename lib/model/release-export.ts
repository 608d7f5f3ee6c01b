import { z } from "zod";
import { IsoDate } from "./calendar";
import { Release } from "./release";
import { ReleaseManifest } from "./release-manifest";

/** What a release of our own survey can be downloaded as. */

export const EXPORT_FORMATS = ["csv", "parquet", "json", "text"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Media types and names of the formats. Parquet's is registered with IANA. */
export const EXPORT_FORMAT_WORDS: Readonly<
  Record<ExportFormat, { name: string; mediaType: string }>
> = {
  csv: { name: "CSV", mediaType: "text/csv; charset=utf-8; header=present" },
  parquet: { name: "Parquet", mediaType: "application/vnd.apache.parquet" },
  json: { name: "JSON", mediaType: "application/json" },
  text: { name: "text", mediaType: "text/plain; charset=utf-8" },
};

/** The file that describes all others, and the one that `sha256sum -c` reads. */
export const MANIFEST_FILE = "manifest.json";
export const SUMS_FILE = "SHA256SUMS";

/** No folder, nothing hidden, nothing that a shell or a browser could take for more than a name. */
export const EXPORT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}(\.[a-z0-9]{1,10}){0,2}$/;

const count = z.int().min(0);
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: "Of the file’s bytes, in hexadecimal" });

/** One file that never changes. */
export const ExportedFile = z
  .object({
    name: z.string().regex(EXPORT_NAME),
    dataset: z.string().nullable().meta({ description: "null for files about the others" }),
    format: z.enum(EXPORT_FORMATS),
    rows: count.nullable().meta({ description: "null for files that have none" }),
    bytes: count,
    sha256,
  })
  .meta({ id: "ExportedFile", description: "A file of a release, which never changes" });
export type ExportedFile = z.infer<typeof ExportedFile>;

/** One column of a file, under its published name. */
export const ExportedColumn = z.object({
  name: z.string(),
  type: z.enum(["integer", "number", "text", "texts", "boolean", "date"]),
  description: z.string(),
});
export type ExportedColumn = z.infer<typeof ExportedColumn>;

/** The licence of our own survey's figures, as files name it. */
export const EXPORT_LICENSE = {
  id: "CC-BY-4.0",
  url: "https://creativecommons.org/licenses/by/4.0/",
} as const;

/** All that `manifest.json` says. Nothing of it depends on when or where the files were written. */
export const ExportManifest = z.object({
  format: z.literal(1),
  release: Release.shape.id,
  revision: z.int().positive(),
  title: z.string(),
  asOf: IsoDate.nullable(),
  methodVersion: z.string(),
  contentSha256: Release.shape.contentSha256.meta({
    description: "Of the release's content in the database",
  }),
  license: z.literal(EXPORT_LICENSE.id),
  licenseUrl: z.literal(EXPORT_LICENSE.url),
  writtenBy: z.string().meta({ description: "What wrote the Parquet files" }),
  madeWith: ReleaseManifest.meta({ description: "As the release itself records it" }),
  files: z.array(ExportedFile.extend({ columns: z.array(ExportedColumn) })),
});
export type ExportManifest = z.infer<typeof ExportManifest>;

/** The folder of a revision below the folder of exports; both parts were checked by their patterns. */
export const exportFolderOf = (release: string, revision: number): string =>
  `${release}/r${revision}`;

/** Path of an exported file. */
export const exportedFilePath = (release: string, revision: number, name: string): string =>
  `/releases/${release}/r${revision}/${name}`;

const PATH = /^\/releases\/([a-z0-9][a-z0-9-]{2,63})\/r([1-9]\d{0,5})\/([^/]{1,100})$/;

/** Reads the path of such a file; undefined for one that can be none. */
export function askedExportedFile(
  path: string,
): { release: string; revision: number; name: string } | undefined {
  const [found, release = "", revision, name = ""] = PATH.exec(path) ?? [];
  return found === undefined || !EXPORT_NAME.test(name)
    ? undefined
    : { release, revision: Number(revision), name };
}
