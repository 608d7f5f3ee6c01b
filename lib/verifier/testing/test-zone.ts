import { createHash } from "node:crypto";
import { RR } from "@/lib/model/dns-registry";
import { base32HexText } from "../dns/base32hex";
import {
  compareNames,
  isAtOrBelow,
  isBelow,
  labelCount,
  lastLabels,
  type Name,
  nameOf,
  nameToWire,
  parentOf,
  ROOT,
} from "../dns/name";
import { encodeRdata, makeRecord } from "../dns/rdata-encode";
import type { DnsRecord, DsData, Nsec3Data, RecordData, RrsigData } from "../dns/record";
import { signedData } from "../dnssec/canonical";
import { nsec3Hash } from "../dnssec/nsec3";
import { type TestKey, testKey } from "./test-key";

/** The clock of tests that sign their own zones: 2026-11-23. */
export const TEST_NOW = 1_795_435_200;

export type Denial =
  | { kind: "nsec" }
  | { kind: "nsec3"; iterations: number; salt: Buffer; optOut: boolean };

export type ZoneOptions = {
  /** Keys of the zone; one P-256 key where absent, none for an unsigned zone. */
  keys?: readonly TestKey[];
  denial?: Denial;
  inception?: number;
  expiration?: number;
  /** Absolute; `ns` below the apex where absent. */
  nameServers?: readonly string[];
  /** The contact in the SOA record; the name server's name unless told. */
  rname?: Name;
};

type Known = Exclude<RecordData, { kind: "unknown" }>;

/** A zone in memory, signed as it is asked. */
export class TestZone {
  readonly apex: Name;
  readonly keys: readonly TestKey[];
  readonly denial: Denial;
  readonly inception: number;
  readonly expiration: number;
  readonly nameServers: readonly Name[];
  /** Keys that sign, where they are not all of them; per type. */
  signWith: ((type: number) => readonly TestKey[]) | null = null;
  private readonly nodes = new Map<Name, Map<number, DnsRecord[]>>();
  /** In the orders of NSEC and NSEC3, until another record is put. */
  private inOrder: Name[] | null = null;
  private chain: HashedName[] | null = null;

  constructor(apex: string, options: ZoneOptions = {}) {
    this.apex = nameOf(apex);
    this.keys = options.keys ?? [testKey(13)];
    this.denial = options.denial ?? { kind: "nsec" };
    this.inception = options.inception ?? TEST_NOW - 86_400;
    this.expiration = options.expiration ?? TEST_NOW + 86_400;
    const ns = nameOf(this.apex === ROOT ? "ns" : `ns.${this.apex}`);
    this.nameServers = options.nameServers?.map(nameOf) ?? [ns];
    this.put(this.apex, {
      kind: "SOA",
      mname: ns,
      rname: options.rname ?? ns,
      serial: 1,
      refresh: 3600,
      retry: 600,
      expire: 86_400,
      minimum: 300,
    });
    for (const target of this.nameServers) this.put(this.apex, { kind: "NS", target });
    for (const { data } of this.keys) this.put(this.apex, data);
  }

  put(owner: Name, data: Known, ttl = 3600): this {
    this.inOrder = null;
    this.chain = null;
    const node = this.nodes.get(owner) ?? new Map<number, DnsRecord[]>();
    this.nodes.set(owner, node);
    const record = makeRecord(owner, ttl, data);
    node.set(record.type, [...(node.get(record.type) ?? []), record]);
    return this;
  }

  /** `owner` relative to the apex, or `@`. */
  add(owner: string, data: Known): this {
    const suffix = this.apex === ROOT ? "" : `.${this.apex}`;
    return this.put(owner === "@" ? this.apex : nameOf(`${owner}${suffix}`), data);
  }

  /** Delegates to `child`, with DS records for its keys unless told otherwise. */
  delegate(child: TestZone, ds: readonly DsData[] = child.dsSet()): this {
    for (const target of child.nameServers) this.put(child.apex, { kind: "NS", target });
    for (const each of ds) this.put(child.apex, each);
    return this;
  }

  dsSet(digestType = 2, keys: readonly TestKey[] = this.keys): DsData[] {
    return keys.map((key) => dsOf(this.apex, key, digestType));
  }

  get isSigned(): boolean {
    return this.keys.length > 0;
  }

  records(owner: Name, type: number): readonly DnsRecord[] {
    return this.nodes.get(owner)?.get(type) ?? [];
  }

  has(owner: Name): boolean {
    return this.nodes.has(owner);
  }

  /** Whether the name exists, be it as an empty non-terminal. */
  exists(owner: Name): boolean {
    return this.names().some((name) => isAtOrBelow(name, owner));
  }

  closestEncloser(owner: Name): Name {
    let above = owner;
    while (!this.exists(above)) above = parentOf(above) ?? ROOT;
    return above;
  }

  /** Records with their signatures; `as` is the name a wildcard is expanded to. */
  signed(records: readonly DnsRecord[], as?: Name): DnsRecord[] {
    const [first] = records;
    if (first === undefined) return [];
    const shown = as === undefined ? records : records.map((record) => ({ ...record, name: as }));
    if (!this.isSigned || this.isBelowCut(first)) return [...shown];
    const signatures = this.signers(first.type).map((key) => {
      const rrsig = signRecords(records, this.apex, key, this);
      return as === undefined ? rrsig : { ...rrsig, name: as };
    });
    return [...shown, ...signatures];
  }

  private signers(type: number): readonly TestKey[] {
    return this.signWith?.(type) ?? this.keys;
  }

  /** NS sets of delegations are the child's (RFC 4035 §2.2). */
  private isBelowCut({ name, type }: DnsRecord): boolean {
    return name !== this.apex && type === RR.NS;
  }

  soa(): DnsRecord[] {
    return this.signed(this.records(this.apex, RR.SOA));
  }

  /** The denial record that matches the name, or else the one that covers it. */
  denialOf(owner: Name): DnsRecord[] {
    if (!this.isSigned) return [];
    return this.denial.kind === "nsec" ? this.nsecFor(owner) : this.nsec3For(owner);
  }

  /** Every record of the zone with signatures and denial, as a signer would write a zone file. */
  allRecords(): DnsRecord[] {
    const nodes = this.names().flatMap((name) =>
      [...(this.nodes.get(name)?.values() ?? [])].flatMap((records) => this.signed(records)),
    );
    if (!this.isSigned) return nodes;
    if (this.denial.kind === "nsec")
      return [...nodes, ...this.names().flatMap((name) => this.nsecFor(name))];
    const { iterations, salt, optOut } = this.denial;
    const data = { kind: "NSEC3PARAM", hashAlgorithm: 1, flags: 0, iterations, salt } as const;
    const chain = this.hashedNames(iterations, salt, optOut);
    return [
      ...nodes,
      ...this.signed([makeRecord(this.apex, 0, data)]),
      ...chain.flatMap(({ name }) => this.nsec3For(name)),
    ];
  }

  private names(): Name[] {
    return [...this.nodes.keys()];
  }

  private typesAt(owner: Name): number[] {
    const types = [...(this.nodes.get(owner)?.keys() ?? [])];
    const isUnsignedCut = types.includes(RR.NS) && owner !== this.apex && !types.includes(RR.DS);
    return types.length > 0 && !(isUnsignedCut && this.denial.kind === "nsec3")
      ? [...types, RR.RRSIG]
      : types;
  }

  private nsecFor(owner: Name): DnsRecord[] {
    this.inOrder ??= this.names().sort(compareNames);
    const names = this.inOrder;
    let at = lastIndex(names, (name) => compareNames(name, owner) <= 0);
    if (at < 0) at = names.length - 1;
    const name = names[at] ?? this.apex;
    const next = names[at + 1] ?? this.apex;
    const types = [...this.typesAt(name), RR.NSEC, RR.RRSIG];
    return this.signed([makeRecord(name, 300, { kind: "NSEC", next, types: sorted(types) })]);
  }

  private nsec3For(owner: Name): DnsRecord[] {
    if (this.denial.kind !== "nsec3") return [];
    const { iterations, salt, optOut } = this.denial;
    const chain = this.hashedNames(iterations, salt, optOut);
    const hash = nsec3Hash(owner, salt, iterations);
    let at = lastIndex(chain, (entry) => entry.hash.compare(hash) <= 0);
    if (at < 0) at = chain.length - 1;
    const here = chain[at];
    const next = chain[(at + 1) % chain.length];
    if (here === undefined || next === undefined) return [];
    const apexTypes = here.name === this.apex ? [RR.NSEC3PARAM] : [];
    const data: Nsec3Data = {
      kind: "NSEC3",
      hashAlgorithm: 1,
      flags: optOut ? 1 : 0,
      iterations,
      salt,
      nextHash: next.hash,
      types: sorted([...this.typesAt(here.name), ...apexTypes]),
    };
    const label = base32HexText(here.hash);
    const hashed = nameOf(this.apex === ROOT ? label : `${label}.${this.apex}`);
    return this.signed([makeRecord(hashed, 300, data)]);
  }

  private hashedNames(iterations: number, salt: Buffer, optOut: boolean): HashedName[] {
    if (this.chain !== null) return this.chain;
    const kept = this.names().filter((name) => {
      const types = this.nodes.get(name);
      return !(optOut && name !== this.apex && types?.has(RR.NS) && !types.has(RR.DS));
    });
    const all = new Set(kept.flatMap((name) => ancestorsTo(name, this.apex)));
    this.chain = [...all]
      .map((name) => ({ name, hash: nsec3Hash(name, salt, iterations) }))
      .sort((a, b) => a.hash.compare(b.hash));
    return this.chain;
  }

  /** The nearest DNAME strictly above the name, where the zone has one. */
  dnameAbove(owner: Name): DnsRecord | undefined {
    return this.names()
      .filter((name) => isBelow(owner, name))
      .flatMap((name) => this.records(name, RR.DNAME))[0];
  }
}

type HashedName = { name: Name; hash: Buffer };

/** The last of those at the beginning that pass; -1 where the first does not. */
function lastIndex<T>(items: readonly T[], passes: (item: T) => boolean): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

const sorted = (types: readonly number[]): number[] => [...new Set(types)].sort((a, b) => a - b);

const ancestorsTo = (name: Name, apex: Name): Name[] =>
  Array.from({ length: labelCount(name) - labelCount(apex) + 1 }, (_, i) =>
    lastLabels(name, labelCount(apex) + i),
  );

const HASHES = new Map([
  [1, "sha1"],
  [2, "sha256"],
  [4, "sha384"],
]);

export function dsOf(owner: Name, key: TestKey, digestType: number): DsData {
  const hash = createHash(HASHES.get(digestType) ?? "sha256");
  const digest = hash.update(nameToWire(owner)).update(key.rdata).digest();
  return { kind: "DS", keyTag: key.tag, algorithm: key.data.algorithm, digestType, digest };
}

/** An RRSIG record over records of one name and type. */
export function signRecords(
  records: readonly DnsRecord[],
  signer: Name,
  key: TestKey,
  { inception, expiration }: { inception: number; expiration: number },
): DnsRecord {
  const [first] = records;
  if (first === undefined) throw new Error("nothing to sign");
  const unsigned: RrsigData = {
    kind: "RRSIG",
    typeCovered: first.type,
    algorithm: key.data.algorithm,
    labels: labelCount(first.name) - (first.name.startsWith("*.") ? 1 : 0),
    originalTtl: first.ttl,
    expiration,
    inception,
    keyTag: key.tag,
    signer,
    signature: Buffer.alloc(0),
  };
  const rrset = { name: first.name, type: first.type, records, signatures: [] };
  const signature = key.sign(signedData(rrset, unsigned, encodeRdata(unsigned)));
  return makeRecord(first.name, first.ttl, { ...unsigned, signature });
}
