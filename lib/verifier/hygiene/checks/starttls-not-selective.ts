import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { NO_SESSION_FAULTS } from "@/lib/model/smtp-probe";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { eachDaneHost, handshakesOf } from "../mail-host-evidence";
import type { MailHostSeen } from "../observations";

/** STARTTLS is offered at every address and in every session. */
export const starttlsNotSelective = defineCheck({
  id: "starttls_not_selective",
  demand: "MUST NOT",
  of: "mail_operator",
  source: "RFC 7672 §9.2; DANE/SMTP usage report, 2018, “Operational BCP”",
  severity: "warning",
  requires: "STARTTLS is not offered to some clients, or at some addresses, only.",
  fix: "Offer STARTTLS at once to everybody, at every address; greylisting and the like must come after it.",
  look: (seen) => eachDaneHost(seen, evidenceOf),
});

const noSession: readonly string[] = NO_SESSION_FAULTS;

function evidenceOf(host: MailHostSeen): HygieneEvidence[] {
  const sessions = handshakesOf(host).filter(
    ({ handshake: { problem, verdict } }) =>
      verdict !== "not_tried" && !(problem !== null && noSession.includes(problem)),
  );
  if (sessions.length === 0) return [unknown(host.name, "there was no session")];
  const isOffered = ({ handshake }: (typeof sessions)[number]) =>
    handshake.problem !== "starttls_not_offered";
  if (!sessions.some(isOffered)) return []; // never offered: the verdict says so
  const without = [
    ...new Set(sessions.filter((each) => !isOffered(each)).map(({ address }) => address)),
  ];
  if (without.length === 0) return [passed(host.name, "offered in every session")];
  return without.map((address) =>
    failed(`${host.name} ${address}`, "not offered here, though it is in other sessions"),
  );
}
