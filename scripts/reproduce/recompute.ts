import type { RevisionFile } from "@/lib/model/release-file";
import { DERIVED, type State } from "./derived";
import type { FigureMeta, Row } from "./figure-answer";
import { rowsOf } from "./input-rows";

/** Parameters of the API that are not dimensions. */
const OWN = new Set(["start", "end", "release", "revision", "edition"]);

/** The rows that a question to the API selects: dated within, of the release, of the values. */
function selected(rows: readonly Row[], query: string): Row[] {
  const asked = new URLSearchParams(query);
  const [start, end] = [asked.get("start"), asked.get("end")];
  const values = [...new Set(asked.keys())]
    .filter((name) => !OWN.has(name))
    .map((name) => [name, asked.getAll(name)] as const);
  const is = (name: string, row: Row) => !asked.has(name) || String(row[name]) === asked.get(name);
  return rows.filter(({ asOf, ...row }) => {
    const day = typeof asOf === "string" ? asOf : null;
    return (
      (start === null || (day !== null && day >= start)) &&
      (end === null || (day !== null && day <= end)) &&
      ["release", "revision", "edition"].every((name) => is(name, row)) &&
      values.every(([name, wanted]) => wanted.includes(String(row[name])))
    );
  });
}

/**
 * A figure's rows, made of the files alone; null for a figure that this program cannot make.
 *
 * @param shown the rows that the site gives, whose names and order a derived figure keeps.
 */
export function recompute(
  page: string,
  meta: FigureMeta,
  shown: readonly Row[],
  files: readonly RevisionFile[],
  state: State,
): Row[] | null {
  const { query } = meta.reproduce;
  if (query !== null) return selected(rowsOf(files, meta.dataset), query);
  const derived = DERIVED[`${page} ${meta.figure}`];
  return derived === undefined ? null : derived(shown, files, state);
}
