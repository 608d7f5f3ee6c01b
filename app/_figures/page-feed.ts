import { formatDate } from "@/components/format";
import { fileAddress } from "@/lib/model/page-files";
import { type AtomEntry, atomDocument } from "./atom";
import type { FileContext } from "./figure-data";
import type { FigureRow, PageFigure } from "./page-figure";
import { sentenceOf } from "./sentence";

const SITE = "DANE & DNSSEC statistics";

const midnight = (day: string): string => `${day}T00:00:00Z`;

/** What one release said of a figure; a dated one stands at its date. */
function entryOf(
  figure: PageFigure,
  rows: readonly FigureRow[],
  { publicUrl, page, lastUpdated }: FileContext,
): AtomEntry[] {
  const [row] = rows;
  if (row === undefined) return [];
  const { asOf, asOfPrecision, asOfNotBefore, release, revision } = row;
  const said = sentenceOf({ ...figure, rows, asOf, asOfPrecision, asOfNotBefore });
  if (said === null) return [];
  const day = asOf ?? asOfNotBefore;
  return [
    {
      id: `${publicUrl}/releases/${release}?revision=${revision}#${encodeURIComponent(`${page} ${figure.id}`)}`,
      title: `${figure.title}, ${formatDate(asOf, asOfPrecision, asOfNotBefore)}`,
      updated: day === null ? (lastUpdated ?? midnight("1970-01-01")) : midnight(day),
      href: `${publicUrl}/releases/${release}`,
      summary: said,
    },
  ];
}

/** The figures of a page as a feed: an entry for each release that has rows of a figure. */
export function pageFeed(figures: readonly PageFigure[], context: FileContext): string {
  const { publicUrl, prefix, page, parameters, lastUpdated } = context;
  const base = publicUrl + prefix;
  return atomDocument({
    self: base + fileAddress(page, "atom", parameters),
    title: `${SITE}: ${page}`,
    alternate: base + page,
    updated: lastUpdated,
    author: SITE,
    entries: figures.flatMap((figure) =>
      [...Map.groupBy(figure.rows, ({ release }) => release).values()].flatMap((rows) =>
        entryOf(figure, rows, context),
      ),
    ),
  });
}
