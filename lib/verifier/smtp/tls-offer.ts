import { constants } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { KeyTypeAsked } from "@/lib/model/smtp-probe";

export type MaxVersion = "TLSv1.3" | "TLSv1.2";

/**
 * Suites by how the server authenticates itself, and signatures, for each key type. Suites without
 * authentication are left out: a server that likes them would show no certificate at all. Security
 * level 0, since it is the certificate that is to be seen, not its strength to be judged.
 */
const OFFERS: Readonly<Record<KeyTypeAsked, Pick<SecureContextOptions, "ciphers" | "sigalgs">>> = {
  any: { ciphers: "ALL:!aNULL:@SECLEVEL=0" },
  rsa: {
    ciphers: "aRSA:!aNULL:!eNULL:@SECLEVEL=0",
    sigalgs: [
      ...["rsae", "pss"].flatMap((key) =>
        [256, 384, 512].map((bits) => `rsa_pss_${key}_sha${bits}`),
      ),
      ...["RSA+SHA256", "RSA+SHA384", "RSA+SHA512", "RSA+SHA1"],
    ].join(":"),
  },
  ec: {
    ciphers: "aECDSA:!aNULL:!eNULL:@SECLEVEL=0",
    sigalgs: "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ECDSA+SHA1",
  },
};

const contexts = new Map<string, SecureContext>();

/**
 * What we offer in the handshake: TLS 1.0 and up, of one key type or any (decision table S7). No
 * certificate authorities, as DANE needs none and a store costs time.
 */
export function tlsOffer(keyType: KeyTypeAsked, maxVersion: MaxVersion): SecureContext {
  const key = `${keyType} ${maxVersion}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = createSecureContext({
    ...OFFERS[keyType],
    minVersion: "TLSv1",
    maxVersion,
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_NO_RENEGOTIATION,
    ca: [],
  });
  contexts.set(key, made);
  return made;
}
