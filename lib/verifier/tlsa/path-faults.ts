import type { TlsaMismatchReason } from "@/lib/model/dns-tlsa";
import type { Name } from "../dns/name";
import type { Certificate } from "../x509/certificate";
import { contextTag, DER, elementsIn, soleElement } from "../x509/der";
import { extensionValue } from "../x509/extension-value";
import { KEY_CERT_SIGN } from "../x509/extensions";
import { areNamesPermitted, GENERAL_NAME, type GeneralName } from "./name-constraints";
import { type AnchoredPath, isSelfIssued } from "./path";

/** What can be wrong with a path, from what a new leaf mends to what is hardly a path at all. */
export const PATH_FAULTS_BY_SEVERITY = [
  "name_mismatch",
  "cert_expired",
  "cert_not_yet_valid",
  "name_constraint",
  "path_too_long",
  "purpose_mismatch",
  "chain_not_ca",
  "critical_extension",
  "chain_unreadable",
] as const satisfies readonly TlsaMismatchReason[];

/** What is wrong with one certificate of a path. */
export type PathFault = { reason: (typeof PATH_FAULTS_BY_SEVERITY)[number]; depth: number };

/**
 * All that keeps a path from authenticating the leaf: names, dates, and the rights of each
 * certificate, the trust anchor's own included (decision table G1 to G3, G7).
 *
 * @param leafName the reference name that the leaf is for.
 * @see RFC 5280 §6.1, RFC 7672 §3.1.2, §3.2.2
 */
export function faultsOfPath(
  { certificates }: AnchoredPath,
  leafName: Name | null,
  atSeconds: number,
): PathFault[] {
  const faults: PathFault[] = [];
  const add = (reason: PathFault["reason"], depth: number) => faults.push({ reason, depth });
  let signersBelow = 0;
  certificates.forEach((certificate, depth) => {
    const isLast = depth === certificates.length - 1;
    if (isUnreadable(certificate)) add("chain_unreadable", depth);
    if (certificate.otherCritical.some((oid) => !PROCESSED.has(oid)))
      add("critical_extension", depth);
    if (!isForTlsServers(certificate, depth)) add("purpose_mismatch", depth);
    const { notBefore, notAfter } = certificate.validity ?? ALWAYS;
    if (atSeconds < notBefore) add("cert_not_yet_valid", depth);
    if (atSeconds > notAfter) add("cert_expired", depth);
    if (depth === 0) return;
    if (!maySign(certificate, isLast)) add("chain_not_ca", depth);
    if (signersBelow > (certificate.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY))
      add("path_too_long", depth);
    if (!permitsNamesBelow(certificate, certificates.slice(0, depth)))
      add("name_constraint", depth);
    if (!isSelfIssued(certificate)) signersBelow++;
  });
  if (leafName === null) add("name_mismatch", 0);
  return faults;
}

/** Where the dates cannot be read, that is the fault. */
const ALWAYS = { notBefore: Number.NEGATIVE_INFINITY, notAfter: Number.POSITIVE_INFINITY };

/** Names and keys that cannot be read do not verify in the first place. */
const isUnreadable = ({ unreadable }: Certificate): boolean =>
  unreadable.some((part) => part !== "subject" && part !== "issuer" && part !== "public_key");

const NAME_CONSTRAINTS = "2.5.29.30";
/**
 * Critical extensions that change nothing here beyond what is checked: CRL distribution points,
 * and policies (RFC 5280 §4.2.1.4, .5, .11, .14), of which DANE asks for none.
 */
const PROCESSED = new Set([
  NAME_CONSTRAINTS,
  "2.5.29.31",
  "2.5.29.32",
  "2.5.29.33",
  "2.5.29.36",
  "2.5.29.54",
]);

/** id-kp-serverAuth, and the two "step-up" purposes that stand for it in old CA certificates. */
const SERVER_AUTH = new Set([
  "1.3.6.1.5.5.7.3.1",
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
]);
/** digitalSignature, keyEncipherment, keyAgreement (RFC 5280 §4.2.1.3). */
const TLS_KEY_USES = (1 << 0) | (1 << 2) | (1 << 4);

/** The purpose that OpenSSL asks of every certificate of a path, and the key use of the leaf. */
function isForTlsServers({ extendedKeyUsage, keyUsage }: Certificate, depth: number): boolean {
  if (extendedKeyUsage !== null && !extendedKeyUsage.some((oid) => SERVER_AUTH.has(oid)))
    return false;
  return depth > 0 || keyUsage === null || (keyUsage & TLS_KEY_USES) !== 0;
}

/**
 * Whether a certificate is a CA's. Only the last of a path may do without basicConstraints: where
 * keyUsage says so, or in a self-issued certificate of version 1.
 */
function maySign(certificate: Certificate, isLast: boolean): boolean {
  const { keyUsage, basicConstraints } = certificate;
  if (keyUsage !== null && (keyUsage & KEY_CERT_SIGN) === 0) return false;
  if (basicConstraints !== null) return basicConstraints.ca;
  return isLast && (keyUsage !== null || (certificate.version === 1 && isSelfIssued(certificate)));
}

/** Self-issued certificates of CAs are exempt (RFC 5280 §4.2.1.10). */
function permitsNamesBelow(issuer: Certificate, below: readonly Certificate[]): boolean {
  const constraints = extensionValue(issuer.der, NAME_CONSTRAINTS_ID);
  if (constraints === null) return true;
  return below.every(
    (certificate, depth) =>
      (depth > 0 && isSelfIssued(certificate)) ||
      areNamesPermitted(constraints, namesOf(certificate, depth)),
  );
}

const NAME_CONSTRAINTS_ID = Buffer.from("551d1e", "hex");
const SUBJECT_ALT_NAME_ID = Buffer.from("551d11", "hex");

/** The names that constraints speak of; a leaf's common names where they stand for DNS-IDs. */
function namesOf(certificate: Certificate, depth: number): GeneralName[] {
  const { der, subject, dnsNames } = certificate;
  const value = extensionValue(der, SUBJECT_ALT_NAME_ID);
  const sequence = value && soleElement(value, DER.SEQUENCE);
  const names: GeneralName[] = [...((sequence && elementsIn(sequence.content)) ?? [])];
  if (!subject.der.equals(EMPTY_NAME))
    names.push({ tag: contextTag(4, "constructed"), content: subject.der });
  if (depth === 0 && !dnsNames?.length)
    for (const name of subject.commonNames)
      names.push({ tag: GENERAL_NAME.DNS, content: Buffer.from(name) });
  return names;
}

const EMPTY_NAME = Buffer.from("3000", "hex");
