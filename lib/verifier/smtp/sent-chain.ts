import { type CipherGCMTypes, createDecipheriv, createHmac } from "node:crypto";

/** What of a handshake is needed to read the server's Certificate message. */
export type HandshakeRecord = {
  /** Everything the server sent since STARTTLS, up to the end of its handshake at least. */
  received: Buffer;
  /** IANA name of the suite. */
  cipher: string;
  /** The server's handshake traffic secret of TLS 1.3 (RFC 8446 §7.1); null for older versions. */
  secret: Buffer | null;
};

const HANDSHAKE = 22;
const CHANGE_CIPHER_SPEC = 20;
const APPLICATION_DATA = 23;
const CERTIFICATE = 11;

/** Suites of RFC 8446 §B.4; ChaCha20 takes the same interface as GCM. */
const SUITES: Readonly<Record<string, { name: string; keyOctets: number; hash: string }>> = {
  TLS_AES_128_GCM_SHA256: { name: "aes-128-gcm", keyOctets: 16, hash: "sha256" },
  TLS_AES_256_GCM_SHA384: { name: "aes-256-gcm", keyOctets: 32, hash: "sha384" },
  TLS_CHACHA20_POLY1305_SHA256: { name: "chacha20-poly1305", keyOctets: 32, hash: "sha256" },
};
const TAG_OCTETS = 16;

/**
 * The certificates of the server's Certificate message, octet by octet and in the order sent (RFC
 * 5246 §7.4.2, RFC 8446 §4.4.2); null where the message cannot be read from what was kept.
 *
 * Read off the wire, since what Node offers either sorts and drops (`getPeerCertificate(true)`) or
 * loses the memory of each issuer it is asked for (`getPeerX509Certificate`).
 *
 * @param atMost certificates to read; a longer chain gives `atMost` + 1 of them.
 */
export function sentChain(record: HandshakeRecord, atMost: number): Buffer[] | null {
  const { secret } = record;
  if (secret === null) {
    const body = certificateMessage(plainHandshake(record.received));
    return body && certificatesIn(body, 0, atMost);
  }
  const opened = openedHandshake(record, secret);
  const body = opened && certificateMessage(opened);
  const [contextOctets] = body ?? [];
  if (!body || contextOctets === undefined) return null;
  return certificatesIn(body.subarray(1 + contextOctets), 2, atMost);
}

type TlsRecord = { type: number; header: Buffer; body: Buffer };

/** RFC 8446 §5.1; ends where the octets do, or make no whole record. */
function* recordsIn(received: Buffer): Generator<TlsRecord> {
  for (let at = 0; at + 5 <= received.length; ) {
    const end = at + 5 + received.readUInt16BE(at + 3);
    if (end > received.length) return;
    const header = received.subarray(at, at + 5);
    yield { type: header[0] ?? 0, header, body: received.subarray(at + 5, end) };
    at = end;
  }
}

/** Up to TLS 1.2 the handshake is plain until the cipher changes. */
function plainHandshake(received: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (const { type, body } of recordsIn(received)) {
    if (type === CHANGE_CIPHER_SPEC) break;
    if (type === HANDSHAKE) pieces.push(body);
  }
  return Buffer.concat(pieces);
}

/** The encrypted part of a TLS 1.3 handshake up to where it can be read; null for unknown suites. */
function openedHandshake({ received, cipher }: HandshakeRecord, secret: Buffer): Buffer | null {
  const suite = SUITES[cipher];
  if (suite === undefined) return null;
  const key = expanded(secret, suite.hash, "key", suite.keyOctets);
  const iv = expanded(secret, suite.hash, "iv", 12);
  const pieces: Buffer[] = [];
  let sequence = 0;
  for (const { type, header, body } of recordsIn(received)) {
    if (type !== APPLICATION_DATA || body.length <= TAG_OCTETS) continue;
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8);
    const opener = createDecipheriv(suite.name as CipherGCMTypes, key, nonce, {
      authTagLength: TAG_OCTETS,
    });
    opener.setAAD(header);
    opener.setAuthTag(body.subarray(-TAG_OCTETS));
    const inner = opener.update(body.subarray(0, -TAG_OCTETS));
    try {
      opener.final();
    } catch {
      break; // from here on another key applies
    }
    let end = inner.length; // behind the content is its type, and zeros (RFC 8446 §5.4)
    while (end > 0 && inner[end - 1] === 0) end--;
    if (inner[end - 1] === HANDSHAKE) pieces.push(inner.subarray(0, end - 1));
  }
  return Buffer.concat(pieces);
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1), for lengths within one hash. */
function expanded(secret: Buffer, hash: string, label: string, octets: number): Buffer {
  const name = `tls13 ${label}`;
  const info = Buffer.from([0, octets, name.length, ...Buffer.from(name), 0, 1]);
  return createHmac(hash, secret).update(info).digest().subarray(0, octets);
}

/** The body of the first Certificate message among handshake messages (RFC 8446 §4). */
function certificateMessage(handshake: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= handshake.length; ) {
    const end = at + 4 + handshake.readUIntBE(at + 1, 3);
    if (end > handshake.length) return null;
    if (handshake[at] === CERTIFICATE) return handshake.subarray(at + 4, end);
    at = end;
  }
  return null;
}

/** @param lengthOctets of the extensions behind each certificate: TLS 1.3 has them, others not. */
function certificatesIn(list: Buffer, lengthOctets: 0 | 2, atMost: number): Buffer[] | null {
  if (list.length < 3 || list.readUIntBE(0, 3) !== list.length - 3) return null;
  const chain: Buffer[] = [];
  for (let at = 3; at < list.length && chain.length <= atMost; ) {
    if (at + 3 > list.length) return null;
    const end = at + 3 + list.readUIntBE(at, 3);
    if (end + lengthOctets > list.length) return null;
    chain.push(Buffer.from(list.subarray(at + 3, end)));
    at = end + lengthOctets + (lengthOctets === 0 ? 0 : list.readUInt16BE(end));
    if (at > list.length) return null;
  }
  return chain;
}
