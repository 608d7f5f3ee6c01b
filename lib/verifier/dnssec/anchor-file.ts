import { err, ok, type Result } from "@/lib/result";
import { parseName } from "../dns/name";
import type { DnskeyData, DsData } from "../dns/record";
import type { TrustAnchor } from "./anchors";

export type AnchorFileError =
  | { code: "line_invalid"; line: number; text: string }
  | { code: "parenthesis_open" }
  | { code: "no_anchors" };

/**
 * Reads DS and DNSKEY records in zone-file form (RFC 1035 §5.1): comments, parentheses over
 * several lines, TTL and class in any order or absent. Owners are absolute: a line that leaves its
 * owner out is refused, rather than its TTL be read as a name.
 */
export function parseAnchorFile(text: string): Result<TrustAnchor[], AnchorFileError> {
  const anchors: TrustAnchor[] = [];
  let fields: string[] = [];
  let depth = 0;
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const [line = ""] = raw.split(";", 1);
    depth += (line.match(/\(/g)?.length ?? 0) - (line.match(/\)/g)?.length ?? 0);
    for (const field of line.split(/[\s()]+/)) if (field !== "") fields.push(field);
    if (depth > 0 || fields.length === 0) continue;
    const anchor = depth < 0 ? null : anchorOf(fields);
    if (anchor === null) return err({ code: "line_invalid", line: at + 1, text: raw.trim() });
    anchors.push(anchor);
    fields = [];
  }
  if (depth > 0) return err({ code: "parenthesis_open" });
  return anchors.length > 0 ? ok(anchors) : err({ code: "no_anchors" });
}

function anchorOf([ownerText = "", ...rest]: readonly string[]): TrustAnchor | null {
  const owner = parseName(ownerText);
  const typeAt = rest.findIndex((field) => /^(DS|DNSKEY)$/i.test(field));
  if (!owner.ok || !ownerText.endsWith(".") || typeAt < 0) return null;
  if (!rest.slice(0, typeAt).every((field) => /^(\d+|IN)$/i.test(field))) return null;
  const [first, second, third, ...encoded] = rest.slice(typeAt + 1);
  const numbers = [first, second, third].map((field) =>
    /^\d{1,5}$/.test(field ?? "") ? Number(field) : -1,
  );
  const [a = -1, b = -1, c = -1] = numbers;
  if (a < 0 || a > 0xffff || b < 0 || b > 255 || c < 0 || c > 255) return null;
  const data =
    rest[typeAt]?.toUpperCase() === "DS"
      ? dsOf(a, b, c, encoded.join(""))
      : dnskeyOf(a, b, c, encoded.join(""));
  return data === null ? null : { owner: owner.value, data };
}

const DIGEST_OCTETS = new Map([
  [1, 20],
  [2, 32],
  [4, 48],
]);

function dsOf(keyTag: number, algorithm: number, digestType: number, hex: string): DsData | null {
  if (!/^([0-9a-f]{2})+$/i.test(hex)) return null;
  const digest = Buffer.from(hex, "hex");
  const octets = DIGEST_OCTETS.get(digestType) ?? digest.length;
  return digest.length === octets ? { kind: "DS", keyTag, algorithm, digestType, digest } : null;
}

function dnskeyOf(
  flags: number,
  protocol: number,
  algorithm: number,
  base64: string,
): DnskeyData | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return { kind: "DNSKEY", flags, protocol, algorithm, publicKey: Buffer.from(base64, "base64") };
}
