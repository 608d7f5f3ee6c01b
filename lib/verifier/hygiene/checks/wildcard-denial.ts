import { RCODE } from "@/lib/model/dns-registry";
import { defineCheck } from "../define-check";
import { passed } from "../evidence";
import { bogusIn, eachSignedServer, faultIn, viewOf } from "../server-evidence";

const asked = "TLSA below a random name";

/** Under a wildcard at the apex, too, what does not exist is denied with proof. */
export const wildcardDenial = defineCheck({
  id: "wildcard_denial",
  demand: "MUST",
  of: "zone_operator",
  source:
    "RFC 4035 §3.1.3.3, §3.1.3.4; RFC 5155 §7.2.5; DANE/SMTP usage report, 2018, “DNSSEC checklist”",
  severity: "warning",
  requires:
    "Where a wildcard answers for every name, TLSA questions below such names still get an answer that validates.",
  fix: "Update the name server, or replace the wildcard at the apex by the names that are needed.",
  look: (seen) =>
    eachSignedServer(seen, (server) => {
      const { randomName, belowRandomName } = server.answers;
      const random = viewOf(randomName.reply, server);
      if (random.kind === "answer" && random.message.rcode === RCODE.NXDOMAIN) return [];
      const fault = faultIn(randomName.reply, server, "a random name");
      if (fault !== null) return [fault];
      return [
        faultIn(belowRandomName.reply, server, asked) ??
          bogusIn(belowRandomName, server, asked) ??
          passed(server.at, `${asked}: validates`),
      ];
    }),
});
