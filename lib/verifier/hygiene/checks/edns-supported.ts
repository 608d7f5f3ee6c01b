import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { rcodeName } from "@/lib/model/dns-registry";
import { isZoneAnswer } from "../ask-server";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ServerAnswers, ZoneSeen } from "../observations";
import { eachZone, errorText, serverAt } from "../server-evidence";

/** Every server knows EDNS, without which there is no DNSSEC. */
export const ednsSupported = defineCheck({
  id: "edns_supported",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 6891 §6.1.1; RFC 4035 §3; https://www.dnsflagday.net/2019/",
  severity: "warning",
  requires: "A question with EDNS is answered with EDNS.",
  fix: "Update the name server, and let no firewall drop or strip EDNS.",
  look: (seen) =>
    eachZone(seen, (zone) =>
      (zone.servers ?? []).flatMap((server) =>
        server.answers === null ? [] : evidenceOf(server.answers, zone, serverAt(zone, server)),
      ),
    ),
});

function evidenceOf(
  { soa, soaPlain }: ServerAnswers,
  { apex }: ZoneSeen,
  at: string,
): HygieneEvidence[] {
  const { reply } = soa;
  if (isZoneAnswer(reply, apex)) {
    const hasEdns = reply.ok && reply.value.kind === "message" && reply.value.message.edns !== null;
    return [hasEdns ? passed(at, "answers with EDNS") : failed(at, "answers without EDNS")];
  }
  if (!isZoneAnswer(soaPlain, apex)) return []; // no answer either way: name_servers_answer
  if (reply.ok)
    return [
      failed(
        at,
        reply.value.kind === "message"
          ? `answers ${rcodeName(reply.value.message.rcode)} to EDNS`
          : "truncates every answer to EDNS, and TCP fails",
      ),
    ];
  const says = `with EDNS it ${errorText(reply.error)}`;
  return [reply.error.code === "aborted" ? unknown(at, says) : failed(at, says)];
}
