import type { TlsaMismatchReason } from "@/lib/model/dns-tlsa";
import type { TlsaData } from "../dns/record";
import { type Certificate, readCertificate } from "../x509/certificate";
import { matchesCertificate } from "./matching";
import { type AnchoredPath, type DeadEnd, isSelfIssued } from "./path";
import { PATH_FAULTS_BY_SEVERITY, type PathFault } from "./path-faults";

/** No record authenticates the chain. */
export type NotAuthenticated = {
  verdict: "mismatch";
  reason: TlsaMismatchReason;
  /** Everything that is wrong with the path that came nearest; empty where there was no path. */
  faults: readonly PathFault[];
  /**
   * The record that came nearest, and where the certificate stands that it is of: its depth in that
   * path, or its place in the chain as sent where no path leads there. DANE-EE(3) with a place
   * above 0 is a record of an issuer's certificate (decision table E4).
   */
  nearest: { record: TlsaData; place: number } | null;
  /** With `ta_not_sent`: the issuer that was not sent, as RFC 4514 writes names. */
  missingIssuer: string | null;
};

/** A mismatch of which there is nothing more to say. */
export const mismatch = (
  reason: TlsaMismatchReason,
  detail: Partial<NotAuthenticated> = {},
): NotAuthenticated => ({
  faults: [],
  nearest: null,
  missingIssuer: null,
  ...detail,
  verdict: "mismatch",
  reason,
});

/** A path that failed. */
export type FailedPath = { path: AnchoredPath; faults: readonly PathFault[] };

/**
 * The reason of the path that came nearest: a path is as bad as its worst fault, and the least bad
 * one says most about what to mend. Null where no path failed.
 */
export function nearestMismatch(failed: readonly FailedPath[]): NotAuthenticated | null {
  const severity = ({ faults }: FailedPath) =>
    Math.max(...faults.map(({ reason }) => PATH_FAULTS_BY_SEVERITY.indexOf(reason)));
  const [nearest] = failed.toSorted(
    (a, b) => severity(a) - severity(b) || a.faults.length - b.faults.length,
  );
  if (nearest === undefined) return null;
  const { path, faults } = nearest;
  return mismatch(PATH_FAULTS_BY_SEVERITY[severity(nearest)] ?? "chain_unreadable", {
    faults,
    nearest: { record: path.record, place: path.depth },
  });
}

/**
 * Why no path led from the leaf to any record: the record's certificate was sent but does not lead
 * to the leaf, is the leaf itself, is not there, or is of something else.
 *
 * @param sent the leaf first.
 */
export function mismatchWithoutPath(
  records: readonly TlsaData[],
  sent: readonly Certificate[],
  deadEnds: readonly DeadEnd[],
): NotAuthenticated {
  const [leaf, ...issuers] = sent;
  const anchors = records.filter(({ usage }) => usage === 2);
  const unlinked = nearestOf(anchors, issuers, 1);
  if (unlinked) return mismatch("chain_broken", { nearest: unlinked });
  const ofLeaf = leaf ? nearestOf(anchors, [leaf], 0) : null;
  if (ofLeaf) return mismatch("ta_leaf_only", { nearest: ofLeaf });
  const namesake = namesakeOf(anchors, deadEnds);
  if (namesake) return mismatch("chain_broken", { nearest: namesake });
  const ofIssuer = nearestOf(records, issuers, 1);
  if (ofIssuer) return mismatch("tlsa_mismatch", { nearest: ofIssuer });
  const top = deadEnds.map(({ certificates }) => certificates.at(-1)).find(isIssuedByAnother);
  return top && anchors.some(({ matchingType }) => matchingType !== 0)
    ? mismatch("ta_not_sent", { missingIssuer: top.issuer.text })
    : mismatch("tlsa_mismatch");
}

type Nearest = NonNullable<NotAuthenticated["nearest"]>;

/** The first record that is of one of these certificates, which stand from `firstPlace` on. */
function nearestOf(
  records: readonly TlsaData[],
  certificates: readonly Certificate[],
  firstPlace: number,
): Nearest | null {
  for (const [at, certificate] of certificates.entries()) {
    const record = records.find((each) => matchesCertificate(each, certificate));
    if (record) return { record, place: firstPlace + at };
  }
  return null;
}

/** A `2 0 0` certificate that has the missing issuer's name, and so not its key. */
function namesakeOf(anchors: readonly TlsaData[], deadEnds: readonly DeadEnd[]): Nearest | null {
  for (const record of anchors) {
    if (record.selector !== 0 || record.matchingType !== 0) continue;
    const anchor = readCertificate(record.association);
    if (!anchor.ok) continue;
    const { der } = anchor.value.subject;
    const below = deadEnds.find(({ certificates }) => certificates.at(-1)?.issuer.der.equals(der));
    if (below) return { record, place: below.certificates.length };
  }
  return null;
}

const isIssuedByAnother = (top: Certificate | undefined): top is Certificate =>
  top !== undefined && !isSelfIssued(top);
