import type { Dataset } from "@/lib/model/dataset";
import type { FigureFlag } from "@/lib/model/flags";
import type { Figure, ReleaseDraft } from "@/lib/model/release";

/** One dataset's rows before the release gives them its date. */
export type UndatedTable = Omit<ReleaseDraft["tables"][number], "asOf" | "asOfPrecision">;

/** One row. */
export const figure = (
  dimensions: Figure["dimensions"],
  measures: Figure["measures"],
  flags: readonly (FigureFlag | false)[] = [],
): Figure => ({ dimensions, measures, flags: flags.filter((flag) => flag !== false) });

/** A table that names all there is, unless `over` says otherwise. */
export const table = (
  dataset: Dataset,
  rows: readonly Figure[],
  over: Partial<UndatedTable> = {},
): UndatedTable => ({
  dataset: dataset.id,
  edition: "main",
  complete: true,
  other: null,
  sourceTitle: null,
  caution: null,
  rows: [...rows],
  ...over,
});

/** 0..1 to six places; null where nothing was counted. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Number((part / whole).toFixed(6));

/** Below this a share says little: flag `u`. */
export const FEW_DOMAINS = 100;
