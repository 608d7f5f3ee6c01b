import type { InputFaultCode } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";

/** RFC 1035 §3.1, the root's length octet included. */
export const MAX_NAME_OCTETS = 255;
/** RFC 1035 §3.1. */
export const MAX_LABEL_OCTETS = 63;

const SPECIAL = new Set([...'"().;\\@$'].map((c) => c.charCodeAt(0)));

/** How an octet of a label is written: in lower case, and escaped in one way only. */
const OCTET_TEXT: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (octet >= 0x41 && octet <= 0x5a) return String.fromCharCode(octet + 32);
  if (SPECIAL.has(octet)) return `\\${String.fromCharCode(octet)}`;
  if (octet > 0x20 && octet < 0x7f) return String.fromCharCode(octet);
  return `\\${String(octet).padStart(3, "0")}`;
});

/** Nearly every name in a zone file: absolute, in lower case, without escapes. */
const PLAIN_ABSOLUTE = /^(?:[a-z0-9_-]{1,63}\.)+$/;

/**
 * Reads a name as master files write it (RFC 1035 §5.1) and returns its one canonical text: lower
 * case, absolute, without the final dot; "" is the root.
 *
 * @param origin canonical text that completes a relative name; null where there is none yet.
 */
export function readMasterName(
  text: string,
  origin: string | null,
): Result<string, InputFaultCode> {
  if (text.length < MAX_NAME_OCTETS && PLAIN_ABSOLUTE.test(text)) return ok(text.slice(0, -1));
  if (text === "@") return origin === null ? err("origin_missing") : ok(origin);
  if (text === ".") return ok("");
  if (text === "") return err("name_empty");
  let canonical = "";
  let labelOctets = 0;
  let nameOctets = 1;
  for (let at = 0; at < text.length; at++) {
    let octet = text.charCodeAt(at);
    if (octet === 0x2e) {
      if (labelOctets === 0) return err("label_empty");
      canonical += ".";
      nameOctets += labelOctets + 1;
      labelOctets = 0;
      continue;
    }
    if (octet === 0x5c) {
      const escaped = escapeAt(text, at + 1);
      if (escaped === null) return err("escape_invalid");
      octet = escaped.octet;
      at += escaped.length;
    } else if (octet <= 0x20 || octet >= 0x7f) return err("character_invalid");
    canonical += OCTET_TEXT[octet];
    if (++labelOctets > MAX_LABEL_OCTETS) return err("label_too_long");
  }
  const isAbsolute = labelOctets === 0;
  if (isAbsolute) canonical = canonical.slice(0, -1);
  else {
    nameOctets += labelOctets + 1;
    if (origin === null) return err("origin_missing");
    nameOctets += octetsOf(origin) - 1;
    if (origin !== "") canonical += `.${origin}`;
  }
  return nameOctets > MAX_NAME_OCTETS ? err("name_too_long") : ok(canonical);
}

/** Octets on the wire of a canonical text. */
const octetsOf = (canonical: string): number =>
  canonical === "" ? 1 : canonical.replaceAll(/\\(\d{3}|.)/g, "x").length + 2;

/** `\DDD` or `\X`, from the character after the backslash. */
function escapeAt(text: string, from: number): { octet: number; length: number } | null {
  const first = text.charCodeAt(from);
  if (Number.isNaN(first) || first < 0x20 || first > 0x7e) return null;
  if (first < 0x30 || first > 0x39) return { octet: first, length: 1 };
  const digits = text.slice(from, from + 3);
  if (!/^\d{3}$/.test(digits) || Number(digits) > 255) return null;
  return { octet: Number(digits), length: 3 };
}

/** Whether the canonical text `name` lies strictly below `zone`. */
export function isBelow(name: string, zone: string): boolean {
  if (zone === "") return name !== "";
  const dot = name.length - zone.length - 1;
  if (dot < 1 || name.charCodeAt(dot) !== 0x2e || !name.endsWith(zone)) return false;
  let backslashes = 0;
  while (name.charCodeAt(dot - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 0;
}

/**
 * Letters, digits, hyphens and underscores in at least one label: what a registry delegates. A
 * name with other octets is legal DNS (RFC 2181 §11), and no candidate.
 */
export const isHostLike = (canonical: string): boolean =>
  /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(canonical);
