import { z } from "zod";
import { DatePrecision, IsoDate } from "./calendar";
import { FigureFlag } from "./flags";
import { Release, ReleaseTable } from "./release";

/** Path of a revision of a release, for people. */
export const revisionPath = (id: string, revision: number): string =>
  `/releases/${encodeURIComponent(id)}/r${revision}`;

/** Path of all that a revision holds, as one file that never changes. */
export const revisionFilePath = (id: string, revision: number): string =>
  `${revisionPath(id, revision)}.json`;

/** What stands in place of a format where the handlers of files are asked for such a file. */
export const REVISION_FILES = "release";

const FILE = /^\/releases\/([a-z0-9][a-z0-9-]{2,63})\/r([1-9]\d{0,5})\.json$/;

/** Reads the path of such a file. */
export function askedRevisionFile(path: string): { id: string; revision: number } | undefined {
  const [found, id = "", revision] = FILE.exec(path) ?? [];
  return found === undefined ? undefined : { id, revision: Number(revision) };
}

/**
 * What such a file holds: the figures as they were published, whatever columns were added since, and
 * nothing that differs between sites, as the time of loading does.
 */
export const RevisionFile = z.object({
  format: z.literal(1),
  release: Release.omit({ publishedAt: true }),
  tables: z.array(
    ReleaseTable.extend({
      rows: z.array(
        z.object({
          asOf: IsoDate.nullable(),
          asOfPrecision: DatePrecision,
          dimensions: z.record(z.string(), z.unknown()),
          measures: z.record(z.string(), z.unknown()),
          flags: z.array(FigureFlag),
        }),
      ),
    }),
  ),
});
export type RevisionFile = z.infer<typeof RevisionFile>;

/** One revision that a figure was made of. */
export interface FigureInput {
  release: string;
  revision: number;
  /** Its file, and the SHA-256 (hex) of the file's bytes. */
  file: string;
  sha256: string;
  /** Where the figures were read by whoever collected them; null where no address is known. */
  sourceUrl: string | null;
}
