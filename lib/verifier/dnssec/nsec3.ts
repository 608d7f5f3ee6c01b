import { hash as digest } from "node:crypto";
import { RR } from "@/lib/model/dns-registry";
import {
  isAtOrBelow,
  labelCount,
  lastLabels,
  type Name,
  nameToWire,
  parentOf,
  ROOT,
  wildcardAt,
} from "../dns/name";
import { isCutOrDname, typeFault } from "./denial-faults";
import { type DenialSet, isOptOut, type Nsec3 } from "./denial-set";
import { type Proof, proven, unproven } from "./proof";
import type { Work } from "./work";

/** Decision table D7; Unbound and BIND stop here too (RFC 9276 §3.2). */
export const MAX_ITERATIONS = 150;

/** RFC 5155 §5. */
export function nsec3Hash(name: Name, salt: Buffer, iterations: number): Buffer {
  let value = digest("sha1", Buffer.concat([nameToWire(name), salt]), "buffer");
  for (let i = 0; i < iterations; i++)
    value = digest("sha1", Buffer.concat([value, salt]), "buffer");
  return value;
}

/** The records of one set of parameters (RFC 5155 §8.2), with hashes that are computed once. */
class Nsec3Chain {
  readonly records: readonly Nsec3[];
  private readonly first: Nsec3;
  private readonly set: DenialSet;
  private readonly work: Work;
  private readonly hashes = new Map<Name, Buffer | null>();

  constructor(first: Nsec3, set: DenialSet) {
    this.first = first;
    this.set = set;
    this.work = set.context.work;
    this.records = set.nsec3s.filter(
      ({ data }) => data.iterations === first.data.iterations && data.salt.equals(first.data.salt),
    );
  }

  /** null where the work is used up. */
  private hash(name: Name): Buffer | null {
    const known = this.hashes.get(name);
    if (known !== undefined) return known;
    const { iterations, salt } = this.first.data;
    const value = this.work.mayHash(iterations) ? nsec3Hash(name, salt, iterations) : null;
    this.hashes.set(name, value);
    return value;
  }

  matching(name: Name): Nsec3 | undefined {
    const value = this.hash(name);
    if (value === null) return undefined;
    return this.records.find((record) => record.hash.equals(value) && this.set.holds(record));
  }

  covering(name: Name): Nsec3 | undefined {
    const value = this.hash(name);
    if (value === null) return undefined;
    return this.records.find((record) => coversHash(record, value) && this.set.holds(record));
  }
}

function coversHash({ hash, data }: Nsec3, value: Buffer): boolean {
  const afterOwner = hash.compare(value) < 0;
  const beforeNext = value.compare(data.nextHash) < 0;
  return hash.compare(data.nextHash) < 0 ? afterOwner && beforeNext : afterOwner || beforeNext;
}

/**
 * The chain to use, or a proof that there is none to be used. Too many iterations count only
 * where the record is truly the zone's.
 */
function chainOf(set: DenialSet): Nsec3Chain | Proof {
  const first = set.nsec3s.find((record) => set.holds(record));
  if (first === undefined) return unproven("denial_missing");
  if (first.data.iterations > MAX_ITERATIONS) {
    set.use(first, "matches_name", first.owner);
    return { kind: "insecure", reason: "nsec3_iterations_high" };
  }
  return new Nsec3Chain(first, set);
}

/** RFC 5155 §8.4 to §8.7. */
export function nsec3Absence(name: Name, type: number, set: DenialSet): Proof {
  const chain = chainOf(set);
  if (!(chain instanceof Nsec3Chain)) return chain;
  const matching = chain.matching(name);
  if (matching !== undefined) return atName(matching, name, type, set);
  const encloser = closestEncloser(name, chain, set);
  if (encloser.kind === "unproven") return unproven(encloser.reason);
  const { optOut } = encloser;
  const proof = byWildcard(type, encloser.name, optOut, chain, set);
  // Of a delegation that opted out nothing more need be said (RFC 5155 §8.6).
  if (proof.kind === "unproven" && type === RR.DS && optOut) return proven("nodata", { optOut });
  return proof;
}

function atName(record: Nsec3, name: Name, type: number, set: DenialSet): Proof {
  const fault = typeFault(record.data.types, name, type);
  if (fault !== null) return unproven(fault);
  set.use(record, "matches_name", name);
  return proven("nodata", { delegation: type === RR.DS && record.data.types.includes(RR.NS) });
}

type Encloser =
  | { kind: "found"; name: Name; optOut: boolean }
  | { kind: "unproven"; reason: "denial_wrong_name" | "denial_wrong_side" };

/** RFC 5155 §8.3: the closest encloser exists, the next closer name does not. */
function closestEncloser(name: Name, chain: Nsec3Chain, set: DenialSet): Encloser {
  const { zone } = set.context;
  let nextCloser = name;
  for (let above = parentOf(name); above !== null; above = parentOf(above)) {
    if (!isAtOrBelow(above, zone)) break;
    const matching = chain.matching(above);
    if (matching === undefined) {
      nextCloser = above;
      continue;
    }
    if (isCutOrDname(matching.data.types)) return { kind: "unproven", reason: "denial_wrong_side" };
    const covering = chain.covering(nextCloser);
    if (covering === undefined) break;
    set.use(matching, "matches_closest_encloser", above);
    set.use(covering, "covers_next_closer", nextCloser);
    return { kind: "found", name: above, optOut: isOptOut(covering.data) };
  }
  return { kind: "unproven", reason: "denial_wrong_name" };
}

function byWildcard(
  type: number,
  encloser: Name,
  optOut: boolean,
  chain: Nsec3Chain,
  set: DenialSet,
): Proof {
  const wildcard = wildcardAt(encloser);
  const matching = chain.matching(wildcard);
  if (matching !== undefined) {
    if (typeFault(matching.data.types, wildcard, type) !== null)
      return unproven("denial_wrong_wildcard");
    set.use(matching, "matches_wildcard", wildcard);
    return proven("nodata", { optOut });
  }
  const covering = chain.covering(wildcard);
  if (covering === undefined) return unproven("denial_wrong_wildcard");
  set.use(covering, "covers_wildcard", wildcard);
  return proven("nxdomain", { optOut });
}

/** RFC 5155 §8.8: the next closer name is covered; the signature vouches for the wildcard itself. */
export function nsec3NoCloser(name: Name, wildcard: Name, set: DenialSet): Proof {
  const chain = chainOf(set);
  if (!(chain instanceof Nsec3Chain)) return chain;
  const encloser = parentOf(wildcard) ?? ROOT;
  const nextCloser = lastLabels(name, labelCount(encloser) + 1);
  const covering = chain.covering(nextCloser);
  if (covering === undefined) return unproven("wildcard_not_denied");
  set.use(covering, "covers_next_closer", nextCloser);
  return proven("nxdomain", { optOut: isOptOut(covering.data) });
}
