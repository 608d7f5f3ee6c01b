import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { unknown } from "./evidence";
import type { HandshakeSeen, HygieneSeen, MailHostSeen } from "./observations";

/** Evidence from each mail host with secure, usable TLSA records; failed look-ups leave doubt. */
export function eachDaneHost(
  { hosts }: HygieneSeen,
  look: (host: MailHostSeen) => readonly HygieneEvidence[],
): HygieneEvidence[] {
  return hosts.flatMap((host) => {
    if (host.tlsaStatus === "bogus" || host.tlsaStatus === "indeterminate")
      return [unknown(host.name, "its TLSA records could not be looked up")];
    return isDaneHost(host) ? look(host) : [];
  });
}

/** Whether DANE applies to a mail host. */
export const isDaneHost = ({ tlsaStatus, tlsa }: MailHostSeen): boolean =>
  tlsaStatus === "secure" && tlsa.some(({ usable }) => usable);

/** All handshakes with a host, with the address of each. */
export const handshakesOf = (host: MailHostSeen): { address: string; handshake: HandshakeSeen }[] =>
  host.addresses.flatMap(({ address, attempts }) =>
    attempts.map((handshake) => ({ address, handshake })),
  );

/** SHA-256 of the keys of the leaf certificates that a host was seen with. */
export const leafKeysOf = (host: MailHostSeen): string[] => [
  ...new Set(handshakesOf(host).flatMap(({ handshake }) => handshake.chain[0]?.spkiSha256 ?? [])),
];
