const ALPHABET = "0123456789abcdefghijklmnopqrstuv";

/** Base 32 with the extended hex alphabet, lower case, no padding (RFC 4648 §7, RFC 5155 §1.3). */
export function base32HexText(octets: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = (held << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** The octets of such text; null where a character is none of the alphabet or bits are left over. */
export function base32HexOctets(text: string): Buffer | null {
  const octets: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text.toLowerCase()) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((held >> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return held === 0 && bits < 5 ? Buffer.from(octets) : null;
}
