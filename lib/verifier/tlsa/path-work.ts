/** What one chain may cost to judge. */
export type PathLimits = {
  /** Certificates that are looked at, the leaf first, as sent. OpenSSL takes 100 KB of them. */
  certificates: number;
  /** Certificates in one path. */
  pathLength: number;
  /** Signatures verified: an honest chain asks for one a certificate, a cross-signed one for few more. */
  signatures: number;
  /** Paths tried, whole or in part: cross-signed names could make exponentially many. */
  paths: number;
};

export const PATH_LIMITS: PathLimits = {
  certificates: 100,
  pathLength: 16,
  signatures: 32,
  paths: 256,
};

/** Counts the costly steps of one chain's judgement and says when there were enough. */
export class PathWork {
  readonly limits: PathLimits;
  signatures = 0;
  paths = 0;
  /** Set once a limit was met: a path may exist that was not found. */
  exhausted = false;

  constructor(limits: PathLimits = PATH_LIMITS) {
    this.limits = limits;
  }

  private spend(allowed: boolean): boolean {
    if (!allowed) this.exhausted = true;
    return allowed;
  }

  mayVerify(): boolean {
    return this.spend(this.signatures < this.limits.signatures) && ++this.signatures > 0;
  }

  /** Room for one more path, of this many certificates. */
  mayTry(length: number): boolean {
    const { paths, pathLength } = this.limits;
    return this.spend(this.paths < paths && length <= pathLength) && ++this.paths > 0;
  }

  /** The certificates that are looked at. */
  within<T>(certificates: readonly T[]): readonly T[] {
    this.spend(certificates.length <= this.limits.certificates);
    return certificates.slice(0, this.limits.certificates);
  }
}
