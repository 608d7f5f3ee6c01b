import { isZoneAnswer } from "../ask-server";
import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { eachServer, tcpFaultIn } from "../server-evidence";

/** Every server answers over TCP too. */
export const tcpSupported = defineCheck({
  id: "tcp_supported",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 7766 §5; RFC 9210 §3",
  severity: "warning",
  requires: "Every name server answers over TCP.",
  fix: "Let the name server listen on TCP port 53, and open it in every firewall on the way.",
  look: (seen) =>
    eachServer(seen, (server) => {
      const { soaOverTcp } = server.answers;
      if (isZoneAnswer(soaOverTcp, server.zone.apex))
        return [passed(server.at, "answers over TCP")];
      return [
        tcpFaultIn(soaOverTcp, server, "over TCP", seen) ??
          failed(server.at, "over TCP: answers otherwise than over UDP"),
      ];
    }),
});
