import { err, ok, type Result } from "@/lib/result";

declare const nameBrand: unique symbol;
/**
 * An absolute domain name as text: lower case, a trailing dot, bytes escaped in one way only.
 * Two names are equal (RFC 4343) exactly when their texts are, and a dot inside a label is `\.`.
 */
export type Name = string & { readonly [nameBrand]: true };

export type NameError =
  | { code: "label_empty"; at: number }
  | { code: "label_too_long"; at: number }
  | { code: "name_too_long" }
  | { code: "escape_invalid"; at: number }
  | { code: "character_invalid"; at: number };

/** RFC 1035 §3.1: octets of a name on the wire, the root's length byte included. */
export const MAX_NAME_OCTETS = 255;
/** RFC 1035 §3.1. */
export const MAX_LABEL_OCTETS = 63;

export const ROOT = "." as Name;

const SPECIAL = new Set([...'"().;\\@$'].map((c) => c.charCodeAt(0)));

/** How each byte is written in a name: the text for bytes 0..255. */
export const BYTE_TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x41 && byte <= 0x5a) return String.fromCharCode(byte + 32);
  if (SPECIAL.has(byte)) return `\\${String.fromCharCode(byte)}`;
  if (byte > 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${String(byte).padStart(3, "0")}`;
});

/** Marks text that a parser of ours has already put in canonical form. */
export const asName = (canonical: string): Name => canonical as Name;

/**
 * Reads a name in master-file form (RFC 1035 §5.1, RFC 4343 §2.1). A missing final dot is added.
 * Characters beyond ASCII are refused: IDNA is the caller's.
 */
export function parseName(text: string): Result<Name, NameError> {
  if (text === ".") return ok(ROOT);
  if (text === "") return err({ code: "label_empty", at: 0 });
  let canonical = "";
  let labelOctets = 0;
  let nameOctets = 1;
  for (let at = 0; at < text.length; at++) {
    let byte = text.charCodeAt(at);
    if (byte === 0x2e) {
      if (labelOctets === 0) return err({ code: "label_empty", at });
      canonical += ".";
      nameOctets += labelOctets + 1;
      labelOctets = 0;
      continue;
    }
    if (byte === 0x5c) {
      const escaped = readEscape(text, at + 1);
      if (escaped === null) return err({ code: "escape_invalid", at });
      byte = escaped.byte;
      at += escaped.length;
    } else if (byte <= 0x20 || byte >= 0x7f) return err({ code: "character_invalid", at });
    canonical += BYTE_TEXT[byte];
    if (++labelOctets > MAX_LABEL_OCTETS) return err({ code: "label_too_long", at });
  }
  if (labelOctets > 0) {
    canonical += ".";
    nameOctets += labelOctets + 1;
  }
  if (nameOctets > MAX_NAME_OCTETS) return err({ code: "name_too_long" });
  return ok(asName(canonical));
}

/** `\DDD` or `\X`, from the character after the backslash. */
function readEscape(text: string, from: number): { byte: number; length: number } | null {
  const first = text.charCodeAt(from);
  if (Number.isNaN(first) || first < 0x20 || first > 0x7e) return null;
  if (first < 0x30 || first > 0x39) return { byte: first, length: 1 };
  const digits = text.slice(from, from + 3);
  if (!/^\d{3}$/.test(digits) || Number(digits) > 255) return null;
  return { byte: Number(digits), length: 3 };
}

/** A name known at compile time; text that is no name is a bug, so it throws. */
export function nameOf(text: string): Name {
  const parsed = parseName(text);
  if (!parsed.ok) throw new Error(`not a domain name: ${text} (${parsed.error.code})`);
  return parsed.value;
}

/** Labels from left to right, one character a byte (0..255), unescaped; none for the root. */
export function labelsOf(name: Name): string[] {
  if (name === ROOT) return [];
  if (!name.includes("\\")) return name.slice(0, -1).split(".");
  const labels: string[] = [];
  let label = "";
  for (let at = 0; at < name.length; at++) {
    const char = name.charAt(at);
    if (char === ".") {
      labels.push(label);
      label = "";
    } else if (char === "\\") {
      const escaped = readEscape(name, at + 1) ?? { byte: 0, length: 1 };
      label += String.fromCharCode(escaped.byte);
      at += escaped.length;
    } else label += char;
  }
  return labels;
}

/** Number of labels, the root's empty one not counted. */
export function labelCount(name: Name): number {
  if (name === ROOT) return 0;
  let count = 0;
  for (let at = nextDot(name, 0); at >= 0; at = nextDot(name, at + 1)) count++;
  return count;
}

/** Where the next label ends; escaped dots are passed over. -1 past the last one. */
function nextDot(name: string, from: number): number {
  const dot = name.indexOf(".", from);
  const backslash = name.indexOf("\\", from);
  if (backslash < 0 || dot < backslash) return dot;
  for (let at = from; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x2e) return at;
  }
  return -1;
}

/** The name without its first label; null for the root. */
export function parentOf(name: Name): Name | null {
  if (name === ROOT) return null;
  const rest = name.slice(nextDot(name, 0) + 1);
  return rest === "" ? ROOT : asName(rest);
}

/** The rightmost `count` labels; the whole name where it has no more. */
export function lastLabels(name: Name, count: number): Name {
  let rest: Name | null = name;
  for (let excess = labelCount(name) - count; excess > 0 && rest !== null; excess--)
    rest = parentOf(rest);
  return rest ?? ROOT;
}

/** Whether `name` is `ancestor` or lies below it. */
export function isAtOrBelow(name: Name, ancestor: Name): boolean {
  if (ancestor === ROOT || name === ancestor) return true;
  const start = name.length - ancestor.length;
  if (start < 2 || !name.endsWith(ancestor) || name.charCodeAt(start - 1) !== 0x2e) return false;
  let backslashes = 0;
  while (name.charCodeAt(start - 2 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 0;
}

/** Whether `name` lies strictly below `ancestor`. */
export const isBelow = (name: Name, ancestor: Name): boolean =>
  name !== ancestor && isAtOrBelow(name, ancestor);

/** `*.` above `name`, which the caller knows to have two octets to spare. */
export const wildcardAt = (name: Name): Name => asName(name === ROOT ? "*." : `*.${name}`);

export const isWildcard = (name: Name): boolean => name.startsWith("*.");

/** `prefix` labels before `name`, for instance `_25._tcp`. */
export const under = (prefix: string, name: Name): Result<Name, NameError> =>
  parseName(name === ROOT ? prefix : `${prefix}.${name}`);

/** Replaces the `from` at the end of `name` by `to` (RFC 6672 §2.2); too long is an error. */
export function substitute(name: Name, from: Name, to: Name): Result<Name, NameError> {
  const prefix = from === ROOT ? name.slice(0, -1) : name.slice(0, name.length - from.length - 1);
  return under(prefix, to);
}

/** RFC 4034 §6.1: labels compared from the right as bytes; a missing label sorts first. */
export function compareNames(left: Name, right: Name): number {
  if (left === right) return 0;
  const lefts = labelsOf(left);
  const rights = labelsOf(right);
  for (let back = 1; ; back++) {
    const a = lefts.at(-back);
    const b = rights.at(-back);
    if (a === undefined) return b === undefined ? 0 : -1;
    if (b === undefined) return 1;
    if (a !== b) return a < b ? -1 : 1;
  }
}

/** The longest name that both lie at or below. */
export function commonAncestor(left: Name, right: Name): Name {
  let ancestor: Name = left;
  while (!isAtOrBelow(right, ancestor)) ancestor = parentOf(ancestor) ?? ROOT;
  return ancestor;
}

/** Octets of the name on the wire. */
export const wireLength = (name: Name): number =>
  labelsOf(name).reduce((octets, label) => octets + label.length + 1, 1);

/** Uncompressed wire form; lower case, so also the canonical form of RFC 4034 §6.2. */
export function nameToWire(name: Name): Buffer {
  if (name === ROOT) return Buffer.from([0]);
  if (name.includes("\\")) return labelsToWire(labelsOf(name));
  const wire = Buffer.allocUnsafe(name.length + 1);
  wire.write(name, 1, "latin1");
  let start = 0;
  for (let at = 1; at <= name.length; at++)
    if (wire[at] === 0x2e) {
      wire[start] = at - start - 1;
      start = at;
    }
  wire[start] = 0;
  return wire;
}

function labelsToWire(labels: readonly string[]): Buffer {
  const parts = labels.map((label) => String.fromCharCode(label.length) + label);
  return Buffer.from(`${parts.join("")}\0`, "latin1");
}
