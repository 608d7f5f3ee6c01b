import { z } from "zod";

export const COLUMN_KINDS = ["count", "share", "number", "text", "boolean", "date"] as const;
/** How a value is read and written: a `share` is 0..1 and becomes per cent only on a page. */
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** One dimension or measure of a dataset: the same words stand on pages, in CSV and in OpenAPI. */
export interface Column<S extends z.ZodType = z.ZodType> {
  schema: S;
  kind: ColumnKind;
  /** Heading for people, without the unit. */
  title: string;
  /** Unit of the value, or null for text. */
  unit: string | null;
  description: string;
}

export type Columns = Record<string, Column>;

interface Words {
  title: string;
  unit?: string;
  description: string;
}

const column =
  <S extends z.ZodType>(kind: ColumnKind, schema: S) =>
  ({ title, unit, description }: Words): Column<S> => ({
    schema: schema.meta({ title, description }) as S,
    kind,
    title,
    unit: unit ?? null,
    description,
  });

const wholeNumber = z.int().nonnegative();

/** A whole number of things; null means not measured, 0 a measured zero. */
export const count = column("count", wholeNumber.nullable());
/** A part of one, 0..1; null means not measured. */
export const share = column("share", z.number().min(0).max(1).nullable());
/** Any other number that is compared or plotted; null means not measured. */
export const quantity = column("number", z.number().nullable());
/** A whole number that names something (an algorithm, a key length). */
export const code = column("number", wholeNumber);
/** A name: a TLD, a provider's zone, a country code. */
export const label = column("text", z.string().min(1));
/** Free or optional text. */
export const text = column("text", z.string().nullable());
/** A yes or no that the source states. */
export const mark = column("boolean", z.boolean());
/** A calendar day. */
export const day = column("date", z.iso.date().nullable());
/** One of a closed list of words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, words: Words) =>
  column("text", z.enum(values))(words);
