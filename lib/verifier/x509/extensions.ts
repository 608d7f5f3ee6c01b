import type { CertificatePart } from "@/lib/model/certificate";
import { printable } from "../net/printable";
import {
  booleanValue,
  contextTag,
  DER,
  DerCursor,
  elementsIn,
  oidText,
  smallInteger,
  soleElement,
} from "./der";

/** What `Extensions` says that DANE asks for. Null: the extension is absent, or unreadable. */
export type Extensions = {
  /**
   * DNS-IDs of the subjectAltName, in the order sent; those that are not plain ASCII are escaped,
   * and so equal no host name. Null where there is no subjectAltName at all.
   */
  dnsNames: readonly string[] | null;
  basicConstraints: { ca: boolean; pathLength: number | null } | null;
  /** Bit n of RFC 5280 §4.2.1.3 is bit n here: `1 << 5` is keyCertSign. */
  keyUsage: number | null;
  extendedKeyUsage: readonly string[] | null;
  subjectKeyIdentifier: Buffer | null;
  /** Only the keyIdentifier of an authorityKeyIdentifier. */
  authorityKeyIdentifier: Buffer | null;
  /** OIDs of critical extensions that are not among these. */
  otherCritical: readonly string[];
  /** What could not be read. A repeated extension makes `extensions` one of them. */
  unreadable: readonly CertificatePart[];
};

/** keyCertSign in `keyUsage` (RFC 5280 §4.2.1.3). */
export const KEY_CERT_SIGN = 1 << 5;

const MAX_EXTENSIONS = 100;
const MAX_NAMES = 1000;
const MAX_NAME_LENGTH = 255;

const absent = {
  dnsNames: null,
  basicConstraints: null,
  keyUsage: null,
  extendedKeyUsage: null,
  subjectKeyIdentifier: null,
  authorityKeyIdentifier: null,
} as const;

/** A reader gives null for what is malformed, and what it read otherwise. */
type ExtensionReader = {
  part: CertificatePart;
  read: (value: Buffer) => Partial<Extensions> | null;
};

const READERS: Readonly<Record<string, ExtensionReader>> = {
  "2.5.29.17": { part: "subject_alt_name", read: readSubjectAltName },
  "2.5.29.19": { part: "basic_constraints", read: readBasicConstraints },
  "2.5.29.15": { part: "key_usage", read: readKeyUsage },
  "2.5.29.37": { part: "extended_key_usage", read: readExtendedKeyUsage },
  "2.5.29.14": { part: "key_identifier", read: readSubjectKeyIdentifier },
  "2.5.29.35": { part: "key_identifier", read: readAuthorityKeyIdentifier },
};

/**
 * Reads the content of a certificate's `[3]` element (RFC 5280 §4.1.2.9); null means it has none.
 * What cannot be read is listed, never taken as absent without a word.
 */
export function readExtensions(explicit: Buffer | null): Extensions {
  if (explicit === null) return { ...absent, otherCritical: [], unreadable: [] };
  const list = soleElement(explicit, DER.SEQUENCE);
  const members = list && elementsIn(list.content, MAX_EXTENSIONS);
  if (members === null) return { ...absent, otherCritical: [], unreadable: ["extensions"] };
  const seen = new Set<string>();
  const unreadable = new Set<CertificatePart>();
  const otherCritical: string[] = [];
  let found: Partial<Extensions> = {};
  for (const { octets } of members) {
    const extension = readExtension(octets);
    if (extension === null || seen.has(extension.oid)) {
      unreadable.add("extensions");
      continue;
    }
    seen.add(extension.oid);
    const reader = READERS[extension.oid];
    if (reader === undefined) {
      if (extension.critical) otherCritical.push(extension.oid);
      continue;
    }
    const read = reader.read(extension.value);
    if (read === null) unreadable.add(reader.part);
    else found = { ...found, ...read };
  }
  return { ...absent, ...found, otherCritical, unreadable: [...unreadable] };
}

function readExtension(octets: Buffer): { oid: string; critical: boolean; value: Buffer } | null {
  const sequence = soleElement(octets, DER.SEQUENCE);
  if (sequence === null) return null;
  const cursor = new DerCursor(sequence.content);
  const oid = oidText(cursor.take(DER.OID)?.content ?? Buffer.alloc(0));
  const flag = cursor.take(DER.BOOLEAN);
  const critical = flag === null ? false : booleanValue(flag.content);
  const value = cursor.take(DER.OCTET_STRING);
  if (oid === null || critical === null || value === null || !cursor.atEnd) return null;
  return { oid, critical, value: value.content };
}

/** RFC 5280 §4.2.1.6. */
function readSubjectAltName(value: Buffer): Partial<Extensions> | null {
  const list = soleElement(value, DER.SEQUENCE);
  const names = list && elementsIn(list.content, MAX_NAMES);
  if (names === null) return null;
  const dnsNames = names
    .filter(({ tag }) => tag === contextTag(2, "primitive"))
    .map(({ content }) => asciiName(content));
  return { dnsNames };
}

/** An IA5String; a space or an octet above ASCII is escaped too, since no host name has one. */
const asciiName = (content: Buffer): string =>
  printable(content.subarray(0, MAX_NAME_LENGTH + 1), MAX_NAME_LENGTH).replace(
    /[^!-~]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** RFC 5280 §4.2.1.9. */
function readBasicConstraints(value: Buffer): Partial<Extensions> | null {
  const sequence = soleElement(value, DER.SEQUENCE);
  if (sequence === null) return null;
  const cursor = new DerCursor(sequence.content);
  const flag = cursor.take(DER.BOOLEAN);
  const ca = flag === null ? false : booleanValue(flag.content);
  const limit = cursor.take(DER.INTEGER);
  const pathLength = limit === null ? null : smallInteger(limit.content);
  if (ca === null || (limit !== null && pathLength === null) || !cursor.atEnd) return null;
  return { basicConstraints: { ca, pathLength } };
}

/** RFC 5280 §4.2.1.3: nine bits. The first octet of a BIT STRING counts the unused ones. */
function readKeyUsage(value: Buffer): Partial<Extensions> | null {
  const bits = soleElement(value, DER.BIT_STRING)?.content;
  const [unused = 8, first = 0, second = 0] = bits ?? [];
  if (!bits || bits.length > 3 || unused > 7 || (bits.length === 1 && unused !== 0)) return null;
  let usage = 0;
  for (let bit = 0; bit < 9; bit++)
    if (((bit < 8 ? first : second) & (0x80 >> (bit & 7))) !== 0) usage |= 1 << bit;
  return { keyUsage: usage };
}

/** RFC 5280 §4.2.1.12. */
function readExtendedKeyUsage(value: Buffer): Partial<Extensions> | null {
  const sequence = soleElement(value, DER.SEQUENCE);
  const members = sequence && elementsIn(sequence.content, MAX_EXTENSIONS);
  const oids = members?.map(({ tag, content }) => (tag === DER.OID ? oidText(content) : null));
  if (!oids || oids.length === 0) return null;
  const known = oids.filter((oid) => oid !== null);
  return known.length === oids.length ? { extendedKeyUsage: known } : null;
}

/** RFC 5280 §4.2.1.2. */
function readSubjectKeyIdentifier(value: Buffer): Partial<Extensions> | null {
  const identifier = soleElement(value, DER.OCTET_STRING);
  return identifier && { subjectKeyIdentifier: identifier.content };
}

/** RFC 5280 §4.2.1.1. */
function readAuthorityKeyIdentifier(value: Buffer): Partial<Extensions> | null {
  const sequence = soleElement(value, DER.SEQUENCE);
  if (sequence === null || elementsIn(sequence.content, 3) === null) return null;
  const identifier = new DerCursor(sequence.content).take(contextTag(0, "primitive"));
  return { authorityKeyIdentifier: identifier?.content ?? null };
}
