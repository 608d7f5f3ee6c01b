/** IPv4 dotted quad of four octets. */
export const ipv4Text = (octets: Uint8Array): string =>
  `${octets[0]}.${octets[1]}.${octets[2]}.${octets[3]}`;

/** IPv6 text of sixteen octets as RFC 5952 §4 has it. */
export function ipv6Text(octets: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0),
  );
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${ipv4Text(octets.subarray(12))}`;
  const gap = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 2) return hex.join(":");
  return `${hex.slice(0, gap.start).join(":")}::${hex.slice(gap.start + gap.length).join(":")}`;
}

/** The first of the longest runs of zeros (RFC 5952 §4.2.3). */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** Octets of an address in text form that `node:net` accepts; null where it is none. */
export function addressOctets(address: string): Buffer | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) {
    const octets = address.split(".").map(Number);
    return octets.every((octet) => octet < 256) ? Buffer.from(octets) : null;
  }
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted
    ? `${dotted[1]}${hexGroup(dotted[2], dotted[3])}:${hexGroup(dotted[4], dotted[5])}`
    : address;
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return null;
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array<string>(missing).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const octets = Buffer.alloc(16);
  for (const [i, group] of groups.entries())
    octets.writeUInt16BE(Number.parseInt(group, 16), 2 * i);
  return octets;
}

const hexGroup = (high: string | undefined, low: string | undefined): string =>
  ((Number(high) << 8) | Number(low)).toString(16);
