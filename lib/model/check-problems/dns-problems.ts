import type { ProblemEntry } from "./problem-entry";

const RESIGN =
  "Look at the steps below the first zone that is not secure, and re-sign that zone or correct its DS record at the parent.";
const NAMESERVERS =
  "Check that every nameserver of the zone answers this question, over UDP and TCP, and ask again.";
const SIGN = "Sign the zone with DNSSEC and have its DS record put into the parent zone.";

/** Faults in the DNS of a domain and its MX hosts. */
export const DNS_PROBLEMS = {
  domain_nxdomain: {
    rule: "M6",
    severity: "error",
    summary: "{domain} does not exist in the DNS.",
    fix: "Check the spelling; if the name is right, register or delegate it.",
  },
  null_mx: {
    rule: "M7",
    severity: "note",
    summary: "{domain} says with a null MX record that it accepts no mail.",
    fix: "Nothing to do, unless the domain should receive mail.",
  },
  null_mx_not_alone: {
    rule: "M7",
    severity: "warning",
    summary: "{domain} has a null MX record beside other MX records, which contradict it.",
    fix: "Remove the record with the exchange “.”, or all others.",
  },
  mx_bogus: {
    rule: "M3",
    severity: "error",
    summary: "The MX records of {domain} do not validate. {detail}",
    fix: RESIGN,
  },
  mx_lookup_failed: {
    rule: "M3",
    severity: "error",
    summary: "The MX records of {domain} could not be looked up. {detail}",
    fix: NAMESERVERS,
  },
  mx_insecure: {
    rule: "M4",
    severity: "error",
    summary: "The MX records of {domain} are not signed, so DANE cannot protect its mail. {detail}",
    fix: SIGN,
  },
  mx_nodata_insecure: {
    rule: "M5",
    severity: "error",
    summary: "{domain} has no MX records and nothing signed says so. {detail}",
    fix: SIGN,
  },
  mx_implicit: {
    rule: "M5",
    severity: "advice",
    summary: "{domain} has no MX records: mail goes to its own address.",
    fix: "Publish an MX record that names the mail host, or a null MX record (“0 .”) if there is no mail.",
  },
  mx_is_ip: {
    rule: "M2",
    severity: "error",
    source: "RFC 7672 §2.2; RFC 1035 §3.3.9",
    summary: "The MX record names the IP address {host}; it has to name a host.",
    fix: "Give the mail server a host name with A and AAAA records and put that name into the MX record.",
  },
  mx_alias: {
    rule: "A12",
    severity: "warning",
    source: "RFC 2181 §10.3; RFC 5321 §5.1",
    summary: "The MX host {host} is an alias (CNAME) of {name}.",
    fix: "Name {name} in the MX record directly. DANE works all the same.",
  },
  mx_hosts_left_out: {
    rule: "M9",
    severity: "warning",
    summary: "{domain} has more MX hosts than are checked: {detail} were left out.",
    fix: "Fewer MX hosts do; senders do not try that many either.",
  },
  mx_partly_covered: {
    rule: "M9",
    severity: "warning",
    summary:
      "{host} has no usable signed TLSA records, but other MX hosts of {domain} have: mail that passes through it is not protected.",
    fix: "Publish TLSA records for every MX host, or remove this one from the MX records.",
  },
  address_bogus: {
    rule: "M10",
    severity: "error",
    summary: "The addresses of {host} do not validate. {detail}",
    fix: RESIGN,
  },
  address_lookup_failed: {
    rule: "M10",
    severity: "error",
    summary: "The addresses of {host} could not be looked up. {detail}",
    fix: NAMESERVERS,
  },
  alias_bogus: {
    rule: "A6",
    severity: "error",
    summary: "The CNAME record of {host} does not validate. {detail}",
    fix: RESIGN,
  },
  alias_lookup_failed: {
    rule: "A6",
    severity: "error",
    summary: "The CNAME record of {host} could not be looked up by itself. {detail}",
    fix: NAMESERVERS,
  },
  address_missing: {
    rule: "A2",
    severity: "warning",
    summary: "{host} has neither an IPv4 nor an IPv6 address.",
    fix: "Publish an A or AAAA record for it, or do not name it as a mail host.",
  },
  address_family_failed: {
    rule: "A11",
    severity: "warning",
    source: "RFC 7672 §2.2.2",
    summary:
      "The {name} records of {host} could not be had; the other address family was used. {detail}",
    fix: "Correct this: stricter senders hold mail back until both families can be looked up.",
  },
  addresses_left_out: {
    rule: "X3",
    severity: "note",
    summary: "{host} has more addresses than are tried: {detail} were left out.",
    fix: "Nothing to do; check the others by themselves if they differ.",
  },
  address_insecure: {
    rule: "A4",
    severity: "warning",
    summary: "The addresses of {host} are not signed, so DANE does not apply to it. {detail}",
    fix: SIGN,
  },
  alias_insecure: {
    rule: "A5",
    severity: "warning",
    summary: "{host} is an alias in an unsigned zone, so DANE does not apply to it. {detail}",
    fix: "Name the final host {name} in the MX record, and have its zone signed.",
  },
  alias_target_insecure: {
    rule: "A6",
    severity: "note",
    summary:
      "{host} is a signed alias of {name}, whose zone is not signed: TLSA records count at {host} only.",
    fix: "Sign the zone of {name}, or keep the TLSA records at {host} in step with its certificates.",
  },
  tlsa_bogus: {
    rule: "T5",
    severity: "error",
    summary:
      "The answer for the TLSA records {name} does not validate: senders with DANE hold mail back. {detail}",
    fix: RESIGN,
  },
  tlsa_lookup_failed: {
    rule: "T5",
    severity: "error",
    summary:
      "The TLSA records {name} could not be looked up: senders with DANE hold mail back. {detail}",
    fix: `${NAMESERVERS} Old nameservers and firewalls fail for record types they do not know.`,
  },
  tlsa_insecure: {
    rule: "T4",
    severity: "error",
    summary:
      "TLSA records exist at {name}, but they are not signed, so nobody may use them. {detail}",
    fix: SIGN,
  },
  tlsa_missing: {
    rule: "T4",
    severity: "warning",
    summary: "{host} is signed but has no TLSA records.",
    fix: "Publish the records below, and keep them in step with the certificate from then on.",
  },
  sha1_signature: {
    rule: "D6",
    severity: "warning",
    summary: "A zone that counts here is signed with SHA-1.",
    fix: "Roll the zone's keys to algorithm 13 (ECDSA P-256) or 8 (RSA with SHA-256).",
  },
  sha1_ds: {
    rule: "D6",
    severity: "warning",
    summary: "A DS record that counts here is a SHA-1 digest.",
    fix: "Have the parent zone publish a SHA-256 (2) digest of the same key instead.",
  },
  algorithm_not_recommended: {
    rule: "D6",
    severity: "warning",
    summary: "A zone that counts here is signed with an algorithm that is advised against.",
    fix: "Roll the zone's keys to algorithm 13 (ECDSA P-256).",
  },
  rsa_key_short: {
    rule: "D6",
    severity: "warning",
    source: "RFC 6781 §3.4.2",
    summary: "A zone that counts here has an RSA key of less than 1024 bits.",
    fix: "Roll the key to 2048 bits, or to algorithm 13 (ECDSA P-256).",
  },
  nsec3_iterations: {
    rule: "D7",
    severity: "warning",
    source: "RFC 9276 §3.1",
    summary: "A zone that counts here has NSEC3 records with additional iterations.",
    fix: "Set the iterations to 0; too many make the zone count as unsigned.",
  },
  nsec3_salt: {
    rule: "D7",
    severity: "advice",
    source: "RFC 9276 §3.1",
    summary: "A zone that counts here has NSEC3 records with a salt, which is of no use.",
    fix: "Set an empty salt (“-”).",
  },
} as const satisfies Record<string, ProblemEntry>;
