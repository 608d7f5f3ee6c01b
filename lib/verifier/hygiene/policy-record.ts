import type { PolicyRecordFault } from "@/lib/model/mail-policies";
import { TXT_OCTETS, TXT_RECORDS } from "./limits";

/** The TXT records at a policy's name: none meant for it, a faulty one, or the one that counts. */
export type PolicyRecord =
  | { kind: "none" }
  | { kind: "fault"; fault: PolicyRecordFault }
  | { kind: "record"; fields: ReadonlyMap<string, string> };

const fault = (code: PolicyRecordFault): PolicyRecord => ({ kind: "fault", fault: code });

/** Printable ASCII without the semicolon. */
const FIELD = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31})=([\x21-\x3a\x3c-\x7e][\x20-\x3a\x3c-\x7e]*)$/;

/** Finds the one record of `version` and takes it apart; of a repeated field the first counts. */
function readPolicyRecord(records: readonly Buffer[], version: string): PolicyRecord {
  const texts = records.slice(0, TXT_RECORDS).map((octets) => octets.toString("latin1"));
  const meant = texts.filter((text) => new RegExp(`^${version}[ \\t]*;`).test(text));
  const [text] = meant;
  if (text === undefined) {
    const looksLike = texts.some((other) => new RegExp(`^[ \\t"]*${version}`, "i").test(other));
    return looksLike ? fault("syntax") : { kind: "none" };
  }
  if (meant.length > 1) return fault("several_records");
  if (text.length > TXT_OCTETS) return fault("syntax");
  const fields = new Map<string, string>();
  const parts = text.split(";").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  for (const part of parts) {
    const [, key, value] = FIELD.exec(part) ?? [];
    if (key === undefined || value === undefined) return fault("syntax");
    if (!fields.has(key)) fields.set(key, value);
  }
  return { kind: "record", fields };
}

/** The TXT records at `_mta-sts`. @see RFC 8461 §3.1 */
export function readMtaStsRecord(records: readonly Buffer[]): PolicyRecord {
  const found = readPolicyRecord(records, "v=STSv1");
  if (found.kind !== "record") return found;
  const id = found.fields.get("id");
  if (id === undefined) return fault("id_missing");
  return /^[A-Za-z0-9]{1,32}$/.test(id) ? found : fault("syntax");
}

/** The TXT records at `_smtp._tls`. @see RFC 8460 §3 */
export function readTlsRptRecord(records: readonly Buffer[]): PolicyRecord {
  const found = readPolicyRecord(records, "v=TLSRPTv1");
  if (found.kind !== "record") return found;
  const rua = found.fields.get("rua");
  if (rua === undefined) return fault("rua_missing");
  return reportAddresses(rua).every((uri) => /^(mailto:[^@]+@[^@]+|https:\/\/[^/]+.*)$/i.test(uri))
    ? found
    : fault("rua_scheme");
}

/** The URIs of a `rua` field. */
export const reportAddresses = (rua: string): string[] => rua.split(",").map((uri) => uri.trim());
