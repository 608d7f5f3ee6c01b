import { printable } from "../net/printable";
import { DER, type DerElement, elementsIn, oidText, soleElement } from "./der";

/** A part of a distinguished name: the attribute's type as an OID, and its value safe to print. */
export type NameAttribute = { oid: string; text: string };

/** OID of commonName (RFC 5280 §A.1). */
export const COMMON_NAME = "2.5.4.3";

/** Short names of RFC 4514 §3, and the mail address that old certificates have. */
const SHORT: Readonly<Record<string, string>> = {
  [COMMON_NAME]: "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};

const MAX_ATTRIBUTES = 64;
const MAX_VALUE_LENGTH = 256;

/** The attributes of a Name (RFC 5280 §4.1.2.4) in the order sent; null where it is malformed. */
export function readName(name: Buffer): NameAttribute[] | null {
  const sequence = soleElement(name, DER.SEQUENCE);
  const sets = sequence && elementsIn(sequence.content, MAX_ATTRIBUTES);
  if (sets === null) return null;
  const attributes: NameAttribute[] = [];
  for (const set of sets) {
    const members = set.tag === DER.SET ? elementsIn(set.content, MAX_ATTRIBUTES) : null;
    if (members === null || members.length === 0) return null;
    for (const member of members) {
      const attribute = readAttribute(member);
      if (attribute === null || attributes.length === MAX_ATTRIBUTES) return null;
      attributes.push(attribute);
    }
  }
  return attributes;
}

function readAttribute(member: DerElement): NameAttribute | null {
  if (member.tag !== DER.SEQUENCE) return null;
  const [type, value, ...more] = elementsIn(member.content, 3) ?? [];
  const oid = type?.tag === DER.OID ? oidText(type.content) : null;
  if (oid === null || value === undefined || more.length > 0) return null;
  return { oid, text: printable(characters(value), MAX_VALUE_LENGTH) };
}

/** UTF-16 for BMPString; everything else is read as UTF-8, or as octets where it is none. */
function characters({ tag, content }: DerElement): Buffer | string {
  if (tag !== DER.BMP_STRING || content.length % 2 !== 0) return content;
  return Buffer.from(content.subarray(0, 4 * MAX_VALUE_LENGTH))
    .swap16()
    .toString("utf16le");
}

/** The name as RFC 4514 §2 writes it: the last part first. Values are safe to print. */
export const nameText = (attributes: readonly NameAttribute[]): string =>
  attributes
    .toReversed()
    .map(({ oid, text }) => `${SHORT[oid] ?? oid}=${text.replace(/[,+"<>;=]|^[ #]| $/g, "\\$&")}`)
    .join(",");
