import { z } from "zod";
import { DatePrecision, IsoDate, IsoMonth } from "./calendar";
import { FigureFlag } from "./flags";

export const RELEASE_KINDS = ["published_report", "survey_run"] as const;
/** Whose figures a release holds: quoted from somebody's report, or measured by our own survey. */
export const ReleaseKind = z.enum(RELEASE_KINDS);
export type ReleaseKind = z.infer<typeof ReleaseKind>;

/** How ids begin of releases whose domains were made up: to try the site out, never measured. */
export const LAB_RELEASE = "lab-";
export const isLabRelease = (id: string): boolean => id.startsWith(LAB_RELEASE);

const HttpUrl = z.url({ protocol: /^https?$/ });

/** An immutable, dated set of figures with its provenance. A correction is a new revision. */
export const Release = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,63}$/),
  revision: z.int().positive(),
  kind: ReleaseKind,
  title: z.string().min(1),
  authors: z.array(z.string()),
  asOf: IsoDate.nullable(),
  asOfPrecision: DatePrecision,
  asOfNotBefore: IsoDate.nullable(),
  /** Month reported on, where the source says or implies it. */
  month: IsoMonth.nullable(),
  monthInferred: z.boolean(),
  postedAt: IsoDate.nullable(),
  sourceTitle: z.string(),
  sourceUrl: HttpUrl.nullable(),
  altSourceUrl: HttpUrl.nullable(),
  /** The later post in which these figures stand as last month's, where they were read there. */
  derivedFrom: HttpUrl.nullable(),
  notes: z.string().nullable(),
  /** SHA-256 of the release's canonical content: equal content, equal hash. */
  contentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  publishedAt: z.iso.datetime(),
});
export type Release = z.infer<typeof Release>;

/** One dataset's table within a release: its own date and caveats where they differ. */
export const ReleaseTable = z.object({
  dataset: z.string(),
  edition: z.string(),
  asOf: IsoDate.nullable(),
  asOfPrecision: DatePrecision,
  /** Whether the source's list is whole; null where the question does not arise. */
  complete: z.boolean().nullable(),
  /** What the source's own list leaves over, under the main measure. */
  other: z.number().nullable(),
  /** Title and caveat as a footnote for people. */
  sourceTitle: z.string().nullable(),
  caution: z.string().nullable(),
});
export type ReleaseTable = z.infer<typeof ReleaseTable>;

/** One row of a table: values under the dataset's dimension and measure names. */
export const Figure = z.object({
  dimensions: z.record(z.string(), z.unknown()),
  measures: z.record(z.string(), z.unknown()),
  flags: z.array(FigureFlag),
  /** The row's own date, where a table has several. */
  asOf: IsoDate.nullable().optional(),
  asOfPrecision: DatePrecision.optional(),
});
export type Figure = z.infer<typeof Figure>;

/** A release before it is published: everything but what publishing decides. */
export interface ReleaseDraft {
  release: Omit<Release, "revision" | "contentSha256" | "publishedAt">;
  tables: (ReleaseTable & { rows: Figure[] })[];
}

/** PostgreSQL channel on which the publishing transaction tells every process to drop its caches. */
export const RELEASE_CHANNEL = "release_published";
