import type { TlsaMismatchReason, TlsaUnusableReason } from "../dns-tlsa";
import type { ProblemEntry } from "./problem-entry";

const REPLACE = "Replace it by a “3 1 1” record of the server's key.";
const PUBLISH =
  "Publish the records below, and remove the old ones once their TTL has passed twice. If nobody changed the key, find out first who answers at this address.";

const unusable = (rule: "U2" | "U3" | "U4", summary: string) =>
  ({ rule, severity: "warning", summary, fix: REPLACE }) as const;
const mismatch = (rule: ProblemEntry["rule"], summary: string, fix: string) =>
  ({ rule, severity: "error", summary, fix }) as const;

/** Why one record does not count: decision table U2 to U4. */
const UNUSABLE_PROBLEMS = {
  usage_pkix: unusable(
    "U2",
    "The TLSA record {detail} has usage 0 or 1, which means nothing for mail.",
  ),
  usage_unknown: unusable("U3", "The TLSA record {detail} has a usage that does not exist."),
  selector_unknown: unusable("U3", "The TLSA record {detail} has a selector that does not exist."),
  matching_type_unknown: unusable("U3", "The TLSA record {detail} has an unknown matching type."),
  digest_length: unusable("U4", "The TLSA record {detail} has a digest of the wrong length."),
  certificate_unreadable: unusable("U4", "The data of TLSA record {detail} is not a certificate."),
  public_key_unreadable: unusable("U4", "The data of TLSA record {detail} is not a public key."),
} as const satisfies Record<TlsaUnusableReason, ProblemEntry>;

/** Why nothing authenticates a chain: decision table G1 to G7, X2. */
const MISMATCH_PROBLEMS = {
  tlsa_mismatch: mismatch(
    "X2",
    "No TLSA record of {host} matches the certificate that {address} sends.",
    PUBLISH,
  ),
  name_mismatch: mismatch(
    "G2",
    "The certificate of {address} is issued by the authority in the TLSA records, but not for the name {host}.",
    "Get a certificate with that name, or publish the “3 1 1” records below, for which names do not matter.",
  ),
  cert_expired: mismatch(
    "G3",
    "A certificate that {address} sends has expired.",
    "Renew it, or publish the “3 1 1” records below, for which dates do not matter.",
  ),
  cert_not_yet_valid: mismatch(
    "G3",
    "A certificate that {address} sends is not valid yet.",
    "Check the clock of its issuer, or publish the “3 1 1” records below.",
  ),
  ta_not_sent: mismatch(
    "G4",
    "{address} does not send the issuer's certificate that the TLSA records name.",
    "Add that certificate to the chain file of the server, or publish the “3 1 1” records below.",
  ),
  ta_leaf_only: mismatch(
    "G1",
    "A usage 2 record of {host} describes the server's own certificate; usage 2 is for issuers.",
    "Publish the same data with usage 3: the records below.",
  ),
  chain_broken: mismatch(
    "G1",
    "The certificates that {address} sends are not signed by one another.",
    "Correct the chain file: the server's certificate first, then each one's issuer.",
  ),
  chain_not_ca: mismatch(
    "G1",
    "A certificate in the chain of {address} may not issue certificates.",
    "Use a chain whose issuers are authorities (CA:TRUE), or publish the “3 1 1” records below.",
  ),
  purpose_mismatch: mismatch(
    "G1",
    "A certificate in the chain of {address} is not meant for TLS servers.",
    "Get one with the purpose serverAuth, or publish the “3 1 1” records below, for which that does not matter.",
  ),
  name_constraint: mismatch(
    "G2",
    "An issuer in the chain of {address} may not issue certificates for the name in it.",
    "Use another issuer, or publish the “3 1 1” records below, for which names do not matter.",
  ),
  critical_extension: mismatch(
    "G1",
    "A certificate in the chain of {address} has a critical extension that is not known.",
    "Use a certificate without it, or publish the “3 1 1” records below.",
  ),
  chain_too_complex: mismatch(
    "G1",
    "The chain of {address} takes more work to verify than is allowed; other senders may come to something else.",
    "Send the server's certificate and its issuers only, each once.",
  ),
  path_too_long: mismatch(
    "G7",
    "The chain of {address} is longer than its issuer permits.",
    "Use a certificate with a shorter chain, or publish the “3 1 1” records below.",
  ),
  chain_unreadable: mismatch(
    "X2",
    "The certificate that {address} sends cannot be read.",
    "Install a certificate that “openssl x509” reads.",
  ),
} as const satisfies Record<TlsaMismatchReason, ProblemEntry>;

/** Faults of TLSA records, and advice on them that is never a failure. */
export const TLSA_PROBLEMS = {
  ...UNUSABLE_PROBLEMS,
  ...MISMATCH_PROBLEMS,
  tlsa_unusable: {
    rule: "T3",
    severity: "error",
    summary:
      "{host} has TLSA records, but not one is usable: TLS is demanded, nothing is verified.",
    fix: "Publish the records below in their place.",
  },
  tlsa_weaker_digest: {
    rule: "U5",
    severity: "advice",
    summary: "The TLSA record {detail} is not looked at: there is one with a stronger digest.",
    fix: "Publish all records of a usage and selector with the same matching type, SHA2-256 (1).",
  },
  tlsa_left_out: {
    rule: "T2",
    severity: "warning",
    summary: "{host} has more TLSA records than are read: {detail} were left out.",
    fix: "Remove the records of keys that are no longer in use.",
  },
  tlsa_single: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7672 §4; RFC 7671 §8.1",
    summary: "{host} has one TLSA record, and so none for its next key.",
    fix: "Before the next key comes into use, publish its record beside this one, two TTLs ahead.",
  },
  tlsa_selector_cert: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7671 §5.1",
    summary: "{host} has a usage 3 record of the whole certificate: each renewal breaks it.",
    fix: "Publish “3 1 1” records, which last as long as the key.",
  },
  tlsa_full_data: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7671 §10.1.2",
    summary: "{host} has a TLSA record with the whole certificate or key in it.",
    fix: "Publish a SHA2-256 digest (matching type 1): large answers get lost more easily.",
  },
  tlsa_ttl_long: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7671 §13",
    summary: "The TLSA records of {host} have a TTL of {detail}.",
    fix: "A TTL of an hour or so lets a mistake be corrected quickly.",
  },
  tlsa_signature_long: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7671 §13",
    summary: "The signature of the TLSA records of {host} is valid for {detail}.",
    fix: "Shorter signatures limit how long withdrawn records can be replayed; two weeks are usual.",
  },
  tlsa_anchor_key: {
    rule: "advice",
    severity: "advice",
    source: "RFC 7672 §3.1.2",
    summary: "{host} has a usage 2 record with selector 1, an issuer's bare key.",
    fix: "Publish “2 0 1”, so that the issuer's constraints count, or “3 1 1”.",
  },
} as const satisfies Record<string, ProblemEntry>;
