import type { ReleaseDraft } from "@/lib/model/release";
import type { DraftInputs } from "@/lib/model/survey-draft";
import type { UndatedTable } from "./tables";

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];

/** The id of the release of a day; a second run of that day is a revision of it. */
export const releaseIdOf = (day: string): string => `survey-${day}`;

/** The release that the tables make: of the day on which the run began. Empty tables are left out. */
export function assembleDraft(
  { run, geoip, sources }: DraftInputs,
  tables: readonly UndatedTable[],
): ReleaseDraft {
  const { day } = run;
  const [year = "", month = "", date = ""] = day.split("-");
  const dated = { asOf: day, asOfPrecision: "day" } as const;
  const notes = [
    `Run ${run.id} of the survey, from ${run.startedAt.slice(0, 16)} to ${run.finishedAt.slice(0, 16)} UTC, over ${sources.length} lists of names.`,
    geoip === null ? "No GeoIP database was at hand: the countries are not known." : null,
  ];
  return {
    release: {
      id: releaseIdOf(day),
      kind: "survey_run",
      title: `Survey of ${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`,
      authors: [],
      ...dated,
      asOfNotBefore: null,
      month: day.slice(0, 7),
      monthInferred: false,
      postedAt: null,
      sourceTitle: "Own survey run",
      sourceUrl: null,
      altSourceUrl: null,
      derivedFrom: null,
      notes: notes.filter((note) => note !== null).join(" "),
    },
    tables: tables.filter(({ rows }) => rows.length > 0).map((one) => ({ ...dated, ...one })),
  };
}
