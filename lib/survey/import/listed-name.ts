import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { InputFaultCode } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from "./domain-text";
import { isPunycode } from "./punycode";

const PLAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;

/**
 * Reads a domain as lists write it: any case, with or without the final dot, in Unicode or as
 * A-labels (RFC 5890 §2.3.2.1). Returns it in lower case, as A-labels, without the final dot.
 * URLs, addresses, wildcards and mail addresses are refused: a list of those is another list.
 */
export function readListedName(text: string): Result<string, InputFaultCode> {
  const lower = text.toLowerCase();
  const bare = lower.endsWith(".") ? lower.slice(0, -1) : lower;
  if (bare === "") return err("name_empty");
  if (bare.startsWith(".") || bare.includes("..")) return err("label_empty");
  if (bare.includes("\ufffd")) return err("binary"); // what is no UTF-8
  let name = bare;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  if (/[^\x00-\x7f]/.test(bare)) {
    // `domainToASCII` maps and checks as UTS #46 says; "" is its no.
    name = domainToASCII(bare);
    if (name === "") return err(tooLong(bare) ?? "character_invalid");
  }
  const length = tooLong(name);
  if (length !== null) return err(length);
  if (isIP(name) !== 0) return err("not_a_domain");
  if (!PLAIN.test(name))
    return err(/^[a-z0-9_-]+$/.test(name) ? "not_a_domain" : "character_invalid");
  if (name.includes("xn--"))
    for (const label of name.split("."))
      if (label.startsWith("xn--") && !isPunycode(label.slice(4))) return err("punycode_invalid");
  return ok(name);
}

function tooLong(name: string): InputFaultCode | null {
  // Text of n octets makes n + 2 on the wire: a length octet before it and the root after it.
  if (name.length + 2 > MAX_NAME_OCTETS) return "name_too_long";
  if (name.length <= MAX_LABEL_OCTETS) return null;
  return name.split(".").some((label) => label.length > MAX_LABEL_OCTETS) ? "label_too_long" : null;
}
