import path from "node:path";
import { renderAsync } from "@resvg/resvg-js";

const FONTS = path.join(process.cwd(), "node_modules/dejavu-fonts-ttf/ttf");

/** Drawings worked on at once: each takes a thread for some 100 ms. */
const AT_ONCE = 2;
/** Drawings that may wait for those; more are refused. */
const MOST_WAITING = 24;
/** Images kept, by drawing: addresses that show the same share one. */
const MOST_BYTES = 16 * 1024 * 1024;
/** No drawing of ours comes near it; a longer one is not worked on. */
const LONGEST_SVG = 2_000_000;

const kept = new Map<string, Uint8Array<ArrayBuffer>>();
let keptBytes = 0;
const making = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
const waiting: (() => void)[] = [];
let working = 0;

function keep(svg: string, png: Uint8Array<ArrayBuffer>): void {
  kept.set(svg, png);
  keptBytes += svg.length + png.length;
  for (const [oldest, bytes] of kept) {
    if (keptBytes <= MOST_BYTES) return;
    kept.delete(oldest);
    keptBytes -= oldest.length + bytes.length;
  }
}

async function render(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  if (working >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else working += 1;
  try {
    const image = await renderAsync(svg, {
      font: {
        fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => path.join(FONTS, file)),
        loadSystemFonts: false,
        defaultFontFamily: "DejaVu Sans",
      },
    });
    return Uint8Array.from(image.asPng());
  } finally {
    // Whoever waits longest takes over this one's turn.
    const next = waiting.shift();
    if (next === undefined) working -= 1;
    else next();
  }
}

/**
 * A drawing as an image of the same size; null when too many are waiting already. Equal drawings are
 * made once, and the drawing's own size is the only one there is, so that nobody can ask for a
 * larger one.
 */
export async function pngOf(svg: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const known = kept.get(svg);
  if (known !== undefined) {
    kept.delete(svg);
    kept.set(svg, known);
    return known;
  }
  const begun = making.get(svg);
  if (begun !== undefined) return begun;
  if (svg.length > LONGEST_SVG || waiting.length >= MOST_WAITING) return null;
  const made = render(svg)
    .then((png) => {
      keep(svg, png);
      return png;
    })
    .finally(() => making.delete(svg));
  making.set(svg, made);
  return made;
}
