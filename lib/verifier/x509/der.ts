/** Identifier octets of DER (X.690 §8.1.2), those that certificates use. */
export const DER = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OID: 0x06,
  UTF8_STRING: 0x0c,
  NUMERIC_STRING: 0x12,
  PRINTABLE_STRING: 0x13,
  TELETEX_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  UNIVERSAL_STRING: 0x1c,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** The identifier octet of a context-specific element (X.690 §8.1.2.2). */
export const contextTag = (number: number, form: "primitive" | "constructed"): number =>
  (form === "constructed" ? 0xa0 : 0x80) | number;

/** One element: its identifier octet, the whole of it as it stood, and what is inside. */
export type DerElement = { tag: number; octets: Buffer; content: Buffer };

/** No certificate comes near 16 MB, the most that TLS can carry. */
const MAX_LENGTH_OCTETS = 3;

/**
 * The element at the start of `bytes`; null where there is none that DER allows: cut short, an
 * indefinite or over-long length (X.690 §10.1), a tag number above 30.
 */
export function firstElement(bytes: Buffer): DerElement | null {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  if (first < 0x80) return elementOf(bytes, tag, 2, first);
  const count = first & 0x7f;
  if (count === 0 || count > MAX_LENGTH_OCTETS || bytes.length < 2 + count) return null;
  const length = bytes.readUIntBE(2, count);
  const isShortest = length >= 0x80 && length >= 2 ** (8 * (count - 1));
  return isShortest ? elementOf(bytes, tag, 2 + count, length) : null;
}

function elementOf(bytes: Buffer, tag: number, header: number, length: number): DerElement | null {
  const end = header + length;
  if (bytes.length < end) return null;
  return { tag, octets: bytes.subarray(0, end), content: bytes.subarray(header, end) };
}

/** The only element in `bytes`, of this tag; null where it is another or something follows. */
export function soleElement(bytes: Buffer, tag: number): DerElement | null {
  const element = firstElement(bytes);
  return element?.tag === tag && element.octets.length === bytes.length ? element : null;
}

/** The elements of a constructed one, in order; null where one is malformed or they are too many. */
export function elementsIn(content: Buffer, atMost = 1000): DerElement[] | null {
  const elements: DerElement[] = [];
  for (let at = 0; at < content.length; ) {
    const element = firstElement(content.subarray(at));
    if (element === null || elements.length === atMost) return null;
    elements.push(element);
    at += element.octets.length;
  }
  return elements;
}

/** Takes elements one after the other, optional ones by their tag. */
export class DerCursor {
  private rest: Buffer;

  constructor(content: Buffer) {
    this.rest = content;
  }

  get atEnd(): boolean {
    return this.rest.length === 0;
  }

  /** The next element if it has this tag. Otherwise null, and the cursor stays. */
  take(tag: number): DerElement | null {
    const element = firstElement(this.rest);
    if (element?.tag !== tag) return null;
    this.rest = this.rest.subarray(element.octets.length);
    return element;
  }
}

/** A dotted object identifier (X.690 §8.19); null where it is malformed or longer than any in use. */
export function oidText(content: Buffer): string | null {
  const last = content.at(-1);
  if (last === undefined || last >= 0x80 || content.length > 64) return null;
  const arcs: bigint[] = [];
  let arc = 0n;
  let isFirstOctet = true;
  for (const octet of content) {
    if (isFirstOctet && octet === 0x80) return null; // padding, X.690 §8.19.2
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    isFirstOctet = octet < 0x80;
    if (isFirstOctet) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [joint = 0n, ...more] = arcs;
  const top = joint < 80n ? joint / 40n : 2n;
  return [top, joint - 40n * top, ...more].join(".");
}

/** A whole number from 0 to 2^31-1 (X.690 §8.3); null for any other. */
export function smallInteger(content: Buffer): number | null {
  const [first = 0x80, second = 0] = content;
  if (content.length === 0 || content.length > 4 || first >= 0x80) return null;
  if (content.length > 1 && first === 0 && second < 0x80) return null; // not the shortest form
  return content.readUIntBE(0, content.length);
}

/** A truth value (X.690 §11.1); null for octets that DER does not use. */
export function booleanValue(content: Buffer): boolean | null {
  if (content.length !== 1) return null;
  return content[0] === 0xff ? true : content[0] === 0 ? false : null;
}
