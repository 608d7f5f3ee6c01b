import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { FieldList } from "./field-list";

/** The marks that figures carry, and what an empty value means. */
export function Flags() {
  return (
    <section id="flags">
      <h2>Flags and empty values</h2>
      <p>
        Each row lists its marks in <code>flags</code>; in CSV they stand in one cell, with spaces
        between. <code>meta.quality.flags</code> explains those that occur in an answer.
      </p>
      <FieldList
        fields={FIGURE_FLAGS.map((flag) => ({
          name: flag,
          csvName: null,
          type: FLAG_MEANINGS[flag].word,
          description: FLAG_MEANINGS[flag].meaning,
          example: null,
        }))}
      />
      <p>
        null (in CSV an empty cell) means not measured or not published; 0 is a measured zero.
        Shares are 0 to 1, not per cent. Nothing is interpolated: a date without a report has no
        row.
      </p>
    </section>
  );
}
