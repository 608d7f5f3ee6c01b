import { notFound } from "next/navigation";
import { EmptyState } from "@/components/empty-state";
import { formatChange, formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { DataTable } from "@/components/tables/data-table";
import type { QueryParameters } from "@/lib/model/page-query";
import { DANE_CAUSE_WORDS, type DaneCause } from "@/lib/model/survey-changes";
import type { ProviderChange, Why, WhyHead } from "@/lib/stats/why";
import { FigureFrame } from "../_figures/figure-frame";
import type { PageFigure } from "../_figures/page-figure";
import { listCaveats, PART_WORDS, whyFigures } from "../_figures/why";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import styles from "../compare/page.module.css";

const ABOUT =
  "The change of DANE domains between any two reports, split by provider as far as the lists go, and by cause where the survey knows it.";

export const generateMetadata = figureMetadata(
  "/why",
  "Why did it move?",
  ABOUT,
  "/why.png?shape=wide",
);

const nameOf = ({ asOf, asOfPrecision, asOfNotBefore }: WhyHead): string =>
  formatDate(asOf, asOfPrecision, asOfNotBefore);

function Chooser({ sides, why }: { sides: readonly WhyHead[]; why: Why }) {
  const choice = (name: "from" | "to") => (
    <label>
      {name === "from" ? "From" : "to"}
      <select name={name}>
        {sides.toReversed().map((side) => (
          <option
            key={side.release}
            value={side.release}
            selected={side.release === why[name].release}
          >
            {nameOf(side)}
            {!side.hasList ? " (no list of providers)" : ""}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className={styles.forms}>
      <form action="/why" className={styles.form}>
        {choice("from")}
        {choice("to")}
        <button type="submit">Show</button>
      </form>
    </div>
  );
}

/** How a change that is not known exactly is bounded, in words. */
function boundsOf({ status, leastChange, mostChange }: ProviderChange): string {
  const bound = (word: string, change: number | null) =>
    change === null ? [] : [`${word} ${formatCount(Math.abs(change))}`];
  const words =
    status === "new"
      ? [...bound("gained at least", leastChange), ...bound("at most", mostChange)]
      : [...bound("lost at most", leastChange), ...bound("at least", mostChange)];
  return `${status === "new" ? "newly listed" : "no longer listed"}${words.length === 0 ? "" : `; ${words.join(", ")}`}`;
}

function Movers({ providers, why }: { providers: readonly ProviderChange[]; why: Why }) {
  return (
    <DataTable
      caption="DANE domains by provider, before and after"
      hideCaption
      rows={providers}
      rowKey={({ provider }) => provider}
      columns={[
        {
          key: "provider",
          title: "Provider",
          kind: "text",
          value: ({ provider }) => provider,
          href: ({ provider }) => `/providers/${provider}`,
          detail: (row) => (row.status === "both" ? null : boundsOf(row)),
        },
        {
          key: "before",
          title: nameOf(why.from),
          kind: "count",
          priority: 2,
          value: ({ before }) => before,
        },
        {
          key: "after",
          title: nameOf(why.to),
          kind: "count",
          priority: 2,
          value: ({ after }) => after,
        },
        { key: "change", title: "Change", kind: "change", value: ({ change }) => change },
      ]}
    />
  );
}

function Parts({ figure, why }: { figure: PageFigure; why: Why }) {
  return (
    <DataTable
      caption={figure.title}
      hideCaption
      rows={figure.rows}
      rowKey={({ part }) => String(part)}
      columns={[
        {
          key: "part",
          title: "Part",
          kind: "text",
          value: ({ part }) => PART_WORDS[part as keyof typeof PART_WORDS],
        },
        {
          key: "before",
          title: nameOf(why.from),
          kind: "count",
          priority: 2,
          value: ({ before }) => before as number | null,
        },
        {
          key: "after",
          title: nameOf(why.to),
          kind: "count",
          priority: 2,
          value: ({ after }) => after as number | null,
        },
        {
          key: "change",
          title: "Change",
          kind: "change",
          value: ({ change }) => change as number | null,
        },
      ]}
    />
  );
}

function Causes({ figure }: { figure: PageFigure }) {
  const column = (key: "gained" | "lost", title: string) => ({
    ...{ key, title, kind: "count" as const, priority: 2 as const },
    value: (row: PageFigure["rows"][number]) => row[key] as number,
  });
  return (
    <DataTable
      caption={figure.title}
      hideCaption
      rows={figure.rows}
      rowKey={({ cause }) => String(cause)}
      columns={[
        {
          key: "cause",
          title: "Cause",
          kind: "text",
          value: ({ cause }) => DANE_CAUSE_WORDS[cause as DaneCause],
        },
        column("gained", "Gained"),
        column("lost", "Lost"),
        {
          key: "change",
          title: "Change",
          kind: "change",
          value: ({ change }) => change as number,
        },
      ]}
    />
  );
}

function Rows({ figure, why }: { figure: PageFigure; why: Why }) {
  switch (figure.id) {
    case "change":
      return <Parts figure={figure} why={why} />;
    case "causes":
      return <Causes figure={figure} />;
    default:
      return <Movers providers={why.providers} why={why} />;
  }
}

export default async function WhyPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const state = await pageQuery("/why", searchParams);
  const found = await whyFigures(db(), state);
  if (!found.ok) {
    if (found.error.code === "unknown_release") return notFound();
    return (
      <Page section="/why" {...note}>
        <h1>Why did it move?</h1>
        <EmptyState
          title="Nothing to compare"
          what="Two dated reports are needed, and there are none by that day."
          headingLevel={2}
        />
      </Page>
    );
  }
  const { why, sides, figures } = found.value;
  const now = today();
  const place = filePlace("/why", { from: why.from.release, to: why.to.release });
  const { explained, remainder, change, events } = why;
  return (
    <Page section="/why" {...note}>
      <PageHead
        title={
          change === null
            ? `What changed from ${nameOf(why.from)} to ${nameOf(why.to)}`
            : `${formatChange(change)} DANE domains from ${nameOf(why.from)} to ${nameOf(why.to)}`
        }
        dek={
          why.from.kind !== why.to.kind
            ? listCaveats(why).join(" ")
            : explained === null || remainder === null
              ? "One of the two has no total or no list of providers, so the change cannot be split."
              : `Providers named in both lists account for ${formatChange(explained)}; ${formatChange(remainder)} is not explained by them.`
        }
        facts={[
          { name: "From", value: <a href={`/releases/${why.from.release}`}>{nameOf(why.from)}</a> },
          { name: "To", value: <a href={`/releases/${why.to.release}`}>{nameOf(why.to)}</a> },
        ]}
      />
      <Chooser sides={sides} why={why} />
      {figures.map((figure) => (
        <FigureFrame
          key={figure.id}
          figure={figure}
          place={place}
          now={now}
          table={<Rows figure={figure} why={why} />}
          tableOpen
        />
      ))}
      <section aria-labelledby="stated">
        <h2 id="stated">Stated causes between the two</h2>
        {events.length === 0 ? (
          <p>No report of this time states a cause.</p>
        ) : (
          <ul>
            {events.map(({ id, when, title, detail, sourceUrl }) => (
              <li key={id}>
                <b>{when}</b>: {title}. {detail}{" "}
                <a href={sourceUrl} aria-label={`Source: ${title}`}>
                  source
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Page>
  );
}
