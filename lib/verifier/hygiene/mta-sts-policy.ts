import {
  MTA_STS_MODES,
  type MtaStsPolicy,
  type MtaStsPolicyFault,
} from "@/lib/model/mail-policies";
import { err, ok, type Result } from "@/lib/result";
import { POLICY_LINE_OCTETS, POLICY_LINES } from "./limits";

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A host name, or one behind a whole left-most `*` (RFC 8461 §4.1). */
const MX_PATTERN = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`);
/** RFC 8461 §3.2: about a year. */
const MAX_AGE_SECONDS = 31_557_600;

/**
 * Reads a policy file. Of a field that may not repeat the first counts; unknown ones are passed
 * over.
 *
 * @see RFC 8461 §3.2
 */
export function readMtaStsPolicy(octets: Buffer): Result<MtaStsPolicy, MtaStsPolicyFault> {
  const lines = linesOf(octets);
  if (!lines.ok) return lines;
  const fields = new Map<string, string>();
  const mx: string[] = [];
  for (const line of lines.value) {
    const [, key, value] =
      /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*([^ \t].*?)[ \t]*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return err("line_malformed");
    if (key === "mx") mx.push(value.toLowerCase());
    else if (!fields.has(key)) fields.set(key, value);
  }
  const version = fields.get("version");
  if (version === undefined) return err("version_missing");
  if (version !== "STSv1") return err("version_unknown");
  const modeText = fields.get("mode");
  if (modeText === undefined) return err("mode_missing");
  const mode = MTA_STS_MODES.find((known) => known === modeText);
  if (mode === undefined) return err("mode_unknown");
  const age = fields.get("max_age");
  if (age === undefined) return err("max_age_missing");
  if (!/^\d{1,10}$/.test(age) || Number(age) > MAX_AGE_SECONDS) return err("max_age_invalid");
  if (mx.length === 0 && mode !== "none") return err("mx_missing");
  if (!mx.every((pattern) => pattern.length <= 255 && MX_PATTERN.test(pattern)))
    return err("mx_invalid");
  return ok({ mode, maxAge: Number(age), mx });
}

/** Lines end with LF or CRLF; empty ones at the end are let pass. */
function linesOf(octets: Buffer): Result<string[], MtaStsPolicyFault> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return err("not_text");
  }
  if (text.includes("\0")) return err("not_text");
  const lines = text.slice(0, endOf(text)).split("\n", POLICY_LINES + 1);
  if (lines.length > POLICY_LINES) return err("too_many_lines");
  if (lines.some((line) => line.length > POLICY_LINE_OCTETS)) return err("line_too_long");
  return ok(lines.map((line) => line.replace(/\r$/, "")));
}

/** Where the text ends without the empty lines; a pattern would look at each run of them anew. */
function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return end;
}

/**
 * Whether a policy's pattern takes in a host name; a wildcard stands for one whole label.
 *
 * @param host without the final dot.
 * @see RFC 8461 §4.1
 */
export function coversHost(pattern: string, host: string): boolean {
  const name = host.toLowerCase();
  if (!pattern.startsWith("*.")) return pattern === name;
  const dot = name.indexOf(".");
  return dot > 0 && name.slice(dot) === pattern.slice(1);
}
