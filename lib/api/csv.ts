/** A value of a cell; a list is joined by spaces, null is an empty cell. */
export type Cell = string | number | boolean | null | readonly string[];

/** `asOfNotBefore` to `as_of_not_before`: CSV columns are the JSON keys in snake_case. */
export const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
 * Nothing published so far begins like that; names of domains and providers come from strangers
 * once our own survey runs. Numbers are never touched.
 */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number" || typeof cell === "boolean") return String(cell);
  const text = harmless(typeof cell === "string" ? cell : cell.join(" "));
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * CSV as RFC 4180 has it: a header line, CRLF, quotes only where needed, UTF-8 without a mark.
 *
 * @param columns names in JSON's spelling, in order; the header has them in snake_case.
 */
export function csvOf(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const lines = rows.map((row) => columns.map((name) => field((row[name] ?? null) as Cell)));
  return [columns.map(snakeCase), ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}
