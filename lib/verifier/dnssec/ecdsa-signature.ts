/**
 * An ECDSA signature as DNSSEC writes it, r and s one after the other (RFC 6605 §4), in the DER form
 * of RFC 3279 §2.2.3.
 *
 * `crypto.verify` reads both, but the first only with an options object, which Node tells from a key
 * by two exceptions: a third of the cost of a P-256 verification.
 *
 * @param signature an even number of octets, at most 126.
 */
export function ecdsaDerSignature(signature: Buffer): Buffer {
  const half = signature.length / 2;
  const der = Buffer.allocUnsafe(signature.length + 8);
  const sAt = writeInteger(der, 2, signature, 0, half);
  const end = writeInteger(der, sAt, signature, half, signature.length);
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** Writes an unsigned number as INTEGER: shortest form, a zero before a first bit that is set. */
function writeInteger(der: Buffer, at: number, octets: Buffer, from: number, to: number): number {
  let first = from;
  while (first < to - 1 && octets[first] === 0) first++;
  const isPadded = ((octets[first] ?? 0) & 0x80) !== 0;
  der[at] = 0x02;
  der[at + 1] = to - first + (isPadded ? 1 : 0);
  if (isPadded) der[at + 2] = 0;
  return at + (isPadded ? 3 : 2) + octets.copy(der, at + (isPadded ? 3 : 2), first, to);
}
