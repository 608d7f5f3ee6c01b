import { harmless } from "@/lib/verifier/net/printable";

/** A copy of plain data in which no text has anything that a terminal would obey. */
export function harmlessCopy<T>(data: T): T {
  const made: unknown = JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === "string" ? harmless(value) : value,
  );
  return made as T;
}

/** The same of text of several lines. */
export const harmlessLines = (text: string): string => text.split("\n").map(harmless).join("\n");

/** JSON.stringify leaves these as they are. */
const LEFT_BY_JSON =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** One line of JSON that is safe on a terminal too, and reads back as the same data. */
export const jsonLine = (data: unknown): string =>
  JSON.stringify(data).replace(
    LEFT_BY_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
