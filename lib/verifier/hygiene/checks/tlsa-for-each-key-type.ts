import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { eachDaneHost, handshakesOf } from "../mail-host-evidence";

const KEY_TYPE_WORDS = { rsa: "RSA", ec: "ECDSA" } as const;

/** TLSA records match the RSA certificate and the ECDSA one. */
export const tlsaForEachKeyType = defineCheck({
  id: "tlsa_for_each_key_type",
  demand: "practice",
  of: "mail_operator",
  source: "DANE/SMTP usage report, 2018, “Operational BCP”; RFC 7672 §3.2",
  severity: "warning",
  requires:
    "Every kind of certificate that the server has, RSA or ECDSA, is matched by a TLSA record.",
  fix: "Publish a 3 1 1 record for each of the server's certificates: which one a sender gets is up to its TLS library.",
  look: (seen) =>
    eachDaneHost(seen, (host) =>
      handshakesOf(host).flatMap(({ address, handshake }) => {
        const { keyType, chain, matched, verdict } = handshake;
        if (keyType === "any" || chain.length === 0 || verdict === "not_tried") return [];
        const at = `${host.name} ${address}`;
        const word = KEY_TYPE_WORDS[keyType];
        return [
          matched === null
            ? failed(at, `no TLSA record matches the ${word} certificate`)
            : passed(at, `a TLSA record matches the ${word} certificate`),
        ];
      }),
    ),
});
