/** Control, direction, invisible and surrogate characters. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff\u{e0000}-\u{e0fff}]/u;
const ALL_UNSAFE = new RegExp(UNSAFE, "gu");
/** The backslash too, as it marks an escape. */
const UNSAFE_OR_MARK = new RegExp(`${UNSAFE.source}|\\\\`, "gu");

/**
 * Text of our own making, or printable already, that a terminal must not obey whatever is in it:
 * what is unsafe becomes `\xNN` or `\u{N}`. Backslashes stay.
 */
export const harmless = (text: string): string => text.replace(ALL_UNSAFE, escapeOf);

/**
 * Text that a stranger sent, safe to print on a terminal and to keep in a database: what is unsafe
 * becomes `\xNN` or `\u{N}`, and the backslash is doubled, so that what was sent can be told from
 * the text. It is not HTML: that is escaped where it is drawn.
 *
 * @param sent octets that are no UTF-8 are shown in ASCII, with `\xNN` for those above it.
 * @param maxLength in characters, after escaping; `…` stands where the rest was.
 */
export function printable(sent: Buffer | string, maxLength: number): string {
  const text = typeof sent === "string" ? sent.slice(0, maxLength + 1) : textOf(sent, maxLength);
  const escaped = text.replace(UNSAFE_OR_MARK, escapeOf);
  if (escaped.length <= maxLength) return escaped;
  return `${escaped.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A character has four octets at most, so no more than these need to be read. */
function textOf(octets: Buffer, maxLength: number): string {
  const head = octets.subarray(0, 4 * maxLength + 4);
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    // In a stream a character that the cut goes through is no fault.
    return utf8.decode(head, { stream: head.length < octets.length });
  } catch {
    const bytes = head.subarray(0, maxLength + 1).toString("latin1");
    return bytes.replace(/[\x80-\xff]/g, (byte) =>
      String.fromCharCode(0xdc00 | byte.charCodeAt(0)),
    );
  }
}

function escapeOf(character: string): string {
  if (character === "\\") return "\\\\";
  const code = character.codePointAt(0) ?? 0;
  const octet = code >= 0xdc80 && code <= 0xdcff ? code & 0xff : code; // from `textOf`
  return octet < 0x100 ? `\\x${octet.toString(16).padStart(2, "0")}` : `\\u{${octet.toString(16)}}`;
}
