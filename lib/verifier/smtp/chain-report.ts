import { hash } from "node:crypto";
import type { PublicKeyType } from "@/lib/model/certificate";
import { type Certificate, readCertificate } from "../x509/certificate";

/** A certificate as the check report shows it. Null: it could not be read. Texts are safe to print. */
export type CertificateFacts = {
  subject: string | null;
  issuer: string | null;
  /** ISO 8601 in UTC. */
  notBefore: string | null;
  notAfter: string | null;
  keyType: PublicKeyType | null;
  /** Of RSA keys. */
  keyBits: number | null;
  /** Of ec keys. */
  keyCurve: string | null;
  /** DNS-IDs of the subjectAltName, no more than 100 of them. */
  dnsNames: readonly string[];
  /** SHA-256 of its own SubjectPublicKeyInfo octets, in hex. */
  spkiSha256: string | null;
  /** SHA-256 of the certificate as sent, in hex. */
  certSha256: string;
};

const MAX_NAMES = 100;
const MAX_NAME_TEXT = 500;

/** What a certificate says, for people. One that cannot be read gives its digest and nulls. */
export function certificateFacts(der: Buffer): CertificateFacts {
  const read = readCertificate(der);
  const certSha256 = hash("sha256", der);
  return read.ok ? { ...factsOf(read.value), certSha256 } : { ...UNREADABLE, certSha256 };
}

const UNREADABLE = {
  subject: null,
  issuer: null,
  notBefore: null,
  notAfter: null,
  keyType: null,
  keyBits: null,
  keyCurve: null,
  dnsNames: [],
  spkiSha256: null,
} as const;

const factsOf = (certificate: Certificate): Omit<CertificateFacts, "certSha256"> => ({
  subject: certificate.subject.text?.slice(0, MAX_NAME_TEXT) ?? null,
  issuer: certificate.issuer.text?.slice(0, MAX_NAME_TEXT) ?? null,
  notBefore: isoText(certificate.validity?.notBefore),
  notAfter: isoText(certificate.validity?.notAfter),
  keyType: certificate.key?.type ?? null,
  keyBits: certificate.key?.bits ?? null,
  keyCurve: certificate.key?.curve ?? null,
  dnsNames: (certificate.dnsNames ?? []).slice(0, MAX_NAMES),
  spkiSha256: hash("sha256", certificate.spki),
});

const isoText = (epochSeconds: number | undefined): string | null =>
  epochSeconds === undefined
    ? null
    : new Date(epochSeconds * 1000).toISOString().replace(".000", "");
