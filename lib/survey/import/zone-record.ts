import { rrTypeOf } from "@/lib/model/rr-types";
import type { InputFaultCode } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { readMasterName } from "./domain-text";
import { quoted } from "./input-fault";
import type { OpenRecord, ZoneToken } from "./zone-tokens";

/** What a record says that the import reads; the data of other types is not looked at. */
export type ZoneRecord = {
  owner: string;
  type: string;
  /** Of a SOA record. */
  serial: number | null;
  /** As it stands there, without white space. */
  data: string;
};

/** A fault within a record: the field and what stood there. */
export type RecordFault = { code: InputFaultCode; field: string; detail: string };

/** RFC 2181 §8. */
const MAX_TTL_SECONDS = 2 ** 31 - 1;
const UNIT_SECONDS: Record<string, number> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** Digits, or BIND's `1h30m`. */
export function isTtl(text: string): boolean {
  if (/^\d{1,10}$/.test(text)) return Number(text) <= MAX_TTL_SECONDS;
  if (!/^(?:\d{1,10}[wdhms]){1,5}$/i.test(text)) return false;
  const parts = text.toLowerCase().matchAll(/(\d+)([wdhms])/g);
  const seconds = [...parts].reduce(
    (sum, [, n, unit = ""]) => sum + Number(n) * (UNIT_SECONDS[unit] ?? 0),
    0,
  );
  return seconds <= MAX_TTL_SECONDS;
}

const fault = (code: InputFaultCode, field: string, token: ZoneToken | undefined, detail = "") =>
  err<RecordFault>({
    code,
    field,
    detail: token === undefined ? detail || "it is missing" : `${detail}${quoted(token.text)}`,
  });

/**
 * Reads a record's fields: owner, TTL and class in any order and both optional, type, data.
 *
 * @param lastOwner stands in for an owner left blank.
 * @see RFC 1035 §5.1, RFC 3597 §5
 */
export function readRecord(
  { tokens, hasBlankOwner }: OpenRecord,
  origin: string | null,
  lastOwner: string | null,
): Result<ZoneRecord, RecordFault> {
  let at = 0;
  let owner = lastOwner;
  if (!hasBlankOwner) {
    const token = tokens[at++];
    const read = readName(token, origin);
    if (!read.ok) return fault(read.error, "owner", token);
    owner = read.value;
  }
  if (owner === null) return fault("owner_missing", "owner", undefined);
  let hasTtl = false;
  let hasClass = false;
  let type: string | null = null;
  for (; type === null; at++) {
    const token = tokens[at];
    if (token === undefined) return fault("type_missing", "type", undefined);
    if (token.isQuoted) return fault("type_unknown", "type", token);
    if (!hasTtl && /^\d/.test(token.text)) {
      if (!isTtl(token.text)) return fault("ttl_invalid", "TTL", token);
      hasTtl = true;
    } else if (!hasClass && isClass(token.text)) {
      if (!/^(?:in|class1)$/i.test(token.text)) return fault("class_not_in", "class", token);
      hasClass = true;
    } else {
      type = rrTypeOf(token.text);
      if (type === null) return fault("type_unknown", "type", token);
    }
  }
  const wrong = dataFault(type, tokens.slice(at), origin);
  if (wrong !== null) return err(wrong);
  const serial = type === "SOA" ? Number(tokens[at + 2]?.text) : null;
  const data = tokens
    .slice(at)
    .map(({ text }) => text)
    .join("");
  return ok({ owner, type, data, serial: Number.isSafeInteger(serial) ? serial : null });
}

const isClass = (text: string): boolean => /^(?:in|ch|cs|hs|any|none|class\d{1,5})$/i.test(text);

const readName = (token: ZoneToken | undefined, origin: string | null) =>
  token === undefined
    ? err<InputFaultCode>("owner_missing")
    : token.isQuoted
      ? err<InputFaultCode>("character_invalid")
      : readMasterName(token.text, origin);

/** Checks the data of NS, DS and SOA; of other types only that there is some. */
function dataFault(type: string, data: ZoneToken[], origin: string | null): RecordFault | null {
  const [first] = data;
  const wrong = (field: string, token?: ZoneToken, code: InputFaultCode = "rdata_invalid") =>
    fault(code, field, token, "").error;
  if (first === undefined) return wrong(`${type} data`);
  if (first.text === "\\#" && !first.isQuoted) return genericFault(type, data);
  if (type === "NS") {
    const name = readName(first, origin);
    if (!name.ok) return wrong("NS name", first, name.error);
    return data[1] === undefined ? null : wrong("NS data", data[1]);
  }
  if (type === "DS") return dsFault(data);
  return type === "SOA" ? soaFault(data, origin) : null;
}

/** RFC 3597 §5: `\# length hex…`. */
function genericFault(type: string, data: ZoneToken[]): RecordFault | null {
  const [, length, ...hex] = data;
  const digits = hex.map(({ text }) => text).join("");
  const isRight =
    /^\d{1,5}$/.test(length?.text ?? "") &&
    /^(?:[0-9a-f]{2})*$/i.test(digits) &&
    digits.length === 2 * Number(length?.text);
  // A SOA record's names are needed, so it has to be written out.
  return isRight && type !== "SOA" ? null : fault("rdata_invalid", `${type} data`, length).error;
}

/** RFC 4034 §5.3 lets the algorithm be a mnemonic of appendix A.1. */
const ALGORITHM = /^(?:RSAMD5|DH|DSA|ECC|RSASHA1|INDIRECT|PRIVATEDNS|PRIVATEOID)$/i;

/** RFC 4034 §5.3. A digest's length by its type is the parent's affair, and legal on the wire. */
function dsFault([tag, algorithm, digestType, ...digest]: ZoneToken[]): RecordFault | null {
  const wrong = (field: string, token?: ZoneToken) => fault("rdata_invalid", field, token).error;
  if (!isNumber(tag, 65_535)) return wrong("DS key tag", tag);
  if (!isNumber(algorithm, 255) && !ALGORITHM.test(algorithm?.text ?? ""))
    return wrong("DS algorithm", algorithm);
  if (!isNumber(digestType, 255)) return wrong("DS digest type", digestType);
  const hex = digest.map(({ text, isQuoted }) => (isQuoted ? "?" : text)).join("");
  return /^(?:[0-9a-f]{2})+$/i.test(hex) ? null : wrong("DS digest", digest[0]);
}

function soaFault(data: ZoneToken[], origin: string | null): RecordFault | null {
  const [mname, rname, serial, ...times] = data;
  for (const [field, token] of [
    ["SOA MNAME", mname],
    ["SOA RNAME", rname],
  ] as const) {
    const name = readName(token, origin);
    if (!name.ok) return fault(name.error, field, token).error;
  }
  if (!isNumber(serial, 2 ** 32 - 1)) return fault("rdata_invalid", "SOA serial", serial).error;
  const isRight = times.length === 4 && times.every(({ text }) => isTtl(text) || isNumber32(text));
  return isRight ? null : fault("rdata_invalid", "SOA times", times[times.length - 1]).error;
}

const isNumber = (token: ZoneToken | undefined, max: number): boolean =>
  token !== undefined &&
  !token.isQuoted &&
  /^\d{1,10}$/.test(token.text) &&
  Number(token.text) <= max;

const isNumber32 = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32;
