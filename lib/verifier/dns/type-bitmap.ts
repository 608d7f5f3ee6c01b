import type { WireReader } from "./reader";

/** Type bit maps of NSEC and NSEC3 to the end of the RDATA (RFC 4034 §4.1.2). */
export function readTypeBitmap(reader: WireReader): number[] {
  const types: number[] = [];
  let lastWindow = -1;
  while (reader.offset < reader.end) {
    const window = reader.u8();
    const length = reader.u8();
    if (window <= lastWindow || length < 1 || length > 32) {
      reader.fail("rdata_invalid");
      return [];
    }
    lastWindow = window;
    const octets = reader.octets(length);
    for (let i = 0; i < octets.length; i++) {
      const octet = octets[i] ?? 0;
      if (octet === 0) continue;
      for (let bit = 0; bit < 8; bit++)
        if (octet & (0x80 >> bit)) types.push((window << 8) | (i << 3) | bit);
    }
  }
  return types;
}

/** The inverse: windows ascend and trailing zero octets are left out. */
export function encodeTypeBitmap(types: readonly number[]): Buffer {
  const windows = new Map<number, Buffer>();
  for (const type of [...new Set(types)].sort((a, b) => a - b)) {
    const bitmap = windows.get(type >> 8) ?? Buffer.alloc(32);
    const at = (type & 0xff) >> 3;
    bitmap[at] = (bitmap[at] ?? 0) | (0x80 >> (type & 7));
    windows.set(type >> 8, bitmap);
  }
  const parts: Buffer[] = [];
  for (const [window, bitmap] of windows) {
    const length = bitmap.findLastIndex((octet) => octet !== 0) + 1;
    parts.push(Buffer.from([window, length]), bitmap.subarray(0, length));
  }
  return Buffer.concat(parts);
}
