import { dateWords } from "@/app/_figures/drawings";
import { figureQuery, livePageAddress } from "@/app/_figures/figure-files";
import { caveatsOf } from "@/app/_figures/page-figure";
import { type ViewedFigure, viewedFigure } from "@/app/_figures/viewed-figure";
import { db } from "@/app/_server/db";
import { filePlace } from "@/app/_server/file-place";
import { embedDocument } from "@/components/embed/embed-document";
import { EMBED_THEMES } from "@/components/embed/embed-style";
import { fileAddressOf, hasFiles } from "@/lib/model/page-files";
import { revisionPath } from "@/lib/model/release-file";
import { type RevisionPin, readPins } from "@/lib/model/revision-pin";
import { seenIn } from "@/lib/stats/horizon";

export const dynamic = "force-dynamic";

/** The server in front answers with the page that says what exists. */
const missing = () =>
  new Response("", { status: 404, headers: { "content-type": "text/html; charset=utf-8" } });

/** Where the figure's page and numbers are: of one that is pinned to a revision, in that revision. */
function linksOf({ figure, place }: ViewedFigure, [pin]: readonly RevisionPin[]) {
  const base = place.publicUrl + place.prefix;
  if (pin === undefined)
    return {
      page: base + livePageAddress(figure, place),
      data: base + fileAddressOf(place.page, "csv", figureQuery(figure, place)),
    };
  const { release, revision } = pin;
  return {
    page: base + revisionPath(release, revision),
    data: `${base}/api/v1/${figure.dataset.id}.csv?release=${release}&revision=${revision}`,
  };
}

/** A figure as a document of its own, for a frame in a page of another site. */
export async function GET(
  incoming: Request,
  { params }: { params: Promise<{ page: string[] }> },
): Promise<Response> {
  const page = `/${(await params).page.map(decodeURIComponent).join("/")}`;
  const given = new URL(incoming.url).searchParams;
  const pins = readPins(given.getAll("at"));
  given.delete("at");
  const { theme: asked = "auto", ...parameters } = Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
  const theme = EMBED_THEMES.find((one) => one === asked);
  if (!hasFiles(page) || theme === undefined || pins === null) return missing();
  const seen = pins.length === 0 ? db() : seenIn(db(), pins);
  const viewed = await viewedFigure(seen, filePlace(page), parameters, true);
  if (viewed === null || viewed.figure.chart === null) return missing();
  const { figure } = viewed;
  const document = embedDocument({
    title: figure.title,
    subtitle: figure.subtitle,
    chart: viewed.figure.chart,
    source: figure.source,
    date: dateWords(figure),
    caveats: caveatsOf(figure),
    ...linksOf(viewed, pins),
    theme,
  });
  return new Response(document, { headers: { "content-type": "text/html; charset=utf-8" } });
}
