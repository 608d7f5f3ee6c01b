import { chartFile } from "@/components/charts/export/chart-file";
import { formatDate } from "@/components/format";
import type { Drawings } from "./file-answer";
import type { PageFigure } from "./page-figure";
import { pngOf } from "./png";

/** "As of December 2023" */
export function dateWords({
  asOf,
  asOfPrecision,
  asOfNotBefore,
}: Omit<PageFigure, "chart">): string {
  const date = formatDate(asOf, asOfPrecision, asOfNotBefore);
  return asOf === null ? date.replace("undated", "Undated") : `As of ${date}`;
}

/** The drawings of figures: the server's own, framed with title, source, date and address. */
export const figureDrawings: Drawings = {
  svg: ({ chart, ...figure }, { shape, theme }, address) =>
    chart === null
      ? ""
      : chartFile(
          chart,
          {
            title: figure.title,
            subtitle: figure.subtitle,
            source: figure.source.name,
            date: figure.rows.length === 0 ? null : dateWords(figure),
            notes: figure.corrections,
            address,
          },
          { shape, theme },
        ),
  png: pngOf,
};
