import { isIPv6 } from "node:net";

/**
 * A MaxMind DB file that knows the countries of a few prefixes, as GeoLite2 Country is written: an IPv6
 * tree with IPv4 at ::/96.
 *
 * @param prefixes address and length to country code; none lies within another.
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function mmdbFile(
  prefixes: readonly (readonly [string, number, string])[],
  at: Date,
): Buffer {
  const data: Buffer[] = [];
  const placeOf = new Map<string, number>();
  let length = 0;
  for (const [, , country] of prefixes) {
    if (placeOf.has(country)) continue;
    placeOf.set(country, length);
    const entry = map({ country: map({ iso_code: text(country) }) });
    data.push(entry);
    length += entry.length;
  }
  const nodes: [Place, Place][] = [[null, null]];
  for (const [address, bits, country] of prefixes)
    insert(nodes, isIPv6(address) ? bitsOf(address, bits) : bitsOfV4(address, bits), country);
  const tree = Buffer.concat(
    nodes.map((node) => {
      const record = Buffer.alloc(6);
      for (const [side, place] of node.entries())
        record.writeUIntBE(recordOf(place, nodes.length, placeOf), side * 3, 3);
      return record;
    }),
  );
  const metadata = map({
    binary_format_major_version: uint(5, 2),
    binary_format_minor_version: uint(5, 0),
    build_epoch: uint64(BigInt(Math.floor(at.getTime() / 1000))),
    database_type: text("Test-Country"),
    description: map({ en: text("made for a test") }),
    ip_version: uint(5, 6),
    languages: Buffer.from([0x00, 0x04]),
    node_count: uint(6, nodes.length),
    record_size: uint(5, 24),
  });
  const marker = Buffer.concat([Buffer.from("abcdef", "hex"), Buffer.from("MaxMind.com")]);
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]);
}

/** A node, a country, or nothing. */
type Place = number | string | null;

const recordOf = (place: Place, nodes: number, placeOf: ReadonlyMap<string, number>): number => {
  if (place === null) return nodes;
  return typeof place === "number" ? place : nodes + 16 + (placeOf.get(place) ?? 0);
};

function insert(nodes: [Place, Place][], bits: readonly (0 | 1)[], country: string): void {
  let at = 0;
  for (const [depth, bit] of bits.entries()) {
    const node = nodes[at];
    if (node === undefined) throw new Error("a tree without a root");
    if (depth === bits.length - 1) node[bit] = country;
    else {
      const next = node[bit];
      at = typeof next === "number" ? next : nodes.push([null, null]) - 1;
      node[bit] = at;
    }
  }
}

const bitsOfV4 = (address: string, bits: number): (0 | 1)[] => [
  ...Array.from({ length: 96 }, () => 0 as const),
  ...spelled(address.split(".").map(Number), bits),
];

/** Of an address whose groups stand before `::`. */
const bitsOf = (address: string, bits: number): (0 | 1)[] => {
  const groups = (address.split("::")[0] ?? "")
    .split(":")
    .map((group) => Number.parseInt(group, 16));
  return spelled(
    Array.from({ length: 8 }, (_, i) => groups[i] ?? 0).flatMap((group) => [
      group >> 8,
      group & 255,
    ]),
    bits,
  );
};

const spelled = (octets: readonly number[], bits: number): (0 | 1)[] =>
  Array.from({ length: bits }, (_, i) => (((octets[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) as 0 | 1);

const text = (value: string): Buffer =>
  value.length < 29
    ? Buffer.concat([Buffer.from([0x40 | value.length]), Buffer.from(value)])
    : Buffer.concat([Buffer.from([0x5d, value.length - 29]), Buffer.from(value)]);
const uint = (type: number, value: number): Buffer => {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return Buffer.concat([Buffer.from([(type << 5) | 2]), octets]);
};
/** Type 9 is an extended one: the type less seven stands in an octet of its own. */
const uint64 = (value: bigint): Buffer => {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(value);
  return Buffer.concat([Buffer.from([8, 2]), octets]);
};
const map = (entries: Readonly<Record<string, Buffer>>): Buffer => {
  const pairs = Object.entries(entries);
  return Buffer.concat([
    Buffer.from([0xe0 | pairs.length]),
    ...pairs.flatMap(([key, value]) => [text(key), value]),
  ]);
};
