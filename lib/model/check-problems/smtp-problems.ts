import type { NoSessionFault, NoTlsFault } from "../smtp-probe";
import type { ProblemEntry } from "./problem-entry";

const LISTEN = "Check that the server listens on this address, and that no firewall is in between.";
const SERVER_TLS =
  "Try it with “openssl s_client -starttls smtp” and read the server's log: key, certificate and protocol versions are the usual causes.";
const MIDDLEBOX = "Turn off SMTP inspection in firewalls on the way, and read the server's log.";

const silent = (summary: string, fix = LISTEN) =>
  ({ rule: "S1", severity: "warning", source: "RFC 5321 §3.1", summary, fix }) as const;
const noTls = (summary: string, fix = SERVER_TLS) =>
  ({ rule: "S3", severity: "error", summary, fix }) as const;

/** Why an address gave no SMTP session: decision table S1. */
const NO_SESSION_PROBLEMS = {
  address_not_allowed: silent(
    "{address} is not connected to: it is not a public address.",
    "Publish the mail server's public address, or allow private ones for this check.",
  ),
  connection_refused: silent("{address} refuses connections."),
  connection_timeout: silent("{address} does not answer."),
  connection_failed: silent("No connection to {address} came about. {detail}"),
  banner_timeout: silent("{address} accepts connections but does not greet.", MIDDLEBOX),
  banner_rejected: silent(
    "{address} turns us away with its greeting. {detail}",
    "Read the server's log: it may refuse clients by their address.",
  ),
  ehlo_timeout: silent("{address} does not answer EHLO.", MIDDLEBOX),
  ehlo_rejected: silent(
    "{address} refuses EHLO. {detail}",
    "Read the server's log; a server has to accept EHLO from anybody.",
  ),
  closed_early: silent("{address} closes the connection before EHLO is answered.", MIDDLEBOX),
  reply_malformed: silent("{address} answers with something that is not SMTP.", MIDDLEBOX),
  reply_too_long: silent("{address} answers with more than a reply may hold.", MIDDLEBOX),
} as const satisfies Record<NoSessionFault, ProblemEntry>;

/** Why a session did not come to hold TLS: decision table S2, S3. */
const NO_TLS_PROBLEMS = {
  starttls_not_offered: {
    rule: "S2",
    severity: "error",
    summary: "{address} does not offer STARTTLS.",
    fix: "Turn on TLS in the mail server, with the certificate that the TLSA records describe.",
  },
  starttls_rejected: noTls("{address} offers STARTTLS and then refuses it. {detail}"),
  starttls_timeout: noTls("{address} does not answer STARTTLS."),
  starttls_closed: noTls("{address} closes the connection after STARTTLS."),
  starttls_malformed: noTls(
    "{address} answers STARTTLS with something that is not SMTP.",
    MIDDLEBOX,
  ),
  plaintext_injected: {
    ...noTls(
      "{address} sent more than its reply before TLS began: anybody on the way could have put it there.",
      "Update the server: it must discard what comes in the same packet as STARTTLS.",
    ),
    source: "RFC 3207 §4.2; RFC 7672 §2.2",
  },
  handshake_failed: noTls("The TLS handshake with {address} fails. {detail}"),
  handshake_timeout: noTls("The TLS handshake with {address} does not come to an end."),
  handshake_closed: noTls("{address} closes the connection during the TLS handshake."),
  no_certificate: noTls("{address} holds TLS without a certificate."),
  chain_too_long: noTls(
    "{address} sends more certificates than are read.",
    "Send the server's certificate and its issuers only.",
  ),
} as const satisfies Record<NoTlsFault, ProblemEntry>;

/** Faults of mail servers. */
export const SMTP_PROBLEMS = {
  ...NO_SESSION_PROBLEMS,
  ...NO_TLS_PROBLEMS,
  starttls_inconsistent: {
    rule: "S4",
    severity: "warning",
    summary: "{host} offers STARTTLS in some sessions and not in others.",
    fix: "Offer STARTTLS at once to everybody; greylisting and the like must come after it.",
  },
  sni_refused: {
    rule: "S5",
    severity: "advice",
    summary: "{address} refuses the server name {name}, which a sender has to name.",
    fix: "Let the server send its default certificate for names it does not know.",
  },
  addresses_differ: {
    rule: "X3",
    severity: "warning",
    summary: "The addresses of {host} do not all come to the same: mail works or fails by chance.",
    fix: "Install the same certificate on all of them, or publish TLSA records for each.",
  },
  key_types_differ: {
    rule: "X3",
    severity: "warning",
    summary:
      "{address} has RSA and ECDSA certificates, and not all of them match the TLSA records.",
    fix: "Publish a TLSA record for each of the two keys.",
  },
} as const satisfies Record<string, ProblemEntry>;
