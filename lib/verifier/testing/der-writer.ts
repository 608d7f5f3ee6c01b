import { DER } from "../x509/der";

/** An element of DER with this identifier octet around `parts`. */
export function derElement(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export const derSequence = (...parts: readonly Buffer[]): Buffer =>
  derElement(DER.SEQUENCE, ...parts);

/** A whole number from 0 up. */
export function derInteger(value: number | bigint): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return derElement(
    DER.INTEGER,
    (octets[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0),
    octets,
  );
}

/** An object identifier in dotted form, its arcs below 2^31. */
export function derOid(text: string): Buffer {
  const [top = 0, second = 0, ...more] = text.split(".").map(Number);
  return derElement(DER.OID, ...[40 * top + second, ...more].map(base128));
}

function base128(arc: number): Buffer {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    octets.unshift(0x80 | (rest % 128));
  return Buffer.from(octets);
}

export const derBoolean = (value: boolean): Buffer =>
  derElement(DER.BOOLEAN, Buffer.from([value ? 0xff : 0]));

export const derBitString = (octets: Buffer, unusedBits = 0): Buffer =>
  derElement(DER.BIT_STRING, Buffer.from([unusedBits]), octets);

export const derText = (tag: number, text: string): Buffer => derElement(tag, Buffer.from(text));

/** UTCTime up to 2049, GeneralizedTime after it (RFC 5280 §4.1.2.5). */
export function derTime(date: Date): Buffer {
  const digits = date.toISOString().slice(0, 19).replace(/\D/g, "");
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? derText(DER.UTC_TIME, `${digits.slice(2)}Z`)
    : derText(DER.GENERALIZED_TIME, `${digits}Z`);
}
