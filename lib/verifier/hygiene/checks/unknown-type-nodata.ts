import { RCODE } from "@/lib/model/dns-registry";
import { UNKNOWN_TYPE } from "../ask-server";
import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { eachServer, faultIn, viewOf } from "../server-evidence";

const asked = `TYPE${UNKNOWN_TYPE} at the apex`;

/** A type that nobody has defined gets NODATA where the name exists. */
export const unknownTypeNodata = defineCheck({
  id: "unknown_type_nodata",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 8906 §3.1.2; RFC 3597 §3; DANE/SMTP usage report, 2018, “Avoid DNS query filtering”",
  severity: "warning",
  requires:
    "A question for an unexpected type is answered: NOERROR without records where the name exists.",
  fix: "Turn off query-type filters in name servers, load balancers and firewalls, or update the name server.",
  look: (seen) =>
    eachServer(seen, (server) => {
      const fault = faultIn(server.answers.unknownType, server, asked);
      if (fault !== null) return [fault];
      const view = viewOf(server.answers.unknownType, server);
      return view.kind === "answer" && view.message.rcode === RCODE.NXDOMAIN
        ? [failed(server.at, `${asked}: answers NXDOMAIN, though the name exists`)]
        : [passed(server.at, `${asked}: NOERROR`)];
    }),
});
