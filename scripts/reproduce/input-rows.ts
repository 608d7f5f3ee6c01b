import type { RevisionFile } from "@/lib/model/release-file";
import type { Row } from "./figure-answer";

/** A row of a file, as the site gives rows. */
export interface InputRow extends Row {
  release: string;
  edition: string;
  asOf: string | null;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "\uffff");

/** Dated rows before undated, then release, edition, and the source's own order. */
const ORDER = ["asOf", "asOfNotBefore", "release", "edition"] as const;

function compare(a: Row, b: Row): number {
  for (const name of ORDER) {
    const [x, y] = [text(a[name]), text(b[name])];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** All rows of a dataset in some files, in the order in which the site gives them. */
export function rowsOf(files: readonly RevisionFile[], dataset: string): InputRow[] {
  return files
    .flatMap(({ release, tables }) =>
      tables
        .filter((table) => table.dataset === dataset)
        .flatMap(({ edition, rows }) =>
          rows.map(
            ({ asOf, asOfPrecision, flags, dimensions, measures }): InputRow => ({
              release: release.id,
              revision: release.revision,
              edition,
              asOf,
              asOfPrecision,
              asOfNotBefore: release.asOfNotBefore,
              flags,
              ...dimensions,
              ...measures,
            }),
          ),
        ),
    )
    .sort(compare);
}

/** What a table's source leaves over. */
export const otherOf = (files: readonly RevisionFile[], dataset: string, edition: string): number =>
  files
    .flatMap(({ tables }) => tables)
    .find((table) => table.dataset === dataset && table.edition === edition)?.other ?? 0;
