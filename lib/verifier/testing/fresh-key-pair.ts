import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";

/** A kind of key, as Node generates it. */
export type FreshKey =
  | { type: "ec"; namedCurve: "P-256" | "P-384" }
  | { type: "rsa"; modulusLength: number; publicExponent?: number }
  | { type: "ed25519" | "ed448" };

const ENCODINGS = {
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "der", cipher: undefined, passphrase: undefined },
} as const;

/**
 * Makes a key pair by way of its octets. Node 20 locks a key while it is exported as JWK; a garbage
 * collection in the midst of that may destroy the job that generated it, which wants the same lock, and
 * nothing moves any more. Of a key that was read from octets there is no such job.
 */
export function freshKeyPair(key: FreshKey): { publicKey: KeyObject; privateKey: KeyObject } {
  const { publicKey, privateKey } = generated(key);
  return {
    publicKey: createPublicKey({ key: publicKey, format: "der", type: "spki" }),
    privateKey: createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" }),
  };
}

function generated(key: FreshKey): { publicKey: Buffer; privateKey: Buffer } {
  switch (key.type) {
    case "ec":
      return generateKeyPairSync("ec", { namedCurve: key.namedCurve, ...ENCODINGS });
    case "rsa": {
      const { modulusLength, publicExponent = 65_537 } = key;
      return generateKeyPairSync("rsa", { modulusLength, publicExponent, ...ENCODINGS });
    }
    case "ed25519":
      return generateKeyPairSync("ed25519", ENCODINGS);
    case "ed448":
      return generateKeyPairSync("ed448", ENCODINGS);
  }
}
