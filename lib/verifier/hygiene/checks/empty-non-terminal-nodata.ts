import { RCODE } from "@/lib/model/dns-registry";
import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { bogusIn, eachServer, faultIn, viewOf } from "../server-evidence";

/** A name without records that has names below exists. */
export const emptyNonTerminalNodata = defineCheck({
  id: "empty_non_terminal_nodata",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 4592 §2.2.2; RFC 8020 §2; DANE/SMTP usage report, 2018, “DNSSEC checklist”",
  severity: "warning",
  requires:
    "A name that has no records but names below it gets NOERROR, never NXDOMAIN, with a denial that validates.",
  fix: "Update the name server or the signer: a resolver that believes the NXDOMAIN finds nothing below the name.",
  look: (seen) =>
    eachServer(seen, (server) =>
      server.answers.emptyNonTerminals.map((answer) => {
        const asked = displayName(answer.name);
        const fault = faultIn(answer.reply, server, asked) ?? bogusIn(answer, server, asked);
        if (fault !== null) return fault;
        const view = viewOf(answer.reply, server);
        return view.kind === "answer" && view.message.rcode === RCODE.NXDOMAIN
          ? failed(server.at, `${asked}: answers NXDOMAIN, though there are names below`)
          : passed(server.at, `${asked}: NOERROR`);
      }),
    ),
});
