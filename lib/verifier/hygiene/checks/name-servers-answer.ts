import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { rcodeName } from "@/lib/model/dns-registry";
import { displayName } from "../../display-name";
import { isZoneAnswer } from "../ask-server";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import type { ServerSeen, ZoneSeen } from "../observations";
import { eachZone, errorText, serverAt } from "../server-evidence";

/** Every server that a zone names answers for it. */
export const nameServersAnswer = defineCheck({
  id: "name_servers_answer",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 8906 §3.1.1; RFC 1912 §2.8",
  severity: "warning",
  requires: "Every address of every name server answers for the zone, and says that it may.",
  fix: "Configure the zone on that server, open UDP port 53 to it, or take it out of the NS records here and at the parent.",
  look: (seen) =>
    eachZone(seen, (zone) => {
      if (zone.servers !== null) return zone.servers.map((server) => evidenceOf(server, zone));
      return [
        unknown(displayName(zone.apex), "its NS records or their addresses could not be looked up"),
      ];
    }),
});

const repliesOf = ({ answers }: ServerSeen) =>
  answers === null ? [] : [answers.soa.reply, answers.soaPlain, answers.soaOverTcp];

const doesAnswer = (server: ServerSeen, { apex }: ZoneSeen) =>
  repliesOf(server).some((reply) => isZoneAnswer(reply, apex));

const isIpv6 = ({ address }: ServerSeen) => address.includes(":");

function evidenceOf(server: ServerSeen, zone: ZoneSeen): HygieneEvidence {
  const at = serverAt(zone, server);
  if (server.answers === null) return unknown(at, "not asked: we may not connect to this address");
  if (doesAnswer(server, zone)) return passed(at, "answers for the zone");
  const replies = repliesOf(server);
  for (const reply of replies)
    if (reply.ok && reply.value.kind === "message") {
      const { rcode } = reply.value.message;
      return failed(
        at,
        rcode === 0 ? "answers, but not as the zone's own server" : `answers ${rcodeName(rcode)}`,
      );
    }
  const errors = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
  const [error] = errors;
  if (error === undefined) return unknown(at, "only truncated answers");
  const isRefused = errors.some(
    (each) => each.code === "unreachable" && each.detail === "ECONNREFUSED",
  );
  if (isRefused) return failed(at, "refuses to be asked");
  // Where no other server of the family answers us, our own network may be what is missing.
  const isOurs = !(zone.servers ?? []).some(
    (other) => isIpv6(other) === isIpv6(server) && doesAnswer(other, zone),
  );
  const isSilent = errors.every(({ code }) => code === "timeout");
  return isSilent && !isOurs ? failed(at, "does not answer") : unknown(at, errorText(error));
}
