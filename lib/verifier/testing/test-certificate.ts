import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from "node:crypto";
import { contextTag, DER } from "../x509/der";
import {
  derBitString,
  derBoolean,
  derElement,
  derInteger,
  derOid,
  derSequence,
  derText,
  derTime,
} from "./der-writer";

export type TestKeyType = "rsa" | "rsa_pss" | "ec" | "p384" | "ed25519";
export type TestKeyPair = { publicKey: KeyObject; privateKey: KeyObject };

/** A certificate of a test with its private key. `spki` are the octets within `der`. */
export type TestCertificate = TestKeyPair & {
  der: Buffer;
  pem: string;
  /** PKCS #8 in PEM. */
  keyPem: string;
  spki: Buffer;
  /** The Name of its subject, in DER. */
  subject: Buffer;
  subjectKeyIdentifier: Buffer;
};

export type TestCertificateOptions = {
  /** Who signs; without it the certificate is self-signed. */
  issuer?: TestCertificate;
  /** A common name, or a whole Name in DER; "test" if not given. */
  subject?: string | Buffer;
  /** In place of the issuer's subject, to break the chain of names. */
  issuerName?: Buffer;
  /** DNS-IDs as they are to stand there, hostile ones included; null or nothing leaves the SAN out. */
  dnsNames?: readonly (string | Buffer)[] | null;
  /** A key of this type is made if none is given; "ec" (P-256) if not given either. */
  keyType?: TestKeyType;
  keys?: TestKeyPair;
  notBefore?: Date;
  notAfter?: Date;
  /** Adds basicConstraints, and keyUsage with keyCertSign. */
  ca?: boolean;
  pathLength?: number;
  /** Bits as in RFC 5280 §4.2.1.3, bit n as `1 << n`; null leaves keyUsage out. */
  keyUsage?: number | null;
  extendedKeyUsage?: readonly string[];
  /** Subject and authority key identifiers; there unless false. */
  keyIdentifiers?: boolean;
  /** More extensions, each as `testExtension` makes them. */
  extensions?: readonly Buffer[];
  /** 3 unless given; 1 leaves all extensions out. */
  version?: 1 | 3;
  /** "sha256" unless given; for keys that leave the choice. */
  signatureHash?: "sha1" | "sha256";
  /** Spoils the signature. */
  forged?: boolean;
  /** The SubjectPublicKeyInfo to write in place of the key's own. */
  spki?: Buffer;
};

const HOUR_MS = 3_600_000;

/** A key pair for `keys`: one key in several certificates. */
export function testKeyPair(type: TestKeyType = "ec"): TestKeyPair {
  if (type === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  if (type === "rsa_pss") return generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  if (type === "ed25519") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("ec", { namedCurve: type === "ec" ? "P-256" : "P-384" });
}

/** Makes a certificate, as wrong as the test wants it. In date from an hour ago for a day. */
export function testCertificate(options: TestCertificateOptions = {}): TestCertificate {
  const { publicKey, privateKey } = options.keys ?? testKeyPair(options.keyType);
  const spki = options.spki ?? publicKey.export({ format: "der", type: "spki" });
  const subject = Buffer.isBuffer(options.subject)
    ? options.subject
    : testName(options.subject ?? "test");
  const subjectKeyIdentifier = hash("sha1", spki, "buffer");
  const issuer = options.issuer ?? { subject, subjectKeyIdentifier, privateKey };
  const algorithm = signatureAlgorithm(issuer.privateKey, options.signatureHash);
  const isV1 = options.version === 1;
  const tbs = derSequence(
    ...(isV1 ? [] : [derElement(contextTag(0, "constructed"), derInteger(2))]),
    derInteger(BigInt(`0x01${randomBytes(8).toString("hex")}`)),
    algorithm.identifier,
    options.issuerName ?? issuer.subject,
    derSequence(
      derTime(options.notBefore ?? new Date(Date.now() - HOUR_MS)),
      derTime(options.notAfter ?? new Date(Date.now() + 23 * HOUR_MS)),
    ),
    subject,
    spki,
    ...(isV1 ? [] : extensionsOf(options, subjectKeyIdentifier, issuer.subjectKeyIdentifier)),
  );
  const signature = sign(algorithm.hash, tbs, issuer.privateKey);
  if (options.forged) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  const der = derSequence(tbs, algorithm.identifier, derBitString(signature));
  return {
    publicKey,
    privateKey,
    der,
    pem: pemOf(der),
    keyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    spki,
    subject,
    subjectKeyIdentifier,
  };
}

/** A Name with these common names, in UTF-8. */
export const testName = (...commonNames: readonly string[]): Buffer =>
  derSequence(
    ...commonNames.map((name) =>
      derElement(DER.SET, derSequence(derOid("2.5.4.3"), derText(DER.UTF8_STRING, name))),
    ),
  );

/** One extension (RFC 5280 §4.1). */
export const testExtension = (oid: string, value: Buffer, critical = false): Buffer =>
  derSequence(
    derOid(oid),
    ...(critical ? [derBoolean(true)] : []),
    derElement(DER.OCTET_STRING, value),
  );

/** Certificates in PEM, one after the other, in the order given. */
export const pemChain = (...chain: readonly TestCertificate[]): string =>
  chain.map(({ pem }) => pem).join("");

/** PEM of a certificate's octets. */
export const pemOf = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n").trimEnd()}\n-----END CERTIFICATE-----\n`;

function extensionsOf(
  options: TestCertificateOptions,
  subjectKeyIdentifier: Buffer,
  authorityKeyIdentifier: Buffer,
): Buffer[] {
  const { ca, pathLength, dnsNames, extendedKeyUsage } = options;
  const keyUsage = options.keyUsage === undefined ? (ca ? 0x60 : 0x01) : options.keyUsage;
  const all: Buffer[] = [];
  if (ca !== undefined || pathLength !== undefined)
    all.push(
      testExtension(
        "2.5.29.19",
        derSequence(
          ...(ca ? [derBoolean(true)] : []),
          ...(pathLength === undefined ? [] : [derInteger(pathLength)]),
        ),
        true,
      ),
    );
  if (keyUsage !== null) all.push(testExtension("2.5.29.15", keyUsageBits(keyUsage), true));
  if (extendedKeyUsage)
    all.push(testExtension("2.5.29.37", derSequence(...extendedKeyUsage.map(derOid))));
  if (dnsNames)
    all.push(
      testExtension(
        "2.5.29.17",
        derSequence(
          ...dnsNames.map((name) => derElement(contextTag(2, "primitive"), Buffer.from(name))),
        ),
      ),
    );
  if (options.keyIdentifiers !== false)
    all.push(
      testExtension("2.5.29.14", derElement(DER.OCTET_STRING, subjectKeyIdentifier)),
      testExtension(
        "2.5.29.35",
        derSequence(derElement(contextTag(0, "primitive"), authorityKeyIdentifier)),
      ),
    );
  all.push(...(options.extensions ?? []));
  return all.length === 0 ? [] : [derElement(contextTag(3, "constructed"), derSequence(...all))];
}

/** The eight bits of one octet suffice for tests; decipherOnly(8) is left out. */
function keyUsageBits(usage: number): Buffer {
  let octet = 0;
  for (let bit = 0; bit < 8; bit++) if ((usage & (1 << bit)) !== 0) octet |= 0x80 >> bit;
  const unused = octet === 0 ? 0 : 31 - Math.clz32(octet & -octet);
  return derBitString(octet === 0 ? Buffer.alloc(0) : Buffer.from([octet]), unused);
}

function signatureAlgorithm(
  key: KeyObject,
  chosen: "sha1" | "sha256" = "sha256",
): { identifier: Buffer; hash: string | null } {
  const isSha1 = chosen === "sha1";
  if (key.asymmetricKeyType === "rsa") {
    const oid = derOid(isSha1 ? "1.2.840.113549.1.1.5" : "1.2.840.113549.1.1.11");
    return { identifier: derSequence(oid, derElement(DER.NULL)), hash: chosen };
  }
  if (key.asymmetricKeyType === "ed25519")
    return { identifier: derSequence(derOid("1.3.101.112")), hash: null };
  if (key.asymmetricKeyType === "ec") {
    const oid = derOid(isSha1 ? "1.2.840.10045.4.1" : "1.2.840.10045.4.3.2");
    return { identifier: derSequence(oid), hash: chosen };
  }
  throw new Error(`no certificates are signed with ${key.asymmetricKeyType} here`);
}
