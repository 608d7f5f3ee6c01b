import { createPublicKey, type KeyObject } from "node:crypto";
import type { TlsaData } from "../dns/record";
import { type Certificate, readCertificate } from "../x509/certificate";
import { matchesCertificate } from "./matching";
import type { PathWork } from "./path-work";
import { SignatureBook } from "./signature-book";

/**
 * A path whose names and signatures hold, from the leaf up to the trust anchor of a DANE-TA(2)
 * record. An anchor that is a bare key is not among the certificates, and its depth is one more.
 */
export type AnchoredPath = {
  certificates: readonly Certificate[];
  record: TlsaData;
  depth: number;
};

/** A path that ends because no issuer was found for its last certificate. */
export type DeadEnd = { certificates: readonly Certificate[] };

/**
 * All paths from the leaf upward to a trust anchor, as far as the work allows, and the dead ends.
 * Issuers are found by name and signature among the certificates sent, in whatever order, and those
 * in `2 0 0` records; a cross-signed name gives several paths. A path ends at the first certificate
 * that a record matches, at a self-signed one, or at one without issuer, which a `2 1 0` key may
 * have signed (RFC 7671 §5.2.2, §5.2.3; decision table G1, G5, G6). Names of the leaf, dates and
 * rights to sign are not looked at here.
 *
 * @param records usable ones of DANE-TA(2), thinned by `strongestDigests`.
 * @param chain the leaf first; of the rest the order means nothing.
 */
export function* pathsToAnchors(
  records: readonly TlsaData[],
  chain: readonly Certificate[],
  work: PathWork,
): Generator<AnchoredPath | DeadEnd> {
  const issuers = issuersBySubject([...chain, ...fullCertificates(records)]);
  const keys = fullKeys(records);
  const signatures = new SignatureBook(work);

  function* upwardFrom(
    path: readonly Certificate[],
    top: Certificate,
  ): Generator<AnchoredPath | DeadEnd> {
    if (!work.mayTry(path.length)) return;
    let isTop = true;
    if (!isSelfSigned(top)) {
      for (const issuer of inOrderOfPromise(issuers.get(nameKey(top.issuer.der)) ?? [], top)) {
        if (path.includes(issuer) || !signatures.hasSigned(issuer, top)) continue;
        isTop = false;
        const certificates = [...path, issuer];
        const record = records.find((each) => matchesCertificate(each, issuer));
        if (record) yield { certificates, record, depth: path.length };
        else yield* upwardFrom(certificates, issuer);
      }
    }
    if (!isTop) return;
    const bare = keys.find(({ key }) => signatures.isSignedBy(top, key));
    yield bare
      ? { certificates: path, record: bare.record, depth: path.length }
      : { certificates: path };
  }

  const isSelfSigned = (certificate: Certificate) =>
    isSelfIssued(certificate) && signatures.hasSigned(certificate, certificate);

  const [leaf] = chain;
  if (leaf) yield* upwardFrom([leaf], leaf);
}

/** Whether subject and issuer are one name. Whether it signed itself is another question. */
export const isSelfIssued = ({ subject, issuer }: Certificate): boolean =>
  subject.der.equals(issuer.der);

/** The certificates of `2 0 0` records, which a server need not send (RFC 7671 §5.2.2). */
function fullCertificates(records: readonly TlsaData[]): Certificate[] {
  return records
    .filter(({ selector, matchingType }) => selector === 0 && matchingType === 0)
    .flatMap(({ association }) => {
      const read = readCertificate(association);
      return read.ok ? [read.value] : [];
    });
}

/** The keys of `2 1 0` records, with which a certificate can be verified (RFC 7671 §5.2.3). */
function fullKeys(records: readonly TlsaData[]): { record: TlsaData; key: KeyObject }[] {
  return records
    .filter(({ selector, matchingType }) => selector === 1 && matchingType === 0)
    .flatMap((record) => {
      try {
        const key = createPublicKey({ key: record.association, format: "der", type: "spki" });
        return [{ record, key }];
      } catch {
        return [];
      }
    });
}

const nameKey = (name: Buffer): string => name.toString("latin1");

/** Certificates by subject, none twice. */
function issuersBySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const issuers = new Map<string, Certificate[]>();
  const seen = new Set<string>();
  for (const certificate of certificates) {
    const octets = certificate.der.toString("latin1");
    if (seen.has(octets)) continue;
    seen.add(octets);
    const name = nameKey(certificate.subject.der);
    issuers.set(name, [...(issuers.get(name) ?? []), certificate]);
  }
  return issuers;
}

/** Those first whose key identifier is the one asked for. It is only a hint (RFC 5280 §4.2.1.1). */
function inOrderOfPromise(issuers: readonly Certificate[], issued: Certificate): Certificate[] {
  const wanted = issued.authorityKeyIdentifier;
  const isNamed = ({ subjectKeyIdentifier }: Certificate) =>
    wanted !== null && subjectKeyIdentifier?.equals(wanted) === true;
  return [...issuers.filter(isNamed), ...issuers.filter((issuer) => !isNamed(issuer))];
}
