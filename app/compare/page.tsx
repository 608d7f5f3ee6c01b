import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Choices } from "@/components/range-form";
import { SeriesTable } from "@/components/series-table";
import type { ChartScale } from "@/lib/model/chart";
import { datasetById } from "@/lib/model/datasets";
import {
  CHART_SCALES,
  COMPARED_DATASETS,
  MOST_COMPARED,
  type PageQuery,
  type QueryParameters,
} from "@/lib/model/page-query";
import { tldForPeople } from "@/lib/stats/tlds";
import { type Comparison, compareFigures } from "../_figures/compare";
import { FigureFrame } from "../_figures/figure-frame";
import type { PageFigure } from "../_figures/page-figure";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageHref, pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import styles from "./page.module.css";

export const generateMetadata = figureMetadata(
  "/compare",
  "Compare",
  "TLDs, providers, or a period with the one before, on one axis: as far as figures were published.",
  "/compare.png?shape=wide",
);

const SCALE_NAMES: Record<ChartScale, string> = {
  linear: "Absolute",
  log: "Logarithmic",
  indexed: "Indexed",
};

type State = PageQuery<"/compare">;

/** A state without what it would be anyway. */
const addressOf = ({ scale, dataset, ...state }: State) => ({
  ...state,
  ...(scale === "linear" ? {} : { scale }),
  ...(dataset === "dane-domains" ? {} : { dataset }),
});

/** One way to say what is compared; what the state has of the scale goes along. */
function CompareForm({
  scale,
  submit = "Compare",
  children,
}: {
  scale: ChartScale;
  submit?: string;
  children: ReactNode;
}) {
  return (
    <form action="/compare" className={styles.form}>
      {scale !== "linear" && <input type="hidden" name="scale" value={scale} />}
      {children}
      <button type="submit">{submit}</button>
    </form>
  );
}

function NamesForm({
  title,
  name,
  state,
  placeholder,
}: {
  title: string;
  name: "provider" | "tld";
  state: State;
  placeholder: string;
}) {
  return (
    <CompareForm scale={state.scale}>
      <label>
        {title}, up to {MOST_COMPARED}
        <input
          className={styles.names}
          name={name}
          defaultValue={state[name].join(" ")}
          placeholder={placeholder}
        />
      </label>
    </CompareForm>
  );
}

const MonthField = ({ title, name, day }: { title: string; name: string; day: string }) => (
  <label>
    {title}
    <input type="month" name={name} defaultValue={day.slice(0, 7)} placeholder="YYYY-MM" />
  </label>
);

function Forms({ state }: { state: State }) {
  const { start = "", end = "", scale } = state;
  return (
    <div className={styles.forms}>
      <NamesForm title="Providers" name="provider" state={state} placeholder="one.com transip.nl" />
      <NamesForm title="TLDs" name="tld" state={state} placeholder="nl se com" />
      <CompareForm scale={scale} submit="Compare with the one before">
        <label>
          A period of
          <select name="dataset">
            {COMPARED_DATASETS.map((id) => (
              <option key={id} value={id} selected={id === state.dataset}>
                {datasetById(id)?.title ?? id}
              </option>
            ))}
          </select>
        </label>
        <MonthField title="from" name="start" day={start} />
        <MonthField title="to" name="end" day={end} />
      </CompareForm>
    </div>
  );
}

const nameIn = (row: PageFigure["rows"][number]): string | null => {
  if (row.period !== undefined) return row.period === "shown" ? "the period" : "the one before";
  if (typeof row.tld === "string") return tldForPeople(row.tld);
  return typeof row.provider === "string" ? row.provider : null;
};

function Rows({ figure }: { figure: PageFigure }) {
  const { dataset, rows, title } = figure;
  const measure = dataset.measures[dataset.mainMeasure];
  return (
    <SeriesTable
      caption={title}
      valueTitle={measure?.title ?? dataset.title}
      format={measure?.kind === "share" ? "share" : "count"}
      noteTitle="Of"
      rows={rows.map((row) => {
        const value = row[dataset.mainMeasure];
        return { ...row, value: typeof value === "number" ? value : null, note: nameIn(row) };
      })}
    />
  );
}

const titleOf = ({ kind, names, figures }: Comparison): string => {
  if (kind === "period") return figures[0]?.title ?? "No report falls into either period";
  return names.length === 1
    ? `${names[0]}, with nothing beside it`
    : `${names.join(", ")} compared`;
};

export default async function ComparePage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const state = await pageQuery("/compare", searchParams);
  const compared = await compareFigures(db(), state);
  if (!compared.ok) return notFound();
  const { figures, names } = compared.value;
  const now = today();
  const address = addressOf(state);
  const place = filePlace("/compare", address);
  return (
    <Page section="/compare" {...note}>
      <PageHead
        title={titleOf(compared.value)}
        dek="TLDs, providers, or a period with the one before, on one axis. Only what was published is drawn: gaps stay gaps."
      />
      <Forms state={state} />
      <div className={styles.forms}>
        <Choices
          name="Scale"
          choices={CHART_SCALES.map((name) => ({
            name: SCALE_NAMES[name],
            href: pageHref("/compare", { ...address, scale: name === "linear" ? "" : name }),
            current: name === state.scale,
          }))}
        />
        {names.length === 1 && compared.value.kind === "providers" && (
          <p>
            <a href={pageHref("/compare", { ...address, against: "before" })}>
              Its last year with the one before
            </a>
          </p>
        )}
      </div>
      {figures.map((figure) => (
        <FigureFrame
          key={figure.id}
          figure={figure}
          place={place}
          now={now}
          table={<Rows figure={figure} />}
        />
      ))}
      {figures.length === 0 && (
        <EmptyState
          title="Nothing to draw"
          what={
            names.length === 0
              ? "No report is dated within either period. Choose another."
              : `No dated figure was published of ${names.join(", ")}.`
          }
          headingLevel={2}
        />
      )}
    </Page>
  );
}
