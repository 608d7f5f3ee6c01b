import type { FileFormat } from "@/lib/model/page-files";
import { isTrackingParameter } from "@/lib/model/page-query";

/** Proportions of a drawing: as the page has it, 16:9 for slides, 1:1 for posts. */
export const DRAWING_SHAPES = ["page", "wide", "square"] as const;
export type DrawingShape = (typeof DRAWING_SHAPES)[number];
export const DRAWING_THEMES = ["light", "dark"] as const;
export type DrawingTheme = (typeof DRAWING_THEMES)[number];

/** What a file is asked for with: which figure, how it is drawn, and the page's own state. */
export interface FileQuery {
  figure: string | null;
  shape: DrawingShape;
  theme: DrawingTheme;
  /** Everything else, for the page's schema. */
  state: Record<string, string | string[]>;
}

export interface FileQueryFault {
  parameter: string;
  detail: string;
}

const isDrawing = (format: FileFormat) => format === "svg" || format === "png";

function oneOf<const T extends string>(
  name: string,
  values: readonly T[],
  given: readonly string[],
  faults: FileQueryFault[],
): T | undefined {
  const found = values.find((value) => value === given[0]);
  if (given.length > 1 || (given.length === 1 && found === undefined))
    faults.push({ parameter: name, detail: `expected one of ${values.join(", ")}, once` });
  return found;
}

/** Takes a file's own parameters out of a query; `shape` and `theme` belong to drawings alone. */
export function readFileQuery(
  query: URLSearchParams,
  format: FileFormat,
): { ok: true; value: FileQuery } | { ok: false; faults: FileQueryFault[] } {
  const faults: FileQueryFault[] = [];
  const own = isDrawing(format) ? ["figure", "shape", "theme"] : ["figure"];
  const state: FileQuery["state"] = {};
  for (const name of new Set(query.keys())) {
    if (own.includes(name) || isTrackingParameter(name)) continue;
    const values = query.getAll(name);
    state[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  const figures = query.getAll("figure").filter((figure) => figure !== "");
  if (figures.length > 1) faults.push({ parameter: "figure", detail: "expected to be given once" });
  const drawn = (name: string) => (isDrawing(format) ? query.getAll(name) : []);
  const shape = oneOf("shape", DRAWING_SHAPES, drawn("shape"), faults) ?? "page";
  const theme = oneOf("theme", DRAWING_THEMES, drawn("theme"), faults) ?? "light";
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, value: { figure: figures[0] ?? null, shape, theme, state } };
}
