import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { isZoneAnswer } from "../ask-server";
import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { type AnsweringServer, eachServer, faultIn, tcpFaultIn } from "../server-evidence";

/** Answers too large for UDP arrive all the same. */
export const largeAnswers = defineCheck({
  id: "large_answers",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 6891 §6.2.3; RFC 2181 §9; RFC 7766 §5; https://www.dnsflagday.net/2020/",
  severity: "warning",
  requires:
    "An answer that is larger than the asker takes over UDP is marked truncated, and given whole over TCP.",
  fix: "Set the name server's largest UDP answer to 1232 octets, let it truncate, and open TCP port 53.",
  look: (seen) =>
    eachServer(seen, (server) => {
      const { dnskeyOverUdp, dnskeyOverTcp, soaOverTcp } = server.answers;
      const over = dnskeyOverUdp.flatMap((probe) => udpEvidence(probe, server));
      // Without TCP at all that is tcp_supported's, unless something was truncated.
      const needsTcp =
        isZoneAnswer(soaOverTcp, server.zone.apex) ||
        dnskeyOverUdp.some(({ reply }) => reply.ok && reply.value.kind === "truncated");
      const fault = needsTcp ? tcpFaultIn(dnskeyOverTcp, server, "DNSKEY over TCP", seen) : null;
      return fault === null ? over : [...over, fault];
    }),
});

function udpEvidence(
  { udpSize, reply }: AnsweringServer["answers"]["dnskeyOverUdp"][number],
  server: AnsweringServer,
): HygieneEvidence[] {
  const asked = `DNSKEY in at most ${udpSize} octets`;
  if (reply.ok) {
    const { octets, kind } = reply.value;
    if (octets !== null && octets > udpSize)
      return [failed(server.at, `${asked}: sends ${octets}`)];
    if (kind === "truncated") return [passed(server.at, `${asked}: truncated`)];
  }
  return [faultIn(reply, server, asked) ?? passed(server.at, `${asked}: answered`)];
}
