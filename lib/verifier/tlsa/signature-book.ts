import type { KeyObject } from "node:crypto";
import type { Certificate } from "../x509/certificate";
import type { PathWork } from "./path-work";

/** Verifies the signatures of certificates, each pair once, within what the work allows. */
export class SignatureBook {
  private readonly work: PathWork;
  private readonly known = new Map<Certificate, Map<Certificate | KeyObject, boolean>>();

  constructor(work: PathWork) {
    this.work = work;
  }

  /** Whether the issuer's key verifies the signature (RFC 5280 §6.1.3 (a)(1)). */
  hasSigned(issuer: Certificate, issued: Certificate): boolean {
    return this.verify(issued, issuer, () => issuer.x509?.publicKey ?? null);
  }

  /** The same with a key that no certificate came with. */
  isSignedBy(issued: Certificate, key: KeyObject): boolean {
    return this.verify(issued, key, () => key);
  }

  private verify(
    issued: Certificate,
    signer: Certificate | KeyObject,
    keyOf: () => KeyObject | null,
  ): boolean {
    const signers = this.known.get(issued) ?? new Map<Certificate | KeyObject, boolean>();
    this.known.set(issued, signers);
    const known = signers.get(signer);
    if (known !== undefined) return known;
    const holds = this.work.mayVerify() && doesVerify(issued, keyOf);
    signers.set(signer, holds);
    return holds;
  }
}

/** OpenSSL throws where a key cannot be read, or is of another kind than the signature. */
function doesVerify({ x509 }: Certificate, keyOf: () => KeyObject | null): boolean {
  try {
    const key = keyOf();
    return key !== null && x509?.verify(key) === true;
  } catch {
    return false;
  }
}
