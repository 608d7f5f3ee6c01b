import { typeName } from "@/lib/model/dns-registry";
import { defineCheck } from "../define-check";
import { passed } from "../evidence";
import { eachServer, faultIn } from "../server-evidence";

/** TLSA, CAA and CDS questions get through to every server. */
export const queryTypesNotFiltered = defineCheck({
  id: "query_types_not_filtered",
  demand: "SHOULD",
  of: "zone_operator",
  source:
    "RFC 8906 §3.1.2, §4; RFC 7672 §2.1.2; DANE/SMTP usage report, 2018, “Avoid DNS query filtering”",
  severity: "warning",
  requires: "Questions for TLSA, CAA and CDS are answered, with or without such records.",
  fix: "Turn off query-type filters. Senders with DANE hold mail back while TLSA questions fail.",
  look: (seen) =>
    eachServer(seen, (server) => {
      const faults = server.answers.filterable.flatMap(
        ({ type, reply }) => faultIn(reply, server, typeName(type)) ?? [],
      );
      if (faults.length > 0) return faults;
      const types = server.answers.filterable.map(({ type }) => typeName(type));
      return [passed(server.at, `answers ${types.join(", ")}`)];
    }),
});
