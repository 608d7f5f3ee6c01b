import type { InputFaultCode } from "@/lib/model/survey-input";

/** One field of a master file, its escapes still in place. */
export type ZoneToken = { text: string; isQuoted: boolean };

/** What the lines read so far have of a record; parentheses carry it over line ends. */
export type OpenRecord = {
  tokens: ZoneToken[];
  /** The record's first line began with white space: the owner is the one before. */
  hasBlankOwner: boolean;
  depth: number;
  /** The line its first field stood on. */
  line: number;
  characters: number;
};

/** A record without fields, before its first line. */
export const emptyRecord = (): OpenRecord => ({
  tokens: [],
  hasBlankOwner: false,
  depth: 0,
  line: 0,
  characters: 0,
});

/** White space and specials end a field that is not quoted (RFC 1035 §5.1). */
const FIELD = /(?:[^ \t"();\\]+|\\.)*/sy;
const NOT_ASCII = /[\u0080-\uffff]/;

/**
 * Adds the fields of one line to the record, one character an octet.
 *
 * @returns null, or what is wrong with the line.
 * @see RFC 1035 §5.1
 */
export function addLine(open: OpenRecord, text: string, line: number): InputFaultCode | null {
  if (open.tokens.length === 0 && open.depth === 0) {
    open.hasBlankOwner = text.charAt(0) === " " || text.charAt(0) === "\t";
    open.line = line;
  }
  open.characters += text.length;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === " " || char === "\t") at++;
    else if (char === ";") return commentFault(text, at);
    else if (char === "(") {
      open.depth++;
      at++;
    } else if (char === ")") {
      if (--open.depth < 0) return "parenthesis_unbalanced";
      at++;
    } else {
      const isQuoted = char === '"';
      const start = isQuoted ? at + 1 : at;
      const end = isQuoted ? quotedEnd(text, start) : fieldEnd(text, start);
      if (typeof end !== "number") return end;
      open.tokens.push({ text: text.slice(start, end), isQuoted });
      at = isQuoted ? end + 1 : end;
    }
  }
  return null;
}

/** A comment may hold any text, but no control octets. */
const commentFault = (text: string, at: number): InputFaultCode | null =>
  hasControl(text.slice(at)) ? "binary" : null;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hasControl = (text: string): boolean => /[\x00-\x08\x0a-\x1f\x7f]/.test(text);

/** Where a quoted field's closing quote is. */
function quotedEnd(text: string, start: number): number | InputFaultCode {
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return hasControl(text.slice(start, at)) ? "binary" : at;
    if (char === "\\") at++;
  }
  return "quote_unbalanced";
}

function fieldEnd(text: string, start: number): number | InputFaultCode {
  FIELD.lastIndex = start;
  FIELD.test(text);
  const end = FIELD.lastIndex;
  // All that stops it but the end of a field is a backslash with nothing after it.
  if (text.charAt(end) === "\\") return "escape_invalid";
  const field = text.slice(start, end);
  if (hasControl(field)) return "binary";
  return NOT_ASCII.test(field) ? "character_invalid" : end;
}
