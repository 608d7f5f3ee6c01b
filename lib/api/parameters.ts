import { z } from "zod";
import { suggestion } from "@/lib/model/nearest";
import { EARLIEST_DAY, LATEST_DAY, RANGE_PATTERN, readRange } from "./date-range";
import type { ParameterFault } from "./problem";
import { API_ROOT } from "./version";

/** What reading one value gives: the value, or what is wrong; `absent` is well formed and names nothing. */
export type ReadValue =
  | { ok: true; value: unknown }
  | { ok: false; detail: string; absent?: boolean };

/** One query parameter: what the document says of it, and how its text becomes a value. */
export interface Parameter {
  name: string;
  description: string;
  /** Of one value, as OpenAPI prints it. */
  schema: z.ZodType;
  example: string | number;
  /** May be repeated: `tld=nl&tld=se`. */
  repeatable: boolean;
  /** Without it there is no question. */
  required?: boolean;
  read: (text: string) => ReadValue;
}

/** More values of one parameter than this are refused. */
export const MOST_VALUES = 100;
/** Most rows of one answer, and how many there are unless told. */
export const MOST_ROWS = 1_000;
/** Longest echo of a value in an answer. */
const echo = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

const valid = (value: unknown): ReadValue => ({ ok: true, value });
const invalid = (detail: string): ReadValue => ({ ok: false, detail });

const matching = (pattern: RegExp, expected: string) => (text: string) =>
  pattern.test(text) ? valid(text) : invalid(`${echo(text)} is not valid: expected ${expected}.`);

/** One of a closed list of words. */
export const readOneOf = (words: readonly string[]) => (text: string) =>
  words.includes(text)
    ? valid(text)
    : invalid(
        `${echo(text)} is not valid: expected ${words.join(", ")}.${suggestion(text, words)}`,
      );

/** A whole number, digits only. */
export const readWholeNumber = (least: number, most: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
    ? valid(Number(text))
    : invalid(`${echo(text)} is not valid: expected a whole number from ${least} to ${most}.`);

const readDay = (text: string): ReadValue =>
  z.iso.date().safeParse(text).success && text >= EARLIEST_DAY && text <= LATEST_DAY
    ? valid(text)
    : invalid(
        `${echo(text)} is not valid: expected a day such as 2023-12-31, from ${EARLIEST_DAY} to ${LATEST_DAY}.`,
      );

const day = (name: string, example: string, description: string): Parameter => ({
  name,
  description,
  schema: z.iso.date(),
  example,
  repeatable: false,
  read: readDay,
});

export const FORMATS = ["json", "csv"] as const;
export const INTERVALS = ["1d", "1w", "1mo", "1y"] as const;
/** Pattern of a release's id. */
export const RELEASE_ID = /^[a-z0-9][a-z0-9-]{2,63}$/;

export const format: Parameter = {
  name: "format",
  description: "Form of the answer; the same as the suffix .json or .csv.",
  schema: z.enum(FORMATS).default("json"),
  example: "csv",
  repeatable: false,
  read: readOneOf(FORMATS),
};

export const limit: Parameter = {
  name: "limit",
  description: `Most rows of the answer, 1 to ${MOST_ROWS}.`,
  schema: z.int().min(1).max(MOST_ROWS).default(MOST_ROWS),
  example: 100,
  repeatable: false,
  read: readWholeNumber(1, MOST_ROWS),
};

export const cursor: Parameter = {
  name: "cursor",
  description:
    "Continues an answer that had more rows: take it from links.next (or the Link header), which keeps the other parameters.",
  schema: z.string().regex(/^[\w-]{1,200}$/),
  example: "eyJmcm9tIjoxMDAwfQ",
  repeatable: false,
  read: matching(/^[\w-]{1,200}$/, "the cursor of a links.next, unchanged"),
};

export const revision: Parameter = {
  name: "revision",
  description:
    "A revision of that release, from 1; the current one unless told. A revision never changes.",
  schema: z.int().min(1).max(999_999),
  example: 1,
  repeatable: false,
  read: readWholeNumber(1, 999_999),
};

/** What every dataset takes besides its own dimensions. */
export const DATASET_PARAMETERS: readonly Parameter[] = [
  day("start", "2023-01-01", "First day, inclusive. Leaves undated rows out."),
  day("end", "2023-12-31", "Last day, inclusive. Leaves undated rows out."),
  {
    name: "range",
    description:
      "Span of days up to `end` or, without it, up to the dataset's newest figure (not today): 30d, 12w, 6mo, 2y. With `Control` after it the equally long span before. `all` is everything, undated rows included. Not together with `start`.",
    schema: z.string().regex(new RegExp(RANGE_PATTERN)),
    example: "52w",
    repeatable: false,
    read: (text) => {
      const range = readRange(text);
      return range.ok ? valid(range.value) : invalid(`${echo(text)} is not valid: ${range.error}`);
    },
  },
  {
    name: "interval",
    description:
      "Keeps only the last published table of each day, week (from Monday), month or year; nothing is averaged or interpolated, and a period without a report has no row. As published unless told.",
    schema: z.enum(INTERVALS),
    example: "1y",
    repeatable: false,
    read: readOneOf(INTERVALS),
  },
  day(
    "asOf",
    "2022-06-30",
    "The latest release at or before that day that has the dataset: meta.tables names it and its revision. Alone, without `start`, `end`, `range`, `interval` or `release`.",
  ),
  {
    name: "release",
    description: `Only the figures of that release (ids: ${API_ROOT}/releases). Together with \`revision\` the answer never changes.`,
    schema: z.string().regex(RELEASE_ID),
    example: "2023-12",
    repeatable: false,
    read: matching(RELEASE_ID, `the id of a release, as ${API_ROOT}/releases lists them`),
  },
  revision,
  {
    name: "edition",
    description: "Only that table of a release that prints several: `main` for most.",
    schema: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
    example: "main",
    repeatable: false,
    read: matching(/^[a-z0-9][a-z0-9_-]{0,63}$/, "the name of an edition, such as main"),
  },
  limit,
  cursor,
  format,
];

/** Values by parameter; a repeatable one has a list. */
export type Values = Record<string, unknown>;

/** What reading a query gives: all its faults at once, or the values. */
export type ReadParameters =
  | { ok: true; values: Values }
  | { ok: false; absent: boolean; faults: ParameterFault[] };

/**
 * Reads a query: unknown, repeated, empty and malformed parameters are refused by name.
 *
 * @param elsewhere a sentence on where a name that is unknown here would have been known, or "".
 */
export function readParameters(
  search: URLSearchParams,
  parameters: readonly Parameter[],
  elsewhere: (name: string) => string = () => "",
): ReadParameters {
  const names = parameters.map(({ name }) => name);
  const faults: (ParameterFault & { absent: boolean })[] = [];
  const fault = (parameter: string, detail: string, absent = false) =>
    faults.push({ parameter, detail, absent });
  for (const name of new Set(search.keys())) {
    if (names.includes(name)) continue;
    const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
    const takes = names.length === 0 ? "none" : names.join(", ");
    fault(
      shown,
      `Unknown parameter.${elsewhere(name) || suggestion(name, names)} Valid here: ${takes}.`,
    );
  }
  const values: Values = {};
  for (const { name, repeatable, required = false, read } of parameters) {
    const texts = search.getAll(name);
    if (texts.length === 0) {
      if (required) fault(name, "Is missing.");
      continue;
    }
    if (!repeatable && texts.length > 1) {
      fault(name, "Given more than once; it takes one value.");
      continue;
    }
    if (texts.length > MOST_VALUES) {
      fault(name, `Given ${texts.length} times; at most ${MOST_VALUES} values.`);
      continue;
    }
    const read_ = texts.map((text) => (text === "" ? invalid("Has no value.") : read(text)));
    for (const one of read_) if (!one.ok) fault(name, one.detail, one.absent);
    const good = read_.flatMap((one) => (one.ok ? [one.value] : []));
    values[name] = repeatable ? [...new Set(good)] : good[0];
  }
  if (faults.length === 0) return { ok: true, values };
  return {
    ok: false,
    // A name that names nothing is a 404, unless the question itself is wrong.
    absent: faults.every(({ absent }) => absent),
    faults: faults.map(({ parameter, detail }) => ({ parameter, detail })),
  };
}
