import { UNKNOWN_TYPE } from "../ask-server";
import { defineCheck } from "../define-check";
import { passed } from "../evidence";
import { eachServer, faultIn } from "../server-evidence";

const asked = `TYPE${UNKNOWN_TYPE} below a random name`;

/** A type that nobody has defined gets NXDOMAIN, or a wildcard's NODATA, where the name does not exist. */
export const unknownTypeBelow = defineCheck({
  id: "unknown_type_below",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 8906 §3.1.2; DANE/SMTP usage report, 2018, “Avoid DNS query filtering”",
  severity: "warning",
  requires:
    "A question for an unexpected type at a name that does not exist is answered with NXDOMAIN, or NOERROR below a wildcard.",
  fix: "Turn off query-type filters in name servers, load balancers and firewalls, or update the name server.",
  look: (seen) =>
    eachServer(seen, (server) => [
      faultIn(server.answers.unknownTypeBelow, server, asked) ??
        passed(server.at, `${asked}: answered`),
    ]),
});
