import { z } from "zod";
import type { ProblemCode } from "./check-problems";
import type { HostVerdict } from "./check-verdicts";
import { FAULT_ROWS, HOST_FAULT_CODES, type HostFault } from "./host-faults";

/**
 * Faults that mail of senders with DANE fails of, seen for certain. A look-up that failed may have failed
 * for us alone, and past records of no use mail is delivered: of neither anybody is written to.
 */
export type IncidentFault = Exclude<HostFault, "lookup-failed" | "tlsa-unusable">;
const isIncidentFault = (fault: HostFault): fault is IncidentFault =>
  fault !== "lookup-failed" && fault !== "tlsa-unusable";
export const INCIDENT_FAULT_CODES = HOST_FAULT_CODES.filter(isIncidentFault);
export const IncidentFault = z.enum(INCIDENT_FAULT_CODES);

/** Verdicts, and problems at an address, with the fault that each means, for a query to join with. */
export const INCIDENT_FAULT_ROWS = FAULT_ROWS.filter(({ fault }) => isIncidentFault(fault));

/** Whether it is a fault of the DNS: then hostmaster is a contact too. */
export const isDnsFault = (fault: IncidentFault): boolean => fault === "dnssec-invalid";

/** The fault that a host's verdict and its address's problem mean; null where there is none. */
export function faultOf(verdict: HostVerdict, problem: ProblemCode | null): IncidentFault | null {
  const of = INCIDENT_FAULT_ROWS.filter((row) => row.verdict === verdict);
  const row =
    of.find((each) => each.problem !== null && each.problem === problem) ??
    of.find((each) => each.problem === null);
  return row === undefined || !isIncidentFault(row.fault) ? null : row.fault;
}

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
