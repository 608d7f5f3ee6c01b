const LONGEST_TEXT = 72;
/** What a first look needs of `meta`; the rest is described beside the example. */
const SHOWN_META = ["dataset", "unit", "lastUpdated", "citation"];

const short = (text: string) =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

const entries = (value: unknown): [string, unknown][] =>
  value !== null && typeof value === "object" ? Object.entries(value) : [];

/**
 * A dataset's answer as an example prints it: the first row whole, some of `meta`, two of `links`.
 * What was left out is marked by an ellipsis as key, so that it is JSON still.
 */
export function shortenedAnswer(answer: unknown): string {
  const { data, meta, links } = Object.fromEntries(entries(answer));
  const [first] = Array.isArray(data) ? data : [];
  const some = (of: unknown, names: readonly string[]) => ({
    ...Object.fromEntries(entries(of).filter(([name]) => names.includes(name))),
    "…": "…",
  });
  const shown = {
    data: first === undefined ? [] : [first],
    meta: some(meta, SHOWN_META),
    links: some(links, ["next", "csv"]),
  };
  return JSON.stringify(
    shown,
    (_, value: unknown) => (typeof value === "string" ? short(value) : value),
    2,
  );
}
