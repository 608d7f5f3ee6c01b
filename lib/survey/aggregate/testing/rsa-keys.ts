const F4 = Buffer.from([1, 0, 1]);

/** RDATA of a DNSKEY record with an RSA key (RFC 4034 §2.1, RFC 3110 §2). */
export function rsaKey(flags: number, algorithm: number, modulus: Buffer, exponent = F4): Buffer {
  const head = Buffer.from([flags >> 8, flags & 255, 3, algorithm]);
  const { length } = exponent;
  const size = length < 256 ? Buffer.from([length]) : Buffer.from([0, length >> 8, length & 255]);
  return Buffer.concat([head, size, exponent, modulus]);
}

/** Records as `raw_keys` holds them: each after two octets of length. */
export const packed = (rdatas: readonly Buffer[]): Buffer =>
  Buffer.concat(
    rdatas.flatMap((rdata) => [Buffer.from([rdata.length >> 8, rdata.length & 255]), rdata]),
  );
