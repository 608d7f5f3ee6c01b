import type { ContactKind, IncidentFault, LookOutcome } from "@/lib/model/incident";
import type { MailAddress } from "../mail/mail-address";
import { LOOK_LIMITS } from "./incident-limits";

/** One operator's fault. Times are Unix time in milliseconds. */
export type Incident = {
  id: string;
  /** The zone of the MX hosts: A-labels, no final dot. */
  operator: string;
  fault: IncidentFault;
  /** Incidents that follow one another within days are one series, as far as mails go. */
  series: string;
  domains: number;
  /** All affected hosts; fewer may be listed. */
  hosts: number;
  firstSeenMs: number;
  openedMs: number;
  lastSeenMs: number;
  /** When a probe last saw it, not a release; null where none has. */
  probedMs: number | null;
  /** Looks one after another that saw it, and the first of them. */
  firstLookMs: number;
  looks: number;
  mendedMs: number | null;
  /** When it is to be looked at next. */
  nextMs: number;
};

/** An address that an operator's mail may go to. */
export type Contact = {
  kind: ContactKind;
  address: MailAddress;
  /** SHA-256 of the address, by which it is remembered. */
  recipient: string;
  /**
   * Whether mail gets there without what is broken. `unknown`: its MX records could not be had now;
   * `none`: nothing takes mail there.
   */
  path: "safe" | "broken" | "unknown" | "none";
};

/** What a look changes. */
export type AfterLook = Pick<Incident, "lastSeenMs" | "probedMs" | "looks" | "mendedMs" | "nextMs">;

/**
 * An incident after a look of a probe: a look that sees the fault confirms it, one that sees it gone
 * mends it, and one that could not tell does neither. Pure.
 */
export function afterLook(incident: Incident, outcome: LookOutcome, now: number): AfterLook {
  const { openedMs, lastSeenMs, probedMs, looks, mendedMs } = incident;
  const { oftenForMs, oftenMs, seldomMs } = LOOK_LIMITS;
  const nextMs = now + (now - openedMs < oftenForMs ? oftenMs : seldomMs);
  const same = { lastSeenMs, probedMs, looks, mendedMs, nextMs };
  if (outcome === "unknown") return same;
  if (outcome === "well") return { ...same, mendedMs: now };
  return { ...same, lastSeenMs: now, probedMs: now, looks: looks + 1 };
}
