import { contextTag, DER, DerCursor, elementsIn } from "./der";

/**
 * The value of one extension, found in the octets of a certificate that `readCertificate` has read
 * without fault in its extensions; null where it has none of this kind.
 *
 * @param identifier the content octets of its OID.
 * @see RFC 5280 §4.1.2.9
 */
export function extensionValue(certificate: Buffer, identifier: Buffer): Buffer | null {
  const frame = new DerCursor(certificate).take(DER.SEQUENCE);
  const tbs = frame && new DerCursor(frame.content).take(DER.SEQUENCE);
  const fields = tbs && elementsIn(tbs.content);
  const last = fields?.at(-1);
  if (last?.tag !== contextTag(3, "constructed")) return null;
  const list = new DerCursor(last.content).take(DER.SEQUENCE);
  for (const { content } of (list && elementsIn(list.content)) ?? []) {
    const cursor = new DerCursor(content);
    if (cursor.take(DER.OID)?.content.equals(identifier) !== true) continue;
    cursor.take(DER.BOOLEAN); // critical
    return cursor.take(DER.OCTET_STRING)?.content ?? null;
  }
  return null;
}
