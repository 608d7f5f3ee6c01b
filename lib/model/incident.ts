import { z } from "zod";
import type { ProblemCode } from "./check-problems";
import type { HostVerdict } from "./check-verdicts";

/**
 * What is broken at an operator's MX hosts: result types of RFC 8460 §4.3, in its words, so that an
 * operator finds the same term in the TLSRPT reports of others.
 */
export const INCIDENT_FAULTS = {
  "tlsa-invalid": {
    name: "TLSA records match no certificate",
    means: "Senders that use DANE deliver nothing there.",
    toDo: "Add a record that matches the certificate in use, beside those that are there. Take the others away once the new one has been published for longer than their TTL.",
    isDns: false,
  },
  "certificate-host-mismatch": {
    name: "the certificate has another name",
    means: "A record of its issuer (usage 2) asks for the name of the host in the certificate.",
    toDo: "Publish a record of the server's own key (3 1 1), which asks for no name, or get a certificate for the host's name.",
    isDns: false,
  },
  "certificate-expired": {
    name: "the certificate has ended",
    means: "A record of its issuer (usage 2) holds only while the certificate does.",
    toDo: "Renew the certificate, and see why its renewal failed.",
    isDns: false,
  },
  "certificate-not-trusted": {
    name: "the chain leads to no issuer that the TLSA records name",
    means: "Senders that use DANE deliver nothing there.",
    toDo: "Have the server send its whole chain, or publish a record of its own key (3 1 1), which needs no chain.",
    isDns: false,
  },
  "starttls-not-supported": {
    name: "TLSA records, and no STARTTLS",
    means: "The records promise TLS, so that senders that use DANE deliver nothing without it.",
    toDo: "Offer STARTTLS on port 25 again, on every address of the host; or take the TLSA records away for as long as it is missing.",
    isDns: false,
  },
  "validation-failure": {
    name: "TLSA records, and TLS that fails",
    means: "The records promise TLS, so that senders that use DANE deliver nothing without it.",
    toDo: "See why the TLS handshake on port 25 fails, on every address of the host.",
    isDns: false,
  },
  "dnssec-invalid": {
    name: "DNSSEC does not validate",
    means:
      "Resolvers that validate give no answer for these hosts: senders behind them deliver nothing.",
    toDo: "See whether the signatures were renewed, and whether the DS record in the parent zone names a key that signs.",
    isDns: true,
  },
} as const;
export type IncidentFault = keyof typeof INCIDENT_FAULTS;
export const INCIDENT_FAULT_CODES = Object.keys(INCIDENT_FAULTS) as [
  IncidentFault,
  ...IncidentFault[],
];
export const IncidentFault = z.enum(INCIDENT_FAULT_CODES);

/** Problems of a server that are a fault of their own; others are what their verdict is. */
export const FAULT_OF_PROBLEM: Partial<Record<ProblemCode, IncidentFault>> = {
  name_mismatch: "certificate-host-mismatch",
  cert_expired: "certificate-expired",
  cert_not_yet_valid: "certificate-not-trusted",
  ta_not_sent: "certificate-not-trusted",
  ta_leaf_only: "certificate-not-trusted",
  chain_broken: "certificate-not-trusted",
  chain_not_ca: "certificate-not-trusted",
  purpose_mismatch: "certificate-not-trusted",
  name_constraint: "certificate-not-trusted",
  critical_extension: "certificate-not-trusted",
  chain_too_complex: "certificate-not-trusted",
  path_too_long: "certificate-not-trusted",
  chain_unreadable: "certificate-not-trusted",
  starttls_not_offered: "starttls-not-supported",
  plaintext_injected: "validation-failure",
  handshake_failed: "validation-failure",
  handshake_timeout: "validation-failure",
  handshake_closed: "validation-failure",
  no_certificate: "validation-failure",
};

/** What a host's verdict means where no problem says more. Others are no fault that mail fails of. */
export const FAULT_OF_VERDICT: Partial<Record<HostVerdict, IncidentFault>> = {
  fail: "tlsa-invalid",
  no_tls: "starttls-not-supported",
  bogus: "dnssec-invalid",
};

/** Verdicts of which nothing follows: neither that a fault is there, nor that it is mended. */
export const UNTOLD_VERDICTS = ["dns_error", "unreachable"] as const satisfies HostVerdict[];

/** Names an incident: 128 random bits in base64url, so that its page cannot be guessed. */
export const INCIDENT_ID = /^[A-Za-z0-9_-]{22}$/;

export const LOOK_OUTCOMES = ["broken", "well", "unknown"] as const;
/** What a look at an incident's hosts came to. `unknown` confirms nothing and mends nothing. */
export const LookOutcome = z.enum(LOOK_OUTCOMES);
export type LookOutcome = z.infer<typeof LookOutcome>;

export const NOTICE_MODES = ["dry", "live"] as const;
/** `dry`: written down as if it had been sent. Each mode has a history of its own. */
export const NoticeMode = z.enum(NOTICE_MODES);
export type NoticeMode = z.infer<typeof NoticeMode>;

export const CONTACT_KINDS = ["watch", "rname", "postmaster", "hostmaster"] as const;
/** Whose address it is, in the order in which they are written to. */
export const ContactKind = z.enum(CONTACT_KINDS);
export type ContactKind = z.infer<typeof ContactKind>;

/** Contacts in words, for who gets such a mail and wonders why. */
export const CONTACT_KIND_WORDS: Record<ContactKind, string> = {
  watch: "you watch a name of this operator here",
  rname: "your address is the contact in its zone's SOA record",
  postmaster: "you are the postmaster there (RFC 2142)",
  hostmaster: "you are the hostmaster there (RFC 2142)",
};

/** Verdicts and problems with the fault that each means, for a query to join with. */
export const FAULT_ROWS = [
  ...Object.entries(FAULT_OF_VERDICT).map(([verdict, fault]) => ({
    verdict,
    problem: null as string | null,
    fault,
  })),
  ...(["fail", "no_tls"] as const).flatMap((verdict) =>
    Object.entries(FAULT_OF_PROBLEM).map(([problem, fault]) => ({ verdict, problem, fault })),
  ),
];

/** The fault that a host's verdict and its address's problem mean; null where mail does not fail. */
export function faultOf(verdict: HostVerdict, problem: ProblemCode | null): IncidentFault | null {
  const usual = FAULT_OF_VERDICT[verdict] ?? null;
  if (problem === null || (verdict !== "fail" && verdict !== "no_tls")) return usual;
  return FAULT_OF_PROBLEM[problem] ?? usual;
}
