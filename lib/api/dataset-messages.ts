import type { Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import type { Release } from "@/lib/model/release";
import { type Coverage, dimensionValues } from "@/lib/stats/coverage";
import { countFigures, type FigureQuery, figuresOf } from "@/lib/stats/figures";
import type { DatasetQuery } from "./dataset-query";
import type { Message } from "./envelope";

/** Says what the rows cannot: what was left out, and why nothing matched. */
export async function explain(
  db: Db,
  dataset: Dataset,
  asked: {
    query: DatasetQuery;
    filter: FigureQuery;
    covered: Coverage | null;
    totalRows: number;
    pinned: Release | null;
  },
  messages: Message[],
): Promise<void> {
  const { query, filter, covered, totalRows, pinned } = asked;
  const say = (level: Message["level"], text: string) => messages.push({ level, text });
  if (covered === null) {
    say(
      "warning",
      pinned === null
        ? `Nothing is published for this dataset yet. ${dataset.gap}`
        : `Release ${pinned.id} has no figures for this dataset.`,
    );
    return;
  }
  const datesAsked =
    filter.start !== undefined || filter.end !== undefined || filter.lastOf !== undefined;
  if (datesAsked && covered.undatedRows > 0) {
    const undated = await countFigures(db, dataset, {
      dated: false,
      dimensions: query.dimensions,
      ...(query.edition === undefined ? {} : { edition: query.edition }),
    });
    if (undated > 0)
      say(
        "info",
        `${undated} matching rows have no date and are left out; an answer without start, end, range, interval and asOf has them, with asOf null.`,
      );
  }
  // What other releases list says nothing about an immutable answer.
  if (pinned === null) {
    for (const [name, wanted] of Object.entries(query.dimensions)) {
      const present = new Set(
        (await dimensionValues(db, dataset, name, wanted)).map(({ value }) => value),
      );
      const absent = wanted.map(String).filter((value) => !present.has(value));
      if (absent.length > 0)
        say("warning", `No release has figures for ${name} ${absent.join(", ")}. ${dataset.gap}`);
    }
  }
  if (totalRows > 0 || messages.some(({ level }) => level === "warning")) return;
  const dates =
    covered.firstDate === null
      ? "none of its figures is dated"
      : `its dated figures are from ${covered.firstDate} to ${covered.lastDate}`;
  const unlike = filter.release === undefined ? "" : ` in release ${filter.release}`;
  say("warning", `Nothing matches all parameters${unlike}; ${dates}.`);
  if (query.asOf === undefined) return;
  const [latest] = await figuresOf(db, dataset, {
    end: query.asOf,
    dimensions: query.dimensions,
    order: "newest",
    limit: 1,
  });
  if (latest !== undefined)
    say("info", `The latest that matches is of ${latest.asOf}: release=${latest.release}.`);
}
