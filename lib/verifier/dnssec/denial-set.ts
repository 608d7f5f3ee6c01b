import { RR, typeName } from "@/lib/model/dns-registry";
import type { DENIAL_ROLES } from "@/lib/model/dnssec";
import { base32HexOctets, base32HexText } from "../dns/base32hex";
import { isAtOrBelow, labelsOf, type Name, parentOf } from "../dns/name";
import { type DnsRecord, isKind, type Nsec3Data, type NsecData } from "../dns/record";
import type { BogusReason } from "./judgement";
import { type Rrset, rrsetsOf } from "./rrset";
import { judgeRrset, type SignatureContext } from "./signature";

/** What a denial record is used for in a proof. */
export type DenialRole = (typeof DENIAL_ROLES)[number];

/** An NSEC record of the zone at hand. */
export type Nsec = { owner: Name; data: NsecData; rrset: Rrset };
/** An NSEC3 record of the zone at hand, its owner's hash decoded. */
export type Nsec3 = { owner: Name; hash: Buffer; data: Nsec3Data; rrset: Rrset };

/**
 * The denial records of one section that claim to be of one zone. Signatures are checked when a
 * record is first needed, so that a message full of them costs no more than its proof.
 */
export class DenialSet {
  readonly nsecs: readonly Nsec[];
  readonly nsec3s: readonly Nsec3[];
  readonly context: SignatureContext;
  /** Why a record that would have served was no use. */
  signatureFault: BogusReason | null = null;
  private readonly verified = new Map<Rrset, boolean>();

  constructor(section: readonly DnsRecord[], context: SignatureContext) {
    this.context = context;
    const ours = rrsetsOf(section).filter(
      ({ name, signatures }) =>
        isAtOrBelow(name, context.zone) &&
        signatures.some(({ data }) => data.signer === context.zone),
    );
    this.nsecs = ours.filter(({ type }) => type === RR.NSEC).flatMap(readNsec);
    this.nsec3s = ours
      .filter(({ type }) => type === RR.NSEC3)
      .flatMap((rrset) => readNsec3(rrset, context.zone));
  }

  /** Whether the record's signature holds. A record expanded from a wildcard proves nothing. */
  holds({ rrset }: Nsec | Nsec3): boolean {
    const known = this.verified.get(rrset);
    if (known !== undefined) return known;
    const judgement = judgeRrset(rrset, this.context);
    const holds = judgement.status === "secure" && judgement.wildcard === null;
    if (judgement.status === "bogus") this.signatureFault = judgement.reason;
    this.verified.set(rrset, holds);
    return holds;
  }

  /** Puts a record that was used into the trace. */
  use(record: Nsec | Nsec3, role: DenialRole, of: Name): void {
    const { data } = record;
    const isNsec3 = data.kind === "NSEC3";
    this.context.note({
      step: "denial",
      record: data.kind,
      owner: record.owner,
      next: isNsec3 ? base32HexText(data.nextHash) : data.next,
      types: data.types.map(typeName),
      optOut: isNsec3 && isOptOut(data),
      iterations: isNsec3 ? data.iterations : null,
      saltLength: isNsec3 ? data.salt.length : null,
      role,
      of,
    });
  }
}

/** RFC 5155 §3.1.2.1. */
export const isOptOut = (data: Nsec3Data): boolean => (data.flags & 1) !== 0;

/** Two NSEC records at one name contradict each other: neither is taken. */
function readNsec(rrset: Rrset): Nsec[] {
  const [first, ...others] = rrset.records.filter(isKind("NSEC"));
  if (first === undefined || others.some(({ rdata }) => !rdata.equals(first.rdata))) return [];
  return [{ owner: rrset.name, data: first.data, rrset }];
}

/** RFC 5155 §8.1 and §8.2: unknown hash algorithms and flags are passed over. */
function readNsec3(rrset: Rrset, zone: Name): Nsec3[] {
  const [first, ...others] = rrset.records.filter(isKind("NSEC3"));
  if (first === undefined || others.some(({ rdata }) => !rdata.equals(first.rdata))) return [];
  const { data } = first;
  const hash = base32HexOctets(labelsOf(rrset.name)[0] ?? "");
  if (data.hashAlgorithm !== 1 || data.flags > 1 || parentOf(rrset.name) !== zone) return [];
  if (hash?.length !== 20 || data.nextHash.length !== 20) return [];
  return [{ owner: rrset.name, hash, data, rrset }];
}
