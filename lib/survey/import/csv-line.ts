import { quoted } from "./input-fault";
import type { FieldFault, ReadLine } from "./list-reader";
import { readListedName } from "./listed-name";

/** Column names that are taken for the domain where none is given. */
const USUAL_COLUMNS = ["domain", "name", "domain_name", "hostname"];

/**
 * Reads a CSV file's lines (RFC 4180), one of them at a time.
 *
 * @param column a name, which the first line has to have; a number from 1, where the first line is
 *   a header only if no domain stands there; or null for one of the usual names.
 */
export function csvLineReader(column: string | number | null): ReadLine {
  let index = typeof column === "number" ? column - 1 : -1;
  return (text, line) => {
    if (text === "") return null;
    const fields = fieldsOf(text);
    if (!Array.isArray(fields)) return fields;
    if (line === 1 && typeof column !== "number") {
      index = columnIn(fields, column);
      return index < 0 ? noColumn(fields, column) : null;
    }
    const field = fields[index]?.trim();
    const label = typeof column === "string" ? `column ${column}` : `column ${index + 1}`;
    if (field === undefined)
      return { code: "column_missing", field: label, detail: `there are ${fields.length} fields` };
    const name = readListedName(field);
    if (name.ok) return name.value;
    if (line === 1) return null; // A header, as nothing else is excused.
    return { code: name.error, field: label, detail: quoted(field) };
  };
}

function columnIn(header: readonly string[], column: string | null): number {
  const names = header.map((field) => field.trim().toLowerCase());
  if (column !== null) return names.indexOf(column.toLowerCase());
  return names.findIndex((name) => USUAL_COLUMNS.includes(name));
}

function noColumn(header: readonly string[], column: string | null): FieldFault {
  const wanted = column ?? USUAL_COLUMNS.join(", ");
  const detail = `the first line has no column ${wanted}, only ${quoted(header.join(", "))}`;
  return { code: "column_missing", field: "header", detail };
}

/** Splits a line at its commas. A quoted field ends on its own line (docs/deviations.md). */
function fieldsOf(text: string): string[] | FieldFault {
  if (!text.includes('"')) return text.split(",");
  const fields: string[] = [];
  const wrong = (detail: string): FieldFault => {
    return { code: "csv_invalid", field: `column ${fields.length + 1}`, detail };
  };
  for (let at = 0; ; at++) {
    if (text.charAt(at) === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return wrong("a quote is not closed on its line");
      const next = text.charAt(end + 1);
      if (next !== "" && next !== ",") return wrong("a comma has to follow a closing quote");
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      const field = text.slice(at, end);
      if (field.includes('"')) return wrong("a quote has to begin its field");
      fields.push(field);
      at = end;
    }
    if (at >= text.length) return fields;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++)
    if (text.charAt(at) === '"') {
      if (text.charAt(at + 1) !== '"') return at;
      at++;
    }
  return -1;
}
