import { z } from "zod";
import type { ProblemCode } from "./check-problems";
import type { HostVerdict } from "./check-verdicts";

/** What is wrong with MX hosts, in words that operators meet elsewhere too. */
interface FaultWords {
  name: string;
  /** What it does to mail. */
  means: string;
  toDo: string;
  /** Whether the code is a result type of RFC 8460 §4.3, or a word of ours that it lacks. */
  isReported: boolean;
  /** The part of the repair guide that mends it. */
  guide: `#${string}`;
}

/**
 * Faults of MX hosts, the gravest first: result types of RFC 8460 §4.3 where one fits, so that an
 * operator finds the same term in the TLSRPT reports of senders.
 */
export const HOST_FAULTS = {
  "tlsa-invalid": {
    name: "TLSA records match no certificate",
    means: "Senders that use DANE deliver nothing there.",
    toDo: "Add a record of the certificate or key in use; take the old ones away once their TTL has passed twice.",
    isReported: true,
    guide: "#publish",
  },
  "certificate-host-mismatch": {
    name: "The certificate has another name",
    means: "A record of its issuer (usage 2) asks for the host's name in the certificate.",
    toDo: "Publish a 3 1 1 record of the server's own key, which asks for no name, or get a certificate for the name.",
    isReported: true,
    guide: "#publish",
  },
  "certificate-expired": {
    name: "The certificate has ended",
    means: "A record of its issuer (usage 2) holds only while the certificate does.",
    toDo: "Renew the certificate, and see why its renewal failed.",
    isReported: true,
    guide: "#automate",
  },
  "certificate-not-trusted": {
    name: "The chain leads to no issuer that the records name",
    means: "Senders that use DANE deliver nothing there.",
    toDo: "Send the whole chain, or publish a 3 1 1 record of the server's own key, which needs none.",
    isReported: true,
    guide: "#publish",
  },
  "starttls-not-supported": {
    name: "TLSA records, and no STARTTLS",
    means: "The records promise TLS: without it senders that use DANE deliver nothing.",
    toDo: "Offer STARTTLS on port 25 at every address, or take the TLSA records away until it is offered.",
    isReported: true,
    guide: "#servers",
  },
  "validation-failure": {
    name: "TLSA records, and TLS that fails",
    means: "The records promise TLS: without it senders that use DANE deliver nothing.",
    toDo: "See why the handshake on port 25 fails, at every address of the host.",
    isReported: true,
    guide: "#servers",
  },
  "dnssec-invalid": {
    name: "DNSSEC does not validate",
    means:
      "Resolvers that validate give no answer for the host: senders behind them hold mail back.",
    toDo: "See whether signatures were renewed, and whether the parent's DS record is of a key that signs.",
    isReported: true,
    guide: "#denial",
  },
  "lookup-failed": {
    name: "Addresses or TLSA records cannot be looked up",
    means:
      "Whether there are TLSA records cannot be told, so senders that use DANE hold mail back.",
    toDo: "See that every name server answers for TLSA, over UDP and TCP; old ones fail for types they do not know.",
    isReported: false,
    guide: "#denial",
  },
  "tlsa-unusable": {
    name: "No TLSA record is of use",
    means: "TLS is demanded and nothing is verified: who is in between can read along.",
    toDo: "Publish 3 1 1 records in place of those with usage 0 or 1, or with data of the wrong form.",
    isReported: false,
    guide: "#publish",
  },
} as const satisfies Record<string, FaultWords>;
export type HostFault = keyof typeof HOST_FAULTS;
export const HOST_FAULT_CODES = Object.keys(HOST_FAULTS) as [HostFault, ...HostFault[]];
export const HostFault = z.enum(HOST_FAULT_CODES);

/** The fault of a verdict, where no problem at an address says more. Other verdicts are none. */
const FAULT_OF_VERDICT: Partial<Record<HostVerdict, HostFault>> = {
  fail: "tlsa-invalid",
  no_tls: "starttls-not-supported",
  unusable: "tlsa-unusable",
  bogus: "dnssec-invalid",
  dns_error: "lookup-failed",
};

/** Problems at an address that are faults of their own. */
const FAULT_OF_PROBLEM: Partial<Record<ProblemCode, HostFault>> = {
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
  plaintext_injected: "validation-failure",
  handshake_failed: "validation-failure",
  handshake_timeout: "validation-failure",
  handshake_closed: "validation-failure",
  no_certificate: "validation-failure",
};

/** Verdicts, and problems at an address, with the fault that each means, for a query to join with. */
export const FAULT_ROWS: readonly {
  verdict: HostVerdict;
  problem: string | null;
  fault: HostFault;
}[] = [
  ...Object.entries(FAULT_OF_VERDICT).map(([verdict, fault]) => ({
    ...{ verdict: verdict as HostVerdict, problem: null, fault },
  })),
  ...(["fail", "no_tls"] as const).flatMap((verdict) =>
    Object.entries(FAULT_OF_PROBLEM).map(([problem, fault]) => ({ verdict, problem, fault })),
  ),
];
