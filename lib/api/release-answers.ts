import { z } from "zod";
import type { Db } from "@/db/client";
import { Release } from "@/lib/model/release";
import { ReleaseManifest } from "@/lib/model/release-manifest";
import { publicationState } from "@/lib/stats/coverage";
import { manifestOf } from "@/lib/stats/manifests";
import { listReleases, listTables, releaseById, revisionsOf } from "@/lib/stats/releases";
import {
  type ApiAnswer,
  type ApiRequest,
  IMMUTABLE,
  jsonAnswer,
  lastModified,
  linkHeader,
  REVALIDATE,
} from "./answer";
import { csvOf } from "./csv";
import { readCursor, writeCursor } from "./cursor";
import type { Format } from "./dataset-query";
import { PlainLinks, PlainMeta, TableNote } from "./envelope";
import { cursor, format, limit, MOST_ROWS, readParameters, revision } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { unknownReleaseAnswer } from "./release-files-answer";
import { API_ROOT } from "./version";

/** Parameters of the list of releases. */
export const RELEASES_PARAMETERS = [limit, cursor, format] as const;
/** Parameters of one release. */
export const RELEASE_PARAMETERS = [revision] as const;

const ReleaseRow = Release.meta({
  id: "Release",
  description: "An immutable, dated set of figures with its provenance",
});

/** The answer of `/api/v1/releases`. */
export const ReleasesAnswer = z.object({
  data: z.array(ReleaseRow),
  meta: PlainMeta.extend({ rows: z.int(), totalRows: z.int() }).meta({ id: "ReleasesMeta" }),
  links: PlainLinks.extend({ csv: z.string() }).meta({ id: "ReleasesLinks" }),
});

const ReleaseTableNote = TableNote.omit({
  release: true,
  revision: true,
  kind: true,
  releaseTitle: true,
})
  .extend({
    dataset: z.string(),
    data: z.string().meta({ description: "The table's rows; this address never changes" }),
  })
  .meta({ id: "ReleaseTable" });

/** The answer of `/api/v1/releases/{id}`. */
export const ReleaseAnswer = z.object({
  data: Release.extend({
    tables: z.array(ReleaseTableNote),
    revisions: z
      .array(Release.pick({ revision: true, publishedAt: true, contentSha256: true }))
      .meta({ description: "Up to the one shown where one was asked for, else all" }),
    manifest: ReleaseManifest.nullable().meta({
      description:
        "With what this site's own survey made it, and how gates judged it; null for what others reported",
    }),
  }).meta({ id: "ReleaseWithTables" }),
  meta: PlainMeta,
  links: PlainLinks.extend({ page: z.string(), permanent: z.string(), files: z.string() }).meta({
    id: "ReleaseLinks",
  }),
});

const RELEASE_COLUMNS = Object.keys(Release.shape);

/** Answers `/api/v1/releases`, newest first; undated reports, which are later than dated ones, lead. */
export async function answerReleases(
  db: Db,
  request: ApiRequest,
  suffix: Format | null,
): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, RELEASES_PARAMETERS);
  if (!read.ok) return invalidParameters(request, read.faults);
  const asked = read.values.format as Format | undefined;
  if (suffix !== null && asked !== undefined && asked !== suffix)
    return invalidParameters(request, [
      { parameter: "format", detail: `Contradicts the path's suffix .${suffix}.` },
    ]);
  const state = await publicationState(db);
  const scope = { url: request.url, state: state.id };
  let from = 0;
  if (read.values.cursor !== undefined) {
    const place = readCursor(scope, String(read.values.cursor));
    if (!place.ok) {
      const detail = "Is not a cursor of this list, or the list has changed: start again without.";
      return place.error === "outdated"
        ? problemAnswer(request, "cursor-outdated", detail, [{ parameter: "cursor", detail }])
        : invalidParameters(request, [{ parameter: "cursor", detail }]);
    }
    from = place.value;
  }
  const all = await listReleases(db);
  const most = (read.values.limit as number | undefined) ?? MOST_ROWS;
  const rows = all.slice(from, from + most);
  const query = new URLSearchParams(request.url.search);
  const more = from + most < all.length;
  if (more) query.set("cursor", writeCursor(scope, from + most));
  const next = more ? `${request.publicUrl}${request.url.pathname}?${query}` : null;
  const headers = {
    "cache-control": REVALIDATE,
    link: linkHeader({
      next,
      describedby: `${request.publicUrl}${API_ROOT}/openapi.json`,
      alternate: `${request.publicUrl}/releases`,
    }),
  };
  if ((asked ?? suffix) === "csv") {
    return {
      status: 200,
      headers: {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": 'attachment; filename="dane-stats_releases.csv"',
        ...lastModified(state.lastPublished),
        ...headers,
      },
      body: csvOf(
        RELEASE_COLUMNS,
        rows.map((row) => ({ ...row, authors: row.authors.join("; ") })),
      ),
    };
  }
  const body: z.infer<typeof ReleasesAnswer> = {
    data: rows,
    meta: { ...plainMeta(state.lastPublished), rows: rows.length, totalRows: all.length },
    links: {
      ...plainLinks(request, next),
      csv: `${request.publicUrl}${API_ROOT}/releases.csv`,
    },
  };
  return jsonAnswer(body, headers, state.lastPublished);
}

/** Answers `/api/v1/releases/{id}` with the release's tables; `revision` names an earlier one. */
export async function answerRelease(db: Db, request: ApiRequest, id: string): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, RELEASE_PARAMETERS);
  if (!read.ok) return invalidParameters(request, read.faults);
  const asked = read.values.revision as number | undefined;
  const release = await releaseById(db, id, asked);
  if (release === null) return unknownReleaseAnswer(db, request, id, asked);
  const tables = await listTables(db, { release: id, revision: release.revision });
  const revisions = (await revisionsOf(db, id)).filter(
    // A revision's own answer is kept for good, so it knows nothing of later ones.
    (one) => asked === undefined || one.revision <= asked,
  );
  const body: z.infer<typeof ReleaseAnswer> = {
    data: {
      ...release,
      tables: tables.map(
        ({ release: _, revision: __, kind: ___, releaseTitle: ____, ...table }) => ({
          ...table,
          data: `${request.publicUrl}${API_ROOT}/${table.dataset}?edition=${table.edition}&release=${id}&revision=${release.revision}`,
        }),
      ),
      revisions,
      manifest: await manifestOf(db, id, release.revision),
    },
    meta: plainMeta(release.publishedAt),
    links: {
      ...plainLinks(request),
      page: `${request.publicUrl}/releases/${id}`,
      permanent: `${request.publicUrl}${API_ROOT}/releases/${id}?revision=${release.revision}`,
      files: `${request.publicUrl}${API_ROOT}/releases/${id}/files?revision=${release.revision}`,
    },
  };
  return jsonAnswer(
    body,
    { "cache-control": asked === undefined ? REVALIDATE : IMMUTABLE },
    release.publishedAt,
  );
}
