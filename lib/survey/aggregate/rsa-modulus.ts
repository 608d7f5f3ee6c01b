/** An RSA key's modulus, and the algorithm it is for. */
export type RsaModulus = { algorithm: number; flags: number; modulus: Buffer };

const RSA: ReadonlySet<number> = new Set([1, 5, 7, 8, 10]);

/**
 * The RSA moduli among packed DNSKEY records, each record as two octets of length and RDATA, without
 * leading zeros. What cannot be read as RFC 4034 §2.1 and RFC 3110 §2 say is left out.
 */
export function rsaModuli(packed: Buffer): RsaModulus[] {
  const moduli: RsaModulus[] = [];
  for (let at = 0; at + 2 <= packed.length; ) {
    const end = at + 2 + packed.readUInt16BE(at);
    if (end > packed.length) break;
    const found = modulusOf(packed.subarray(at + 2, end));
    if (found !== null) moduli.push(found);
    at = end;
  }
  return moduli;
}

function modulusOf(rdata: Buffer): RsaModulus | null {
  if (rdata.length < 5) return null;
  const flags = rdata.readUInt16BE(0);
  const algorithm = rdata.readUInt8(3);
  if (!RSA.has(algorithm)) return null;
  const key = rdata.subarray(4);
  const isLong = key[0] === 0;
  if (isLong && key.length < 3) return null;
  const exponentOctets = isLong ? key.readUInt16BE(1) : key.readUInt8(0);
  let from = (isLong ? 3 : 1) + exponentOctets;
  while (key[from] === 0) from++;
  return exponentOctets === 0 || from >= key.length
    ? null
    : { algorithm, flags, modulus: key.subarray(from) };
}

/** The number that octets stand for, the most significant first. */
export const integerOf = (octets: Buffer): bigint => BigInt(`0x${octets.toString("hex") || "0"}`);

/** Length in bits of a number without leading zero octets. */
export const bitsOf = (octets: Buffer): number =>
  octets.length === 0 ? 0 : octets.length * 8 - (Math.clz32(octets.readUInt8(0)) - 24);
