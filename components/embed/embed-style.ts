import { type ChartPaint, DARK_PAINT, LIGHT_PAINT, PAGE_PAINT } from "../charts/paint";

export const EMBED_THEMES = ["auto", "light", "dark"] as const;
/** `auto` follows the reader's system. */
export type EmbedTheme = (typeof EMBED_THEMES)[number];

const colours = (paint: ChartPaint): string[] => [
  ...[paint.ink, paint.soft, paint.rule, paint.card, paint.mark, paint.none],
  ...Object.values(paint.tones),
  ...paint.map,
];

/** `var(--ink)` to `--ink`: the drawings name their colours so. */
const tokens = colours(PAGE_PAINT)
  .map((name, i) => {
    const property = name.slice("var(".length, -1);
    return `${property}:light-dark(${colours(LIGHT_PAINT)[i]},${colours(DARK_PAINT)[i]})`;
  })
  .join(";");

const SCHEMES: Record<EmbedTheme, string> = { auto: "light dark", light: "light", dark: "dark" };

/** The whole style sheet of an embed: no file, no font of its own. */
export const embedStyle = (theme: EmbedTheme): string =>
  [
    `:root{color-scheme:${SCHEMES[theme]};${tokens}}`,
    "*{box-sizing:border-box}",
    'body{margin:0;padding:.9rem 1rem .7rem;background:var(--card);color:var(--ink);font:400 1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word;container-type:inline-size}',
    "h1{margin:0;font-size:1.15rem;line-height:1.25;text-wrap:balance}",
    "p{margin:.25rem 0 0;font-size:.85rem;color:var(--soft)}",
    "a{color:inherit}",
    "a:focus-visible{outline:3px solid var(--dane);outline-offset:2px}",
    "svg{display:block;width:100%;height:auto;overflow:visible;margin:.6rem 0}",
    ".narrow{display:none}",
    "@container (max-width:36rem){.wide{display:none}.narrow{display:block;max-width:30rem}}",
    ".foot{margin-top:.6rem;padding-top:.4rem;border-top:1px solid var(--rule)}",
    `@media (forced-colors:active){:root{${colours(PAGE_PAINT)
      .map((name) => name.slice("var(".length, -1))
      .filter((property) => !/card|mark|map/.test(property))
      .map((property) => `${property}:CanvasText`)
      .join(";")};--card:Canvas;--mark:Canvas}}`,
  ].join("");
