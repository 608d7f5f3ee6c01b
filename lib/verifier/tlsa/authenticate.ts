import type { TlsaMatch } from "@/lib/model/dns-tlsa";
import type { Name } from "../dns/name";
import type { TlsaData } from "../dns/record";
import { type Certificate, readCertificate } from "../x509/certificate";
import { strongestDigests } from "./digest-agility";
import { endEntityMatch } from "./matching";
import {
  type FailedPath,
  mismatch,
  mismatchWithoutPath,
  type NotAuthenticated,
  nearestMismatch,
} from "./mismatch";
import { matchedName } from "./names";
import { type AnchoredPath, type DeadEnd, pathsToAnchors } from "./path";
import { faultsOfPath } from "./path-faults";
import { PathWork } from "./path-work";

/** What is asked of one handshake. */
export type ChainToAuthenticate = {
  /** The usable ones of a secure TLSA RRset; digest agility is applied here (RFC 7671 §9). */
  records: readonly TlsaData[];
  /** DER, exactly as sent, the server's own certificate first. */
  chain: readonly Buffer[];
  /** From `referenceNames`. Only DANE-TA(2) asks for them. */
  referenceNames: readonly Name[];
  /** Epoch seconds. */
  atSeconds: number;
};

/** A record that authenticates the chain. */
export type Authenticated = {
  verdict: "matched";
  match: TlsaMatch;
  record: TlsaData;
  /** The reference name that the leaf is for; null with DANE-EE(3), which asks for none. */
  name: Name | null;
  /** Depths of certificates in the path that are signed with MD5 or SHA-1: noted, and accepted. */
  weaklySigned: readonly number[];
};

export type Authentication = Authenticated | NotAuthenticated;

/**
 * Whether DANE authenticates a chain, and by which record. DANE-EE(3) is tried first and looks at
 * nothing but the leaf's octets; any one match is enough (decision table X1). Among paths that fail
 * the reason is that of the one that came nearest.
 *
 * @param work what it may cost; its counters tell what it did cost.
 * @see RFC 7672 §3.1, §3.2
 */
export function authenticate(
  { records, chain, referenceNames, atSeconds }: ChainToAuthenticate,
  work: PathWork = new PathWork(),
): Authentication {
  const strongest = strongestDigests(records);
  const [leafOctets] = chain;
  if (leafOctets === undefined) return mismatch("chain_unreadable");
  const leaf = readCertificate(leafOctets);
  const ofLeaf = endEntityMatch(
    leaf.ok ? strongest : strongest.filter(({ selector }) => selector === 0),
    leaf.ok ? leaf.value : { der: leafOctets, spki: Buffer.alloc(0) },
  );
  if (ofLeaf) return matched(ofLeaf, { depth: 0, name: null, weaklySigned: [] });
  if (!leaf.ok) return mismatch("chain_unreadable");
  const sent = [leaf.value, ...readableOf(work.within(chain).slice(1))];
  const failed: FailedPath[] = [];
  const deadEnds: DeadEnd[] = [];
  const anchors = strongest.filter(({ usage }) => usage === 2);
  for (const path of anchors.length > 0 ? pathsToAnchors(anchors, sent, work) : []) {
    if (!("record" in path)) {
      deadEnds.push(path);
      continue;
    }
    const name = matchedName(leaf.value, referenceNames);
    const faults = faultsOfPath(path, name, atSeconds);
    if (faults.length === 0)
      return matched(path.record, { depth: path.depth, name, weaklySigned: weaklySigned(path) });
    failed.push({ path, faults });
  }
  if (work.exhausted && anchors.length > 0) return mismatch("chain_too_complex");
  return nearestMismatch(failed) ?? mismatchWithoutPath(strongest, sent, deadEnds);
}

const matched = (
  record: TlsaData,
  { depth, name, weaklySigned }: Pick<Authenticated, "name" | "weaklySigned"> & { depth: number },
): Authenticated => ({
  verdict: "matched",
  match: {
    usage: record.usage,
    selector: record.selector,
    matchingType: record.matchingType,
    depth,
  },
  record,
  name,
  weaklySigned,
});

/** What cannot be read cannot be part of a path; superfluous certificates harm nobody. */
const readableOf = (certificates: readonly Buffer[]): Certificate[] =>
  certificates.flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });

/** MD2, MD5 and SHA-1 with RSA, DSA and ECDSA (RFC 3279 §2.2, and the OIW's SHA-1 with RSA). */
const WEAK_SIGNATURES = new Set([
  "1.2.840.113549.1.1.2",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.10040.4.3",
  "1.2.840.10045.4.1",
  "1.3.14.3.2.29",
]);

/** The trust anchor's own signature carries nothing. */
const weaklySigned = ({ certificates, depth }: AnchoredPath): number[] =>
  [...certificates.slice(0, depth).entries()]
    .filter(([, { signatureAlgorithm }]) => WEAK_SIGNATURES.has(signatureAlgorithm))
    .map(([at]) => at);
