import { dimensionsSchema, measuresSchema } from "@/lib/model/dataset";
import { datasetById } from "@/lib/model/datasets";
import type { ReleaseDraft } from "@/lib/model/release";
import { err, ok, type Result } from "@/lib/result";

/** A draft that does not fit the definitions; nothing of it is published. */
export interface DraftError {
  code: "draft_does_not_fit";
  release: string;
  /** Dataset, edition and row, as far as they are known. */
  place: string;
  message: string;
}

/**
 * Checks a draft against the dataset definitions: known datasets, exactly their columns, no row
 * twice, and no date of the future.
 *
 * @param today figures after this day are refused.
 */
export function checkDraft(draft: ReleaseDraft, today: string): Result<ReleaseDraft, DraftError> {
  const fault = (place: string, message: string) =>
    err<DraftError>({ code: "draft_does_not_fit", release: draft.release.id, place, message });
  const seenTables = new Set<string>();
  for (const { dataset: id, edition, asOf, rows } of draft.tables) {
    const place = `${id}/${edition}`;
    const dataset = datasetById(id);
    if (dataset === undefined) return fault(place, "no dataset of that id is defined");
    if (seenTables.has(place)) return fault(place, "the table stands twice in the release");
    seenTables.add(place);
    if (rows.length === 0) return fault(place, "a table without rows");
    if (asOf !== null && asOf > today) return fault(place, `the date ${asOf} is in the future`);
    const dimensions = dimensionsSchema(dataset);
    const measures = measuresSchema(dataset);
    const seenRows = new Set<string>();
    for (const [position, row] of rows.entries()) {
      const wrong =
        dimensions.safeParse(row.dimensions).error?.issues[0] ??
        measures.safeParse(row.measures).error?.issues[0];
      if (wrong !== undefined)
        return fault(`${place}[${position}].${wrong.path.join(".")}`, wrong.message);
      const key = JSON.stringify(
        Object.keys(dataset.dimensions).map((name) => row.dimensions[name]),
      );
      if (seenRows.has(key)) return fault(`${place}[${position}]`, `the row ${key} stands twice`);
      seenRows.add(key);
    }
  }
  return ok(draft);
}
