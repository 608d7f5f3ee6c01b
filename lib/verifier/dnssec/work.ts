/** What one message may cost to judge (KeyTrap CVE-2023-50387, CVE-2023-50868). */
export type WorkLimits = {
  /** Signature checks for one RRset, as Unbound has it. */
  signaturesPerRrset: number;
  /** Signature checks for everything in one message. */
  signatures: number;
  /** Keys of one tag and algorithm that are tried. */
  keysPerTag: number;
  /** Digests of keys compared with DS records, for one message. */
  digests: number;
  /**
   * SHA-1 operations for NSEC3, for one message: 27 names at 150 iterations, or the 127 labels
   * that a name can have where there are few. A hard 8 names would fail honest deep names.
   */
  nsec3Sha1: number;
};

export const WORK_LIMITS: WorkLimits = {
  signaturesPerRrset: 8,
  signatures: 48,
  keysPerTag: 4,
  digests: 32,
  nsec3Sha1: 4096,
};

/** Counts the costly operations of one message's judgement and says when there were enough. */
export class Work {
  readonly limits: WorkLimits;
  signatures = 0;
  digests = 0;
  nsec3Sha1 = 0;
  /** Set once any total is used up; what follows is "could not tell", not "no". */
  exhausted = false;

  constructor(limits: WorkLimits = WORK_LIMITS) {
    this.limits = limits;
  }

  private spend(allowed: boolean): boolean {
    if (!allowed) this.exhausted = true;
    return allowed;
  }

  maySign(): boolean {
    return this.spend(this.signatures < this.limits.signatures) && ++this.signatures > 0;
  }

  mayDigest(): boolean {
    return this.spend(this.digests < this.limits.digests) && ++this.digests > 0;
  }

  /** Room for one NSEC3 hash, which costs `iterations` + 1 SHA-1 operations (RFC 5155 §5). */
  mayHash(iterations: number): boolean {
    const cost = iterations + 1;
    if (!this.spend(this.nsec3Sha1 + cost <= this.limits.nsec3Sha1)) return false;
    this.nsec3Sha1 += cost;
    return true;
  }
}
