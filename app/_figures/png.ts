import path from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import { renderAsync } from "@resvg/resvg-js";

const FONTS = path.join(process.cwd(), "node_modules/dejavu-fonts-ttf/ttf");

/** Drawings worked on at once: each takes a thread for some 100 ms. */
const AT_ONCE = 2;
/** Drawings that may wait for those; more are refused. */
const MOST_WAITING = 24;
/** Longest that one waits: half of what the server in front waits for a page. */
const LONGEST_WAIT_MS = 10_000;
/** Images kept, by drawing: addresses that show the same share one. */
const MOST_BYTES = 16 * 1024 * 1024;
/** No drawing of ours comes near it; a longer one is not worked on. */
const LONGEST_SVG = 2_000_000;

const kept = new Map<string, Uint8Array<ArrayBuffer>>();
let keptBytes = 0;
const making = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>();
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

/** Images drawn between two collections: one takes some 70 ms, as long as drawing one image does. */
const DRAWN_PER_COLLECTION = 16;
let drawn = 0;
let collect: (() => void) | undefined;

/**
 * Lets go of the pixels of images that are done. An image's are 3 to 5 MB outside of the heap, which V8
 * does not know of: it sees a small object, and leaves it until the heap itself has grown. Those that
 * waited are no young objects any more, so the whole heap is collected.
 */
function letGoOfPixels(): void {
  drawn += 1;
  if (drawn % DRAWN_PER_COLLECTION !== 0) return;
  if (collect === undefined) {
    v8.setFlagsFromString("--expose-gc");
    collect = vm.runInNewContext("gc") as () => void;
  }
  collect();
}

/** Waits for a turn to draw; false where that takes too long for whoever asked. */
async function takeTurn(): Promise<boolean> {
  if (working < AT_ONCE) {
    working += 1;
    return true;
  }
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(go), 1);
      resolve(false);
    }, LONGEST_WAIT_MS);
    waiting.push(go);
  });
}

async function render(svg: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!(await takeTurn())) return null;
  try {
    const image = await renderAsync(svg, {
      font: {
        fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => path.join(FONTS, file)),
        loadSystemFonts: false,
        defaultFontFamily: "DejaVu Sans",
      },
    });
    return new Uint8Array(image.asPng());
  } finally {
    letGoOfPixels();
    // Whoever waits longest takes over this one's turn.
    const next = waiting.shift();
    if (next === undefined) working -= 1;
    else next();
  }
}

/**
 * A drawing as an image of the same size; null when too many are waiting already, or it waited too long. Equal drawings are
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
      if (png !== null) keep(svg, png);
      return png;
    })
    .finally(() => making.delete(svg));
  making.set(svg, made);
  return made;
}
