import { type KeyObject, sign } from "node:crypto";
import { encodeRdata } from "../dns/rdata-encode";
import type { DnskeyData } from "../dns/record";
import { keyTag } from "../dnssec/zone-key";
import { freshKeyPair } from "./fresh-key-pair";

/** A zone key of a test with its private half. */
export type TestKey = {
  data: DnskeyData;
  rdata: Buffer;
  tag: number;
  sign: (data: Buffer) => Buffer;
};

const b64 = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");
const rsaHash = new Map([
  [5, "sha1"],
  [7, "sha1"],
  [8, "sha256"],
  [10, "sha512"],
]);

/** A fresh key of an algorithm that Node signs with; others get random bytes that sign nothing. */
export function testKey(algorithm: number, flags = 257, rsaBits = 1024): TestKey {
  const { publicKey, signer } = material(algorithm, rsaBits);
  return withData({ kind: "DNSKEY", flags, protocol: 3, algorithm, publicKey }, signer);
}

/** The same key pair under other DNSKEY fields. */
export const rekeyed = (key: TestKey, changes: Partial<DnskeyData>): TestKey =>
  withData({ ...key.data, ...changes }, key.sign);

function withData(data: DnskeyData, signer: (data: Buffer) => Buffer): TestKey {
  const rdata = encodeRdata(data);
  return { data, rdata, tag: keyTag(rdata), sign: signer };
}

function material(algorithm: number, rsaBits: number) {
  const hash = rsaHash.get(algorithm);
  if (hash !== undefined) {
    const pair = freshKeyPair({ type: "rsa", modulusLength: rsaBits });
    const { n, e } = pair.publicKey.export({ format: "jwk" });
    const exponent = b64(e);
    const publicKey = Buffer.concat([Buffer.from([exponent.length]), exponent, b64(n)]);
    return { publicKey, signer: (data: Buffer) => sign(hash, data, pair.privateKey) };
  }
  if (algorithm === 13 || algorithm === 14) {
    const pair = freshKeyPair({ type: "ec", namedCurve: algorithm === 13 ? "P-256" : "P-384" });
    return { publicKey: pointOf(pair.publicKey), signer: ecSigner(algorithm, pair.privateKey) };
  }
  if (algorithm === 15 || algorithm === 16) {
    const pair = freshKeyPair({ type: algorithm === 15 ? "ed25519" : "ed448" });
    const publicKey = b64(pair.publicKey.export({ format: "jwk" }).x);
    return { publicKey, signer: (data: Buffer) => sign(null, data, pair.privateKey) };
  }
  return { publicKey: Buffer.alloc(32, algorithm), signer: () => Buffer.alloc(64, 1) };
}

function pointOf(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: "jwk" });
  return Buffer.concat([b64(x), b64(y)]);
}

const ecSigner = (algorithm: number, key: KeyObject) => (data: Buffer) =>
  sign(algorithm === 13 ? "sha256" : "sha384", data, { key, dsaEncoding: "ieee-p1363" });
