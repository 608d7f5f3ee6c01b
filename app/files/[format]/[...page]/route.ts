import { figureDrawings } from "@/app/_figures/drawings";
import { answerFile, unknownFormat } from "@/app/_figures/file-answer";
import { db } from "@/app/_server/db";
import { siteSettings } from "@/app/_server/settings";
import { today } from "@/app/_server/today";
import { type ApiAnswer, IMMUTABLE, linkHeader } from "@/lib/api/answer";
import { invalidParameters, problemAnswer } from "@/lib/api/problem";
import { askedAsOf } from "@/lib/as-of";
import { FILE_FORMATS, type FileFormat, fileAddress } from "@/lib/model/page-files";
import { REVISION_FILES, revisionFilePath, revisionPath } from "@/lib/model/release-file";
import { revisionFile } from "@/lib/stats/release-file";
import { releaseById } from "@/lib/stats/releases";

export const dynamic = "force-dynamic";

/** A revision of a release as a file, which never changes. */
async function revisionAnswer(
  id: string,
  revision: number,
  parameters: readonly string[],
): Promise<Response> {
  const { publicUrl } = siteSettings();
  const request = { url: new URL(revisionFilePath(id, revision), publicUrl), publicUrl };
  const refused = (answer: ApiAnswer) =>
    new Response(answer.body, { status: answer.status, headers: answer.headers });
  if (parameters.length > 0) {
    const detail = "Unknown parameter. Valid here: none.";
    return refused(
      invalidParameters(
        request,
        parameters.slice(0, 8).map((name) => ({ parameter: name.slice(0, 60), detail })),
      ),
    );
  }
  const file = await revisionFile(db(), id, revision);
  if (file === null) {
    const current = await releaseById(db(), id);
    const known =
      current === null
        ? "There is no release of that id; /api/v1/releases lists all."
        : `Release ${id} has no such revision; the last is ${current.revision}.`;
    return refused(problemAnswer(request, "unknown-release", known));
  }
  return new Response(file.text, {
    headers: {
      "content-type": "application/json",
      "cache-control": IMMUTABLE,
      "content-disposition": `inline; filename="dane-stats_${id}_r${revision}.json"`,
      link: linkHeader({ alternate: publicUrl + revisionPath(id, revision) }),
    },
  });
}

/** A page's state as a file; the server in front sends `/trends.csv` and the like here. */
export async function GET(
  incoming: Request,
  { params }: { params: Promise<{ format: string; page: string[] }> },
): Promise<Response> {
  const { format, page: segments } = await params;
  const page = `/${segments.map(decodeURIComponent).join("/")}`;
  const { publicUrl } = siteSettings();
  if (format === REVISION_FILES) {
    const parameters = [...new Set(new URL(incoming.url).searchParams.keys())];
    return revisionAnswer(segments[0] ?? "", Number(segments[1]), parameters);
  }
  const isKnown = format in FILE_FORMATS;
  // The address as it was asked for, from its inner form.
  const url = new URL(isKnown ? fileAddress(page, format as FileFormat) : page, publicUrl);
  for (const [name, value] of new URL(incoming.url).searchParams)
    url.searchParams.append(name, value);
  const request = { url, publicUrl };
  const asked = {
    page,
    format: format as FileFormat,
    today: today(),
    asOf: askedAsOf()?.day ?? null,
  };
  if (isKnown) url.searchParams.delete("format");
  const { status, headers, body } = isKnown
    ? await answerFile(db(), request, asked, figureDrawings)
    : unknownFormat(request, page);
  return new Response(body, { status, headers });
}
