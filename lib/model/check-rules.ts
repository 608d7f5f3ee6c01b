import { z } from "zod";

/**
 * The rules of the verifier, one row each: what it decides, in a sentence for people, and where
 * that is written. "Practice": no text asks for it. Departures are in docs/deviations.md.
 */
const ROWS = [
  [
    "M1",
    "RFC 7672 §2.2",
    "DANE says nothing about mail to an address literal such as [192.0.2.1].",
  ],
  ["M2", "RFC 7672 §2.2", "An MX record that names an IP address cannot have DANE, and is wrong."],
  ["M3", "RFC 7672 §2.1.2", "When the MX look-up fails, nothing is known: a sender waits."],
  [
    "M4",
    "RFC 7672 §2.2.1, §3.2.2",
    "Without signed MX records nobody can tell whose hosts these are.",
  ],
  ["M5", "RFC 7672 §2.2.2", "A domain without MX records is its own mail host."],
  ["M6", "RFC 5321 §5.1", "The domain does not exist."],
  ["M7", "RFC 7505 §3", "A single null MX record says that the domain accepts no mail."],
  ["M8", "RFC 7672 §2.2.1, §3.2.2", "Behind a signed alias, certificates may bear either name."],
  [
    "M9",
    "RFC 7672 §2.2.1",
    "Every MX host needs TLSA records of its own; preference still decides.",
  ],
  ["M10", "RFC 7672 §2.1.2", "A host whose address look-up fails is passed over."],
  ["M11", "RFC 7672 §2.2.1, §6", "A sender that insists on DANE waits where it does not apply."],
  ["A1", "RFC 7672 §2.2.2", "Addresses are looked up before TLSA records."],
  ["A2", "RFC 7672 §2.2.2", "The host has neither an IPv4 nor an IPv6 address."],
  [
    "A3",
    "RFC 7672 §2.2.2, §2.2.3",
    "The host's addresses are signed: its TLSA records are looked up.",
  ],
  [
    "A4",
    "RFC 7672 §2.2.2",
    "The host's addresses are not signed, so TLSA records are not asked for.",
  ],
  ["A5", "RFC 7672 §2.2.2", "The host is an alias in an unsigned zone."],
  [
    "A6",
    "RFC 7672 §2.1.3, §2.2.2",
    "A signed alias to an unsigned target may have TLSA records itself.",
  ],
  [
    "A7",
    "RFC 7672 §2.2.2, §2.2.3",
    "TLSA records are looked for at an alias's target, then at the alias.",
  ],
  ["A8", "RFC 7672 §2.2.3", "The names between an alias and its final target play no part."],
  ["A9", "RFC 7672 §2.1.3", "A DNAME counts as the CNAME that follows from it."],
  [
    "A10",
    "RFC 7672 §2.1.3",
    "After one unsigned step, the rest of an alias chain counts as unsigned.",
  ],
  ["A11", "Practice", "If one address family cannot be looked up, the other one decides."],
  [
    "A12",
    "RFC 7672 §2.2.2; RFC 2181 §10.3",
    "An MX host should not be an alias, though DANE works with it.",
  ],
  ["T1", "RFC 7672 §2.2.3", "TLSA records stand at _port._tcp below the host's name."],
  ["T2", "RFC 7672 §2.2, §3.2", "With usable signed TLSA records, TLS and a match are mandatory."],
  [
    "T3",
    "RFC 7672 §2.2, §2.2.3; RFC 7671 §10.3",
    "TLSA records without a usable one still make TLS mandatory.",
  ],
  [
    "T4",
    "RFC 7672 §2.1.1, §2.2, §2.2.3",
    "No signed TLSA records: DANE does not apply to the host.",
  ],
  [
    "T5",
    "RFC 7672 §2.1.2, §2.2.2",
    "When a TLSA look-up fails, the host is passed over, never used anyway.",
  ],
  ["T6", "RFC 7672 §2.2.3", "TLSA records may stand behind a signed alias."],
  ["T7", "RFC 7672 §2.2.3", "The first name with signed TLSA records is the one that counts."],
  [
    "U1",
    "RFC 7672 §3.1; RFC 6698 §4.1",
    "Usage 2 or 3 with known parameters and well-formed data is usable.",
  ],
  ["U2", "RFC 7672 §3.1.3", "Usages 0 and 1 mean nothing for mail."],
  ["U3", "RFC 7671 §9", "A record with unknown parameters is unusable."],
  ["U4", "RFC 7671 §9", "A record with malformed data is unusable."],
  [
    "U5",
    "RFC 7672 §5; RFC 7671 §9",
    "Of several digests of one usage and selector the strongest counts.",
  ],
  ["S1", "Practice", "No SMTP session came about at the address, which says nothing on DANE."],
  ["S2", "RFC 7672 §2.2, §2.2.3", "TLSA records promise TLS, so STARTTLS must be offered."],
  ["S3", "RFC 7672 §2.2", "Where TLS fails, mail is not sent in the clear."],
  ["S4", "RFC 7672 §9.2", "STARTTLS must be offered to everybody at once."],
  ["S5", "RFC 7672 §8.1", "The client names the host it wants with SNI: the TLSA base domain."],
  ["S6", "RFC 7672 §8.1", "A server may ignore SNI; the chain it sends is judged."],
  ["S7", "Practice", "RSA and ECDSA certificates are each asked for and judged."],
  ["E1", "RFC 7672 §3.1.1", "A usage 3 record matches the server's own certificate or key."],
  ["E2", "RFC 7672 §3.2.1", "For usage 3 the names in the certificate do not matter."],
  ["E3", "RFC 7672 §3.1.1; RFC 7671 §5.1", "For usage 3 dates and issuer do not matter."],
  ["E4", "RFC 7672 §3.1.1", "A usage 3 record never matches an issuer's certificate."],
  ["E5", "RFC 7671 §5.1", "Usage 3 with selector 1 is about the key alone."],
  [
    "G1",
    "RFC 7672 §3.1.2, §3.2.2",
    "A usage 2 record matches an issuer in the chain that the server sends.",
  ],
  ["G2", "RFC 7672 §3.2.2", "With usage 2 the certificate must bear the host's name."],
  [
    "G3",
    "RFC 6698 §2.1.1; RFC 5280 §6.1.3",
    "With usage 2 every certificate must be within its dates.",
  ],
  [
    "G4",
    "RFC 7672 §3.1.2; RFC 7671 §5.2.2",
    "With usage 2 the server must send the issuer's certificate.",
  ],
  ["G5", "RFC 7671 §5.2.2", "A whole issuer certificate in the DNS need not be sent as well."],
  ["G6", "RFC 7671 §5.2.3", "A whole issuer key in the DNS can verify the last certificate."],
  ["G7", "RFC 7672 §3.1.2", "The issuer's limit on the path's length holds."],
  ["N1", "RFC 7672 §3.2.2", "With signed MX records, host name and domain name are both good."],
  ["N2", "RFC 7672 §3.2.2", "With unsigned MX records only the MX host's name is good."],
  ["N2b", "RFC 7672 §3.2.2", "Without MX records the alias and its target are both good."],
  ["N3", "RFC 7672 §3.2.3", "Alternative names in a certificate hide its common name."],
  ["N4", "RFC 7672 §3.2.3", "A wildcard stands for one whole first label."],
  ["X1", "RFC 7672 §3.2", "Any one matching TLSA record is enough."],
  ["X2", "RFC 7672 §3.2, §9.1", "No TLSA record matches what the server sends."],
  ["X3", "Practice", "The worst address and the worst kind of certificate decide."],
  [
    "D1",
    "RFC 4035 §5.2",
    "A zone whose DS records are all of unsupported kinds counts as unsigned.",
  ],
  ["D2", "RFC 4035 §5.2", "DS records without a matching key that signs make a zone bogus."],
  ["D3", "RFC 4035 §5.2; RFC 5155 §8.9", "A zone is unsigned only where that is proven."],
  ["D4", "RFC 4035 §4.3", "Without that proof a zone is bogus, or nothing is known."],
  ["D5", "RFC 6840 §5.11", "Of several algorithms one valid signature is enough."],
  ["D6", "RFC 9904", "SHA-1 still validates, and should be replaced."],
  ["D7", "RFC 9276 §3.2", "NSEC3 with many iterations counts as unsigned; it should have none."],
  ["D8", "RFC 6840 §4.1", "A denial from the wrong side of a zone cut proves nothing."],
  [
    "D9",
    "RFC 4035 §5.3.4; RFC 5155 §8.8",
    "A wildcard answer needs proof that no closer name exists.",
  ],
  [
    "D10",
    "RFC 5011 §2.1; RFC 4034 §2.1",
    "A revoked key, or one that is no zone key, is not used.",
  ],
] as const;

/** Every id, in the order of the decision table. */
export const RULE_IDS = ROWS.map(([id]) => id);
/** An id, for instance `M4`. */
export type RuleId = (typeof ROWS)[number][0];
/** The id of a row of the decision table, as reports name it. */
export const RuleId = z.enum(RULE_IDS as [RuleId, ...RuleId[]]);

/** A rule: its sentence is for people, its source is where it is written. */
export type CheckRule = { id: RuleId; source: string; sentence: string };

/** Every rule in the order of the decision table. */
export const CHECK_RULES: readonly CheckRule[] = ROWS.map(([id, source, sentence]) => ({
  id,
  source,
  sentence,
}));

const BY_ID = new Map<string, CheckRule>(CHECK_RULES.map((rule) => [rule.id, rule]));

/** The rule of an id. */
export function ruleOf(id: RuleId): CheckRule {
  const rule = BY_ID.get(id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}
