import type { DsProfile, KeyProfile, Nsec3Profile } from "@/lib/model/survey-scan";
import { type DnsRecord, isKind } from "@/lib/verifier/dns/record";

/** Algorithms whose keys are RSA: RFC 3110, RFC 5702, and RSA/MD5 of RFC 2537. */
const RSA_ALGORITHMS: readonly number[] = [1, 5, 7, 8, 10];

/** Modulus size and exponent of an RSA key; nulls where it cannot be read (RFC 3110 §2). */
export function rsaShape(publicKey: Buffer): { bits: number | null; exponent: string | null } {
  const unreadable = { bits: null, exponent: null };
  const first = publicKey[0];
  if (first === undefined) return unreadable;
  const isLong = first === 0;
  if (isLong && publicKey.length < 3) return unreadable;
  const octets = isLong ? publicKey.readUInt16BE(1) : first;
  const from = isLong ? 3 : 1;
  const exponent = publicKey.subarray(from, from + octets);
  const modulus = withoutZeros(publicKey.subarray(from + octets));
  const top = modulus[0];
  if (octets === 0 || exponent.length < octets || top === undefined) return unreadable;
  const bits = (modulus.length - 1) * 8 + (32 - Math.clz32(top));
  return { bits, exponent: withoutZeros(exponent).toString("hex") };
}

function withoutZeros(octets: Buffer): Buffer {
  let zeros = 0;
  while (octets[zeros] === 0) zeros++;
  return octets.subarray(zeros);
}

/** A DNSKEY set's shape, in an order of its own. */
export const keyProfile = (records: readonly DnsRecord[]): KeyProfile =>
  inOrder(
    records.filter(isKind("DNSKEY")).map(({ data }) => {
      const { flags, protocol, algorithm, publicKey } = data;
      const isRsa = RSA_ALGORITHMS.includes(algorithm);
      const rsa = isRsa ? rsaShape(publicKey) : { bits: null, exponent: null };
      return { flags, protocol, algorithm, ...rsa };
    }),
  );

/** A DS set's shape. */
export const dsProfile = (records: readonly DnsRecord[]): DsProfile =>
  inOrder(
    records
      .filter(isKind("DS"))
      .map(({ data: { algorithm, digestType } }) => ({ algorithm, digestType })),
  );

/** NSEC3PARAM records without their salts; empty: NSEC, or not told. */
export const nsec3Profile = (records: readonly DnsRecord[]): Nsec3Profile =>
  inOrder(
    records.filter(isKind("NSEC3PARAM")).map(({ data }) => {
      const { hashAlgorithm, flags, iterations, salt } = data;
      return { hashAlgorithm, flags, iterations, saltOctets: salt.length };
    }),
  );

/** Servers turn RRsets round from answer to answer; what is kept does not. */
function inOrder<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: JSON.stringify(item) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ item }) => item);
}

/** RDATA in the order of its octets, each after two octets of length; what `raw_keys` holds. */
export function packedRdata(records: readonly DnsRecord[], kind: "DS" | "DNSKEY"): Buffer {
  const rdatas = records.filter(isKind(kind)).map(({ rdata }) => rdata);
  const sorted = rdatas.sort(Buffer.compare);
  return Buffer.concat(
    sorted.flatMap((rdata) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(rdata.length);
      return [length, rdata];
    }),
  );
}
