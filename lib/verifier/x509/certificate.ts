import { X509Certificate } from "node:crypto";
import type { CertificatePart } from "@/lib/model/certificate";
import { err, ok, type Result } from "@/lib/result";
import { contextTag, DER, DerCursor, oidText, smallInteger, soleElement } from "./der";
import { type Extensions, readExtensions } from "./extensions";
import { COMMON_NAME, nameText, readName } from "./name";
import { describeKey, type KeyDescription } from "./public-key";
import { epochSeconds } from "./time";

/** A distinguished name: its own octets, by which issuers are found, and the text of it. */
export type DistinguishedName = {
  der: Buffer;
  /** As RFC 4514 writes it, safe to print; null where the octets are no Name. */
  text: string | null;
  /** Its common names in the order sent, safe to print. */
  commonNames: readonly string[];
};

/** A certificate, read from its own octets (RFC 5280 §4.1). */
export type Certificate = Extensions & {
  /** The octets as they were sent. */
  der: Buffer;
  /** Its own SubjectPublicKeyInfo octets, never re-encoded. */
  spki: Buffer;
  /** 1 to 3 (the number in the certificate plus one). */
  version: number;
  subject: DistinguishedName;
  issuer: DistinguishedName;
  /** Epoch seconds, both inclusive; null where a date cannot be read. */
  validity: { notBefore: number; notAfter: number } | null;
  /** Null where the key's own structure cannot be read. */
  key: KeyDescription | null;
  /** Dotted OID of the signature's algorithm. */
  signatureAlgorithm: string;
  /** OpenSSL's view, to verify signatures with; null where it refuses the certificate. */
  x509: X509Certificate | null;
  /** The parts that could not be read; what they would say is not known. */
  unreadable: readonly CertificatePart[];
};

/**
 * Why octets are no certificate: too many, not the shape of RFC 5280 §4.1, or more octets behind
 * it.
 */
export type CertificateError = {
  code: "certificate_too_long" | "not_a_certificate" | "octets_after_certificate";
};

/** OpenSSL takes no more than 100 KB of certificates in a handshake. */
const MAX_CERTIFICATE_OCTETS = 100 * 1024;

/**
 * Reads a certificate strictly as far as its frame goes, so that `spki`, `subject` and `issuer` are
 * its own octets. A part inside the frame that cannot be read is listed in `unreadable`, and is no
 * failure of the whole. Nothing is verified.
 */
export function readCertificate(der: Buffer): Result<Certificate, CertificateError> {
  if (der.length > MAX_CERTIFICATE_OCTETS) return err({ code: "certificate_too_long" });
  const outer = new DerCursor(der);
  const frame = outer.take(DER.SEQUENCE);
  if (frame === null) return err({ code: "not_a_certificate" });
  if (!outer.atEnd) return err({ code: "octets_after_certificate" });
  const cursor = new DerCursor(frame.content);
  const tbs = cursor.take(DER.SEQUENCE);
  const algorithm = cursor.take(DER.SEQUENCE);
  const signature = cursor.take(DER.BIT_STRING);
  const fields = tbs && readTbs(tbs.content);
  const signatureAlgorithm = algorithm && algorithmOid(algorithm.content);
  if (!fields || !signatureAlgorithm || signature === null || !cursor.atEnd)
    return err({ code: "not_a_certificate" });
  return ok({ der, ...fields, signatureAlgorithm, x509: opensslView(der) });
}

type TbsFields = Omit<Certificate, "der" | "signatureAlgorithm" | "x509">;

/** TBSCertificate of RFC 5280 §4.1. */
function readTbs(content: Buffer): TbsFields | null {
  const cursor = new DerCursor(content);
  const version = readVersion(cursor.take(contextTag(0, "constructed"))?.content ?? null);
  const serial = cursor.take(DER.INTEGER);
  const algorithm = cursor.take(DER.SEQUENCE);
  const issuerName = cursor.take(DER.SEQUENCE);
  const dates = cursor.take(DER.SEQUENCE);
  const subjectName = cursor.take(DER.SEQUENCE);
  const spki = cursor.take(DER.SEQUENCE);
  if (version === null || !serial || !algorithm || !issuerName || !dates || !subjectName || !spki)
    return null;
  cursor.take(contextTag(1, "primitive")); // issuerUniqueID
  cursor.take(contextTag(2, "primitive")); // subjectUniqueID
  const extensions = readExtensions(cursor.take(contextTag(3, "constructed"))?.content ?? null);
  if (!cursor.atEnd) return null;
  const subject = distinguishedName(subjectName.octets);
  const issuer = distinguishedName(issuerName.octets);
  const validity = readValidity(dates.content);
  const key = describeKey(spki.octets);
  const unreadable: CertificatePart[] = [...extensions.unreadable];
  if (validity === null) unreadable.push("validity");
  if (subject.text === null) unreadable.push("subject");
  if (issuer.text === null) unreadable.push("issuer");
  if (key === null) unreadable.push("public_key");
  return { ...extensions, version, subject, issuer, validity, key, spki: spki.octets, unreadable };
}

/** 1 where the element is absent; null where it holds no version there is. */
function readVersion(explicit: Buffer | null): number | null {
  if (explicit === null) return 1;
  const number = smallInteger(soleElement(explicit, DER.INTEGER)?.content ?? Buffer.alloc(0));
  return number === null || number > 2 ? null : number + 1;
}

function readValidity(content: Buffer): { notBefore: number; notAfter: number } | null {
  const cursor = new DerCursor(content);
  const [notBefore, notAfter] = [0, 1].map(() => {
    const time = cursor.take(DER.UTC_TIME) ?? cursor.take(DER.GENERALIZED_TIME);
    return time && epochSeconds(time);
  });
  if (typeof notBefore !== "number" || typeof notAfter !== "number" || !cursor.atEnd) return null;
  return { notBefore, notAfter };
}

function distinguishedName(der: Buffer): DistinguishedName {
  const attributes = readName(der);
  return {
    der,
    text: attributes && nameText(attributes),
    commonNames: (attributes ?? [])
      .filter(({ oid }) => oid === COMMON_NAME)
      .map(({ text }) => text),
  };
}

const algorithmOid = (content: Buffer): string | null =>
  oidText(new DerCursor(content).take(DER.OID)?.content ?? Buffer.alloc(0));

function opensslView(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null; // OpenSSL and we may differ on what a certificate is
  }
}
