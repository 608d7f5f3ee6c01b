import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { err, ok, type Result } from "@/lib/result";
import type { Presented } from "@/lib/verifier/tlsa/matching";
import { readCertificate } from "@/lib/verifier/x509/certificate";

/** What a file holds to make records from; a bare key has no certificate. */
export type KeyMaterial = { kind: "certificates"; chain: Buffer[] } | { kind: "key"; spki: Buffer };

/** Certificates in one file that are looked at. */
const MAX_CERTIFICATES = 16;

/** Beginnings of PEM blocks that are looked at; each costs one look through the file. */
const MAX_BLOCKS = 64;

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g;

/**
 * Reads what a mail administrator has at hand: certificates (PEM, several, or one in DER), a public
 * key, or a private key that is not encrypted, of which only the public half is used.
 *
 * @param content of a small file.
 */
export function readKeyMaterial(content: Buffer): Result<KeyMaterial, string> {
  const blocks = pemBlocks(content.toString("latin1"));
  const certificates = blocks.filter(([, label]) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label));
  if (certificates.length > MAX_CERTIFICATES)
    return err(`holds more than ${MAX_CERTIFICATES} certificates.`);
  if (certificates.length > 0) return chainOf(certificates.map(([pem]) => pem));
  const publicKey = blocks.find(([, label]) => label === "PUBLIC KEY")?.[0];
  if (publicKey !== undefined && keyOf(Buffer.from(publicKey)) !== null)
    return ok({ kind: "key", spki: Buffer.from(bodyOf(publicKey), "base64") });
  if (blocks.some(([pem, label]) => /ENCRYPTED/.test(`${label}${pem.slice(0, 200)}`)))
    return err("holds an encrypted key: give the certificate, or the public key, instead.");
  const key = keyOf(content);
  if (key !== null) return ok({ kind: "key", spki: key });
  return readCertificate(content).ok
    ? ok({ kind: "certificates", chain: [content] })
    : err("holds no certificate and no key that can be read.");
}

/** The blocks that have an end, each whole and with its label. */
function pemBlocks(text: string): [pem: string, label: string][] {
  const blocks: [string, string][] = [];
  let from = 0;
  let begun = 0;
  for (const { 0: begin, 1: label = "", index } of text.matchAll(BEGIN)) {
    if (++begun > MAX_BLOCKS) break;
    if (index < from) continue;
    const end = `-----END ${label}-----`;
    const at = text.indexOf(end, index + begin.length);
    if (at < 0) continue;
    from = at + end.length;
    blocks.push([text.slice(index, from), label]);
  }
  return blocks;
}

function chainOf(pems: readonly string[]): Result<KeyMaterial, string> {
  const chain: Buffer[] = [];
  for (const [at, pem] of pems.entries()) {
    try {
      chain.push(new X509Certificate(pem).raw);
    } catch {
      return err(`holds a certificate that cannot be read: number ${at + 1}.`);
    }
  }
  return ok({ kind: "certificates", chain });
}

/** The SubjectPublicKeyInfo of a public or private key, in PEM or DER; null where there is none. */
function keyOf(content: Buffer): Buffer | null {
  const forms = [
    () => createPublicKey(content),
    () => createPublicKey({ key: content, format: "der", type: "spki" }),
    () => createPublicKey(createPrivateKey({ key: content, format: "der", type: "pkcs8" })),
  ];
  for (const read of forms) {
    try {
      return read().export({ format: "der", type: "spki" });
    } catch {
      // not this form
    }
  }
  return null;
}

/** The certificates or the key as records are made from. A bare key gives selector 1 only. */
export function presentedBy(material: KeyMaterial): Presented[] {
  if (material.kind === "key") return [{ der: Buffer.alloc(0), spki: material.spki }];
  return material.chain.flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
}

/** The base64 text of a PEM block: a public key's own octets, not re-encoded. */
const bodyOf = (pem: string): string => pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");
