import type { ReactNode } from "react";
import { ChartOnPage } from "@/components/charts/figure-chart";
import { CiteMenu } from "@/components/cite-menu";
import { DataMenu } from "@/components/data-menu";
import { DatasetFigure } from "@/components/dataset-figure";
import { asJson } from "@/components/markup";
import type { IsoDate } from "@/lib/model/calendar";
import { citationText, figureCitation } from "./citation";
import { datasetLd } from "./dataset-ld";
import { citationFiles, type FilePlace, menuLinks } from "./figure-files";
import { caveatsOf, type PageFigure } from "./page-figure";
import { sentenceOf } from "./sentence";

interface Props {
  figure: PageFigure;
  /** Where the figure stands: its files' addresses derive from that. */
  place: FilePlace;
  now: IsoDate;
  table?: ReactNode;
  tableOpen?: boolean;
  /** What stands in the frame; the figure's chart where nothing is given. */
  children?: ReactNode;
}

function FigureCite({ figure, place, now }: Pick<Props, "figure" | "place" | "now">) {
  const citation = figureCitation(figure, place, now);
  return citation === null ? null : (
    <CiteMenu
      of={figure.title}
      sentence={sentenceOf(figure)}
      text={citationText(citation)}
      links={citationFiles(figure, place)}
    />
  );
}

/** A figure on its page: title, chart, table, caveats, source and date, and the ways to its data. */
export function FigureFrame({ figure, place, now, table, tableOpen, children }: Props) {
  const { chart } = figure;
  return (
    <DatasetFigure
      dataset={figure.dataset}
      id={figure.id}
      title={figure.title}
      subtitle={figure.subtitle}
      source={figure.source.name}
      sourceHref={figure.source.url}
      asOf={figure.asOf}
      asOfPrecision={figure.asOfPrecision}
      asOfNotBefore={figure.asOfNotBefore}
      now={now}
      caveats={caveatsOf(figure)}
      {...(table === undefined ? {} : { table })}
      {...(tableOpen === undefined ? {} : { tableOpen })}
      menu={
        <>
          <FigureCite figure={figure} place={place} now={now} />
          <DataMenu of={figure.title} links={menuLinks(figure, place)} />
        </>
      }
    >
      {children === undefined && chart !== null ? <ChartOnPage chart={chart} /> : children}
      {figure.id === figure.dataset.id && place.asOf === null && (
        <script type="application/ld+json" {...asJson(JSON.stringify(datasetLd(figure, place)))} />
      )}
    </DatasetFigure>
  );
}
