import { formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import { EARLIEST_DAY } from "@/lib/api/date-range";
import type { IsoDate } from "@/lib/model/calendar";
import type { ChartSeries, SeriesTone } from "@/lib/model/chart";
import type { Dataset } from "@/lib/model/dataset";
import { topProviders } from "@/lib/model/datasets/providers";
import { breakageByTld, cctldDaneBands, daneByTld, dnssecByTld } from "@/lib/model/datasets/tlds";
import { nearest } from "@/lib/model/nearest";
import type { PageQuery } from "@/lib/model/page-query";
import { err, ok, type Result } from "@/lib/result";
import { figuresOf } from "@/lib/stats/figures";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { listedProviders } from "@/lib/stats/provider-histories";
import { isKnownTld, knownTlds, tldAsciiOf, tldForPeople } from "@/lib/stats/tlds";
import { dayRange } from "@/lib/stats/trends";
import { periodFigure } from "./compare-period";
import { type FigureRow, figureOf, newestOf, type PageFigure } from "./page-figure";

type State = PageQuery<"/compare">;

/** Names that there is nothing of, with those that may have been meant. */
export interface UnknownSeries {
  code: "unknown_series";
  kind: "tld" | "provider";
  unknown: { name: string; near: string[] }[];
}

/** What is compared on the page. */
export interface Comparison {
  kind: "tlds" | "providers" | "period";
  /** As people read them, in the order asked for. */
  names: string[];
  figures: PageFigure[];
}

const TONES: readonly SeriesTone[] = ["dane", "a", "b", "c", "d", "e"];

/** Which names there are not, in words that say what exists. */
export function unknownSeriesWords({ kind, unknown }: UnknownSeries): string {
  const one = ({ name, near }: UnknownSeries["unknown"][number]) =>
    `“${name.slice(0, 64)}”${near.length === 0 ? "" : ` (nearest: ${near.join(", ")})`}`;
  const all = unknown.map(one).join(", ");
  return kind === "tld"
    ? `Not a top-level domain: ${all}. /tlds.csv lists those with figures.`
    : `Not named by a published list: ${all}. /providers.csv?figure=all-providers lists all that are.`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const mainOf = (dataset: Dataset, row: FigureRow): number | null => {
  const value = row[dataset.mainMeasure];
  return typeof value === "number" ? value : null;
};

const formatOf = ({ measures, mainMeasure }: Dataset) =>
  measures[mainMeasure]?.kind === "share" ? ("share" as const) : ("count" as const);

/** Over time where there are two dates at least; else bars, as one date is no development. */
function comparedFigure(
  dataset: Dataset,
  dimension: "tld" | "provider",
  names: readonly string[],
  rows: readonly FigureRow[],
  { scale }: State,
  query: string,
  forPeople: (name: string) => string,
): PageFigure {
  const dated = rows.filter(({ asOf }) => asOf !== null);
  const isOverTime = new Set(dated.map(({ asOf }) => asOf)).size > 1;
  const newest = newestOf(rows);
  const series = names.map(
    (name, i): ChartSeries => ({
      id: name,
      name: forPeople(name),
      tone: TONES[i] ?? "neutral",
      points: chartPoints(
        pointsOf(
          rows.filter((row) => row[dimension] === name),
          (row) => mainOf(dataset, row),
        ),
      ),
    }),
  );
  const missing = names.filter((name) => !rows.some((row) => row[dimension] === name));
  const shown = names.map((name) =>
    rows.findLast((row) => row[dimension] === name && row.asOf === newest?.asOf),
  );
  const title = `${dataset.title}: ${listed(names.map(forPeople))}`;
  return figureOf(
    dataset,
    rows,
    {
      title,
      subtitle: isOverTime
        ? scale === "indexed"
          ? `${dataset.summary} The first report of each = 100.`
          : dataset.summary
        : `${dataset.summary} One dated report, ${formatDate(newest?.asOf ?? null, newest?.asOfPrecision)}: nothing to follow over time.`,
      query,
      caveats: [
        ...(missing.length === 0
          ? []
          : [`Nothing was published of ${listed(missing.map(forPeople))} here. ${dataset.gap}`]),
        ...(isOverTime && dataset === topProviders
          ? ["A report that is missing from a line did not list the provider, or was read in part."]
          : []),
      ],
      chart: isOverTime
        ? {
            kind: "time",
            title,
            input: {
              series: series.filter(({ points }) => points.length > 0),
              scale,
              format: formatOf(dataset),
            },
          }
        : {
            kind: "bars",
            list: {
              caption: title,
              labelTitle: dimension === "tld" ? "TLD" : "Provider",
              valueTitle: dataset.measures[dataset.mainMeasure]?.title ?? dataset.title,
              format: formatOf(dataset),
              rows: names.map((name, i) => ({
                id: name,
                label: forPeople(name),
                value: shown[i] === undefined ? null : mainOf(dataset, shown[i]),
                flags: shown[i]?.flags ?? [],
                ...(name.startsWith("xn--") ? { note: name } : {}),
              })),
            },
          },
    },
    newest,
  );
}

const queryOf = (
  dimension: string,
  names: readonly string[],
  range: { start?: IsoDate; end?: IsoDate },
): string =>
  new URLSearchParams([
    ...names.map((name) => [dimension, name]),
    // A bound leaves the undated rows out, here as in the API.
    ...Object.entries(Object.keys(range).length === 0 ? { start: EARLIEST_DAY } : range),
  ]).toString();

const TLD_DATASETS = [dnssecByTld, daneByTld, cctldDaneBands, breakageByTld] as const;

async function compareTlds(db: Db, state: State): Promise<Result<Comparison, UnknownSeries>> {
  const asked = state.tld.map((name) => ({ name, tld: tldAsciiOf(name) }));
  const unknown = asked.filter(({ tld }) => tld === null || !isKnownTld(tld));
  if (unknown.length > 0)
    return err({
      code: "unknown_series",
      kind: "tld",
      unknown: unknown.map(({ name, tld }) => ({
        name,
        near: nearest(tld ?? name, knownTlds()).map(tldForPeople),
      })),
    });
  const names = [...new Set(asked.flatMap(({ tld }) => tld ?? []))];
  const range = dayRange(state.start, state.end);
  const figures = await Promise.all(
    TLD_DATASETS.map(async (dataset) => {
      // Of a slide with an older one beside it: the older has no date, so no place in a comparison.
      const rows = await figuresOf(db, dataset, {
        ...range,
        dated: true,
        dimensions: { tld: names },
      });
      const query = queryOf("tld", names, range);
      return rows.length === 0
        ? []
        : [comparedFigure(dataset, "tld", names, rows, state, query, tldForPeople)];
    }),
  );
  return ok({ kind: "tlds", names: names.map(tldForPeople), figures: figures.flat() });
}

async function compareProviders(db: Db, state: State): Promise<Result<Comparison, UnknownSeries>> {
  const names = state.provider.map((name) => name.replace(/\.$/, ""));
  const known = new Set((await listedProviders(db)).map(({ provider }) => provider));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    return err({
      code: "unknown_series",
      kind: "provider",
      unknown: unknown.map((name) => ({ name, near: nearest(name, [...known]) })),
    });
  if (state.against === "before")
    return ok({
      kind: "period",
      names,
      figures: await periodFigure(db, topProviders, { provider: names }, state),
    });
  const range = dayRange(state.start, state.end);
  const rows = await figuresOf(db, topProviders, {
    ...range,
    dated: true,
    dimensions: { provider: names },
  });
  const query = queryOf("provider", names, range);
  const figure = comparedFigure(
    topProviders,
    "provider",
    names,
    rows,
    state,
    query,
    (name) => name,
  );
  return ok({ kind: "providers", names, figures: [figure] });
}

/** What `/compare` shows in a state: TLDs, providers, or a period with the one before. */
export async function compareFigures(
  db: Db,
  state: State,
): Promise<Result<Comparison, UnknownSeries>> {
  if (state.tld.length > 0) return compareTlds(db, state);
  if (state.provider.length > 0) return compareProviders(db, state);
  return ok({ kind: "period", names: [], figures: await periodFigure(db, null, {}, state) });
}
