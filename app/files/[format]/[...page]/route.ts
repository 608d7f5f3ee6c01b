import { figureDrawings } from "@/app/_figures/drawings";
import { answerFile, unknownFormat } from "@/app/_figures/file-answer";
import { db } from "@/app/_server/db";
import { siteSettings } from "@/app/_server/settings";
import { today } from "@/app/_server/today";
import { askedAsOf } from "@/lib/as-of";
import { FILE_FORMATS, type FileFormat, fileAddress } from "@/lib/model/page-files";

export const dynamic = "force-dynamic";

/** A page's state as a file; the server in front sends `/trends.csv` and the like here. */
export async function GET(
  incoming: Request,
  { params }: { params: Promise<{ format: string; page: string[] }> },
): Promise<Response> {
  const { format, page: segments } = await params;
  const page = `/${segments.map(decodeURIComponent).join("/")}`;
  const { publicUrl } = siteSettings();
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
