import { FigureRows } from "@/components/figure-rows";
import { SeriesTable } from "@/components/series-table";
import type { IsoDate } from "@/lib/model/calendar";
import { DIMENSION_WORDS } from "./dimension-words";
import type { FilePlace } from "./figure-files";
import { FigureFrame } from "./figure-frame";
import type { PageFigure } from "./page-figure";

const WORDS = Object.fromEntries(
  Object.entries(DIMENSION_WORDS).map(([name, inWords]) => [
    name,
    (value: string | number) => inWords(String(value)),
  ]),
);
const LINKS = {
  tld: (value: string | number) => `/tlds/${value}`,
  provider: (value: string | number) => `/providers/${value}`,
};

/** Figures with their drawings and the same numbers as a table beside each. */
export function BarFrames({
  figures,
  place,
  now,
}: {
  figures: readonly PageFigure[];
  place: FilePlace;
  now: IsoDate;
}) {
  return (
    <>
      {figures.map((figure) => (
        <FigureFrame
          key={figure.id}
          figure={figure}
          place={place}
          now={now}
          tableOpen={figure.chart === null}
          table={
            figure.chart?.kind === "time" ? (
              <SeriesTable
                caption={figure.title}
                valueTitle={figure.dataset.title}
                rows={figure.rows.map((row) => ({
                  ...{ ...row, value: Number(row[figure.dataset.mainMeasure]) },
                }))}
              />
            ) : (
              <FigureRows
                dataset={figure.dataset}
                dimensions={figure.dimensions}
                measures={figure.measures}
                caption={figure.title}
                rows={figure.rows}
                words={WORDS}
                links={LINKS}
              />
            )
          }
        />
      ))}
    </>
  );
}
