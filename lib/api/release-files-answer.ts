import { z } from "zod";
import type { Db } from "@/db/client";
import { suggestion } from "@/lib/model/nearest";
import type { Release } from "@/lib/model/release";
import { EXPORT_FORMAT_WORDS, ExportedFile, exportedFilePath } from "@/lib/model/release-export";
import { exportedFilesOf } from "@/lib/stats/exported-files";
import { listReleases, releaseById } from "@/lib/stats/releases";
import { type ApiAnswer, type ApiRequest, IMMUTABLE, jsonAnswer, REVALIDATE } from "./answer";
import { type Message, PlainLinks, PlainMeta } from "./envelope";
import { readParameters, revision } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT, OWN_LICENSE, OWN_LICENSE_STATEMENT } from "./version";

/** Parameters of the list of a release's files. */
export const RELEASE_FILES_PARAMETERS = [revision] as const;

const FileRow = ExportedFile.extend({
  mediaType: z.string(),
  url: z.string().meta({ description: "Never changes; parts can be asked for (Range)" }),
}).meta({ id: "ReleaseFile", description: "A file of a release, which never changes" });

/** The answer of `/api/v1/releases/{id}/files`. */
export const ReleaseFilesAnswer = z.object({
  data: z.array(FileRow).meta({
    description:
      "Every dataset of the release as CSV and Parquet, then manifest.json and SHA256SUMS; empty for reports of others, and until a release is exported",
  }),
  meta: PlainMeta.extend({ release: z.string(), revision: z.int() }).meta({
    id: "ReleaseFilesMeta",
  }),
  links: PlainLinks.extend({ page: z.string(), release: z.string() }).meta({
    id: "ReleaseFilesLinks",
  }),
});

/** Says that a release, or its revision, does not exist, and what is near it. */
export async function unknownReleaseAnswer(
  db: Db,
  request: ApiRequest,
  id: string,
  asked: number | undefined,
): Promise<ApiAnswer> {
  const ids = (await listReleases(db)).map((one) => one.id);
  const detail = ids.includes(id)
    ? `Release ${id} has no revision ${asked}.`
    : `There is no release of that id.${suggestion(id, ids)} ${API_ROOT}/releases lists them.`;
  return problemAnswer(request, "unknown-release", detail);
}

const whyNone = ({ kind }: Release): Message => ({
  level: "info",
  text:
    kind === "survey_run"
      ? "The files of this release are not written yet."
      : "Reports that others published have no files here: their figures are in the datasets, and as one file in /releases/{id}/r{revision}.json.",
});

/** Answers `/api/v1/releases/{id}/files` with what can be downloaded of a release. */
export async function answerReleaseFiles(
  db: Db,
  request: ApiRequest,
  id: string,
): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, RELEASE_FILES_PARAMETERS);
  if (!read.ok) return invalidParameters(request, read.faults);
  const asked = read.values.revision as number | undefined;
  const release = await releaseById(db, id, asked);
  if (release === null) return unknownReleaseAnswer(db, request, id, asked);
  const files = await exportedFilesOf(db, id, release.revision);
  const { publicUrl } = request;
  const body: z.infer<typeof ReleaseFilesAnswer> = {
    data: (files ?? []).map((file) => ({
      ...file,
      mediaType: EXPORT_FORMAT_WORDS[file.format].mediaType,
      url: publicUrl + exportedFilePath(id, release.revision, file.name),
    })),
    meta: {
      ...plainMeta(release.publishedAt),
      ...(release.kind === "survey_run"
        ? { license: OWN_LICENSE, licenseStatement: OWN_LICENSE_STATEMENT }
        : {}),
      ...(files === null ? { messages: [whyNone(release)] } : {}),
      release: id,
      revision: release.revision,
    },
    links: {
      ...plainLinks(request),
      page: `${publicUrl}/releases/${id}`,
      release: `${publicUrl}${API_ROOT}/releases/${id}?revision=${release.revision}`,
    },
  };
  // Files are written after a release is published: only once they are there nothing changes any more.
  const isSettled = asked !== undefined && files !== null;
  return jsonAnswer(
    body,
    { "cache-control": isSettled ? IMMUTABLE : REVALIDATE },
    release.publishedAt,
  );
}
