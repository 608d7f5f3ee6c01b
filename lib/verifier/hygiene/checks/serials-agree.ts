import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { displayName } from "../../display-name";
import { isKind } from "../../dns/record";
import type { ServerReply } from "../../dns/udp-question";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ZoneSeen } from "../observations";
import { answeringServers, eachZone } from "../server-evidence";

/** All servers of a zone have the same version of it. */
export const serialsAgree = defineCheck({
  id: "serials_agree",
  demand: "practice",
  of: "zone_operator",
  source: "RFC 1034 §4.3.5; RFC 1996 §1; DANE/SMTP usage report, 2018, “Monitor”",
  severity: "advice",
  requires:
    "All name servers of the zone have the same SOA serial, but for the moments after a change.",
  fix: "Look at the zone transfers to the servers that lag behind; an old copy ends with expired signatures.",
  look: (seen) => eachZone(seen, evidenceOf),
});

function evidenceOf(zone: ZoneSeen): HygieneEvidence[] {
  const servers = answeringServers(zone).map(({ at, answers }) => ({
    at,
    first: serialIn(answers.soa.reply),
    again: serialIn(answers.soaAgain),
  }));
  if (servers.length < 2) return [];
  const [first] = servers;
  if (servers.every((server) => server.first === first?.first))
    return [passed(displayName(zone.apex), `all have serial ${first?.first}`)];
  if (servers.some((server) => server.again === null))
    return [unknown(displayName(zone.apex), "serials differ, and could not be looked at again")];
  if (servers.every((server) => server.again === first?.again))
    return [passed(displayName(zone.apex), "they agreed when asked again")];
  if (servers.some((server) => server.again !== server.first))
    return [unknown(displayName(zone.apex), "the zone changed while we looked")];
  return servers.map(({ at, first: serial }) => failed(at, `serial ${serial}`));
}

function serialIn(reply: ServerReply): number | null {
  if (!reply.ok || reply.value.kind !== "message") return null;
  return reply.value.message.answer.find(isKind("SOA"))?.data.serial ?? null;
}
