import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { Dataset } from "@/lib/model/dataset";
import { Figure, type FigureProps } from "./figure";
import { formatDate } from "./format";

/** What a figure of a dataset says beyond the dataset's own definition. */
export interface DatasetFigureProps
  extends Pick<
    FigureProps,
    | "title"
    | "subtitle"
    | "children"
    | "table"
    | "tableTitle"
    | "tableOpen"
    | "caveats"
    | "headingLevel"
    | "source"
    | "sourceHref"
    | "menu"
  > {
  dataset: Dataset;
  /** Anchor; the dataset's id where a page shows it once. */
  id?: string;
  /** Date of what is shown (of the newest point of a series), null where it is undated. */
  asOf: IsoDate | null;
  asOfPrecision?: DatePrecision;
  asOfNotBefore?: IsoDate | null;
  now: IsoDate;
  /** Parameters that give exactly these rows from the API, such as `family=ipv4`. */
  query?: string;
}

/** The frame of a figure, its foot derived from the dataset's definition. */
export function DatasetFigure(props: DatasetFigureProps) {
  const {
    dataset,
    id,
    asOf,
    asOfPrecision = "day",
    asOfNotBefore = null,
    now,
    query,
    children,
    ...frame
  } = props;
  const suffix = query === undefined ? "" : `?${query}`;
  const { name, authors, url } = dataset.source;
  return (
    <Figure
      id={id ?? dataset.id}
      source={authors === null ? name : `${name}, ${authors}`}
      sourceHref={url}
      date={formatDate(asOf, asOfPrecision, asOfNotBefore)}
      asOf={asOf}
      now={now}
      definitionHref={`/methods#${dataset.id}`}
      {...(frame.menu === undefined ? { citeHref: "/methods#cite" } : {})}
      data={
        frame.menu === undefined
          ? [
              { title: "CSV", href: `/api/v1/${dataset.id}.csv${suffix}` },
              { title: "JSON", href: `/api/v1/${dataset.id}${suffix}` },
            ]
          : []
      }
      {...frame}
    >
      {children}
    </Figure>
  );
}
