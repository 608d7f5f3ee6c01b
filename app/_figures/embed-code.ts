import { markupText } from "@/lib/markup-text";
import { datedAddress } from "@/lib/model/dated-address";
import { viewAddress } from "@/lib/model/page-files";
import { MOST_PINS, pinText } from "@/lib/model/revision-pin";
import { type FilePlace, figureQuery } from "./figure-files";
import { revisionsIn } from "./figure-inputs";
import type { PageFigure } from "./page-figure";

/**
 * The path of a figure's embed: pinned, so that it never changes, or the live one. It is pinned to the
 * figure's date; an undated one to the revisions that it is made of.
 */
export function embedPath(figure: PageFigure, place: FilePlace, isLive: boolean): string {
  const path = viewAddress("/embed", place.page, figureQuery(figure, place));
  if (isLive) return path;
  const day = place.asOf ?? figure.asOf;
  if (day !== null) return datedAddress(day, path);
  const pins = revisionsIn(figure);
  return pins.length > MOST_PINS
    ? path
    : [path, ...pins.map((pin) => `at=${pinText(pin)}`)].join("&");
}

/** How high a frame is before its script says it, in px, of a chart as most are. */
const HEIGHT_PX = 560;

/** Sets the height of the frame that tells it; nothing else is taken from a message. */
const resizer = (origin: string): string =>
  `addEventListener("message",e=>{if(e.origin==="${origin}"&&e.data?.daneStats>0)for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===e.source)f.style.height=e.data.daneStats+"px"})`;

/** What a page of another site needs: the frame, and a line that lets it grow. */
export function embedCode(
  figure: PageFigure,
  { publicUrl }: Pick<FilePlace, "publicUrl">,
  path: string,
  size: { width: string; heightPx: number } = { width: "100%", heightPx: HEIGHT_PX },
): string {
  const frame = `<iframe src="${markupText(publicUrl + path)}" title="${markupText(figure.title)}" loading="lazy" style="width:${size.width};height:${size.heightPx}px;border:0"></iframe>`;
  return `${frame}\n<script>${resizer(new URL(publicUrl).origin)}</script>`;
}
