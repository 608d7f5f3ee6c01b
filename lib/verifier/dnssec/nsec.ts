import { RR } from "@/lib/model/dns-registry";
import {
  commonAncestor,
  compareNames,
  isAtOrBelow,
  isBelow,
  labelCount,
  lastLabels,
  type Name,
  parentOf,
  ROOT,
  wildcardAt,
} from "../dns/name";
import { isCutOrDname, typeFault } from "./denial-faults";
import type { DenialSet, Nsec } from "./denial-set";
import { type Proof, proven, unproven } from "./proof";

/** Whether `name` falls strictly between the record's owner and its next name (RFC 4034 §4.1.1). */
function covers({ owner, data }: Nsec, name: Name): boolean {
  const afterOwner = compareNames(owner, name) < 0;
  const beforeNext = compareNames(name, data.next) < 0;
  return compareNames(owner, data.next) < 0 ? afterOwner && beforeNext : afterOwner || beforeNext;
}

/** RFC 4035 §5.4 with RFC 6840 §4.1 to §4.4. */
export function nsecAbsence(name: Name, type: number, set: DenialSet): Proof {
  const matching = set.nsecs.find(({ owner }) => owner === name);
  if (matching !== undefined && set.holds(matching)) return atName(matching, name, type, set);
  const covering = set.nsecs.find((nsec) => covers(nsec, name) && set.holds(nsec));
  if (covering === undefined)
    return unproven(set.nsecs.length > 0 ? "denial_wrong_name" : "denial_missing");
  if (isBelow(name, covering.owner) && isCutOrDname(covering.data.types))
    return unproven("denial_wrong_side");
  set.use(covering, "covers_name", name);
  if (isBelow(covering.data.next, name)) return proven("nodata"); // an empty non-terminal
  return byWildcard(name, type, closestEncloser(name, covering), set);
}

function atName(nsec: Nsec, name: Name, type: number, set: DenialSet): Proof {
  const { types } = nsec.data;
  const fault = typeFault(types, name, type);
  if (fault !== null) return unproven(fault);
  set.use(nsec, "matches_name", name);
  const nxname = types.includes(RR.NXNAME); // RFC 9824: compact denial
  const delegation = type === RR.DS && types.includes(RR.NS);
  return proven(nxname ? "nxdomain" : "nodata", { delegation });
}

/** The longest ancestor of `name` that the record shows to exist (RFC 4035 §5.4). */
function closestEncloser(name: Name, { owner, data }: Nsec): Name {
  const byOwner = commonAncestor(name, owner);
  const byNext = commonAncestor(name, data.next);
  return labelCount(byOwner) >= labelCount(byNext) ? byOwner : byNext;
}

/** The wildcard that would have answered either does not exist or has no records of the type. */
function byWildcard(_name: Name, type: number, encloser: Name, set: DenialSet): Proof {
  const wildcard = wildcardAt(encloser);
  const matching = set.nsecs.find(({ owner }) => owner === wildcard);
  if (matching !== undefined && set.holds(matching)) {
    if (typeFault(matching.data.types, wildcard, type) !== null)
      return unproven("denial_wrong_wildcard");
    set.use(matching, "matches_wildcard", wildcard);
    return proven("nodata");
  }
  const covering = set.nsecs.find((nsec) => covers(nsec, wildcard) && set.holds(nsec));
  if (covering === undefined) return unproven("denial_wrong_wildcard");
  if (isBelow(wildcard, covering.owner) && isCutOrDname(covering.data.types))
    return unproven("denial_wrong_side");
  set.use(covering, "covers_wildcard", wildcard);
  if (isBelow(covering.data.next, wildcard)) return proven("nodata"); // `*` is itself empty
  return proven("nxdomain");
}

/** RFC 4035 §5.3.4: nothing exists at or below the name one label under the closest encloser. */
export function nsecNoCloser(name: Name, wildcard: Name, set: DenialSet): Proof {
  const encloser = parentOf(wildcard) ?? ROOT;
  const nextCloser = lastLabels(name, labelCount(encloser) + 1);
  const covering = set.nsecs.find(
    (nsec) =>
      covers(nsec, nextCloser) && !isAtOrBelow(nsec.data.next, nextCloser) && set.holds(nsec),
  );
  if (covering === undefined) return unproven("wildcard_not_denied");
  if (isBelow(nextCloser, covering.owner) && isCutOrDname(covering.data.types))
    return unproven("denial_wrong_side");
  set.use(covering, "covers_next_closer", nextCloser);
  return proven("nxdomain");
}
