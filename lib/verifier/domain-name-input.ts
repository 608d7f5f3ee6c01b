import { isIP } from "node:net";
import { domainToASCII, domainToUnicode } from "node:url";
import { err, ok, type Result } from "@/lib/result";
import { type Name, type NameError, parseName, ROOT } from "./dns/name";

/** A domain as somebody typed it, made fit for look-ups. */
export type DomainName = {
  name: Name;
  /** A-labels, lower case, no final dot. */
  ascii: string;
  /** For people; the same as `ascii` where that cannot be shown otherwise. */
  unicode: string;
};

/** Why a text is no domain to check. */
export type DomainInputError = {
  code:
    | "empty"
    | "too_long"
    | "mail_address"
    | "url"
    | "address_literal"
    | "root"
    | "label_empty"
    | "label_too_long"
    | "character_invalid"
    | "idna_invalid";
  /** For whoever typed it. */
  sentence: string;
};

const SENTENCES: Record<DomainInputError["code"], string> = {
  empty: "Give a domain name, such as example.nl.",
  too_long: "A domain name has at most 253 characters.",
  mail_address: "Give the domain alone: what stands after the @.",
  url: "Give the domain alone, without “https://” and without a path.",
  address_literal: "That is an address. DANE needs a domain name (RFC 7672 §2.2).",
  root: "Give a domain name; the root has no mail.",
  label_empty: "There are two dots in a row, or a dot at the start.",
  label_too_long: "A part between two dots has at most 63 characters.",
  character_invalid: "A domain name has letters, digits, hyphens and dots only.",
  idna_invalid: "These characters do not make an internationalised domain name (UTS 46).",
};

/** Beyond this nothing is looked at; the longest name is 253 octets, U-labels can be longer. */
const MAX_INPUT_CHARACTERS = 1000;

const refused = (code: DomainInputError["code"]) => err({ code, sentence: SENTENCES[code] });

/**
 * Reads a domain as people type it: white space around it, a final dot, any case, U-labels or
 * A-labels. Addresses are refused: decision table M1.
 */
export function parseDomainInput(text: string): Result<DomainName, DomainInputError> {
  if (text.length > MAX_INPUT_CHARACTERS) return refused("too_long");
  const trimmed = text.trim();
  if (trimmed === "") return refused("empty");
  if (isAddress(trimmed)) return refused("address_literal");
  if (trimmed.includes("@")) return refused("mail_address");
  if (trimmed.includes("/")) return refused("url");
  if (trimmed === ".") return refused("root");
  const ascii = isAscii(trimmed) ? trimmed.toLowerCase() : toAscii(trimmed);
  if (ascii === null) return refused("idna_invalid");
  if (isAddress(ascii)) return refused("address_literal");
  if (!/^[a-z0-9_.-]+$/.test(ascii)) return refused("character_invalid");
  const name = parseName(ascii);
  if (!name.ok) return refused(NAME_ERRORS[name.error.code]);
  if (name.value === ROOT) return refused("root");
  const bare = name.value.slice(0, -1);
  return ok({ name: name.value, ascii: bare, unicode: unicodeOf(bare) });
}

const NAME_ERRORS: Record<NameError["code"], DomainInputError["code"]> = {
  label_empty: "label_empty",
  label_too_long: "label_too_long",
  name_too_long: "too_long",
  escape_invalid: "character_invalid",
  character_invalid: "character_invalid",
};

/** `192.0.2.1`, `2001:db8::1`, either in brackets, `[IPv6:2001:db8::1]`; a final dot changes nothing. */
function isAddress(text: string): boolean {
  const bare = text.replace(/\.$/, "");
  const inside = /^\[(?:ipv6:)?(.*)\]$/i.exec(bare)?.[1] ?? bare;
  return isIP(inside) !== 0;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Node reads a host as browsers do; what they would decode or cut off is refused beforehand. */
function toAscii(text: string): string | null {
  if (/[\s%\\?#:<>[\]^|\p{Cc}]/u.test(text)) return null;
  const ascii = domainToASCII(text);
  return ascii === "" ? null : ascii;
}

/** The name for people: U-labels where they are valid. */
export function unicodeOf(ascii: string): string {
  if (!ascii.includes("xn--")) return ascii;
  return domainToUnicode(ascii) || ascii;
}
