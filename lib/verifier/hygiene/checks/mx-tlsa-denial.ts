import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { passed } from "../evidence";
import { bogusIn, eachSignedServer, faultIn } from "../server-evidence";

/** TLSA records of mail hosts, or their absence, are proven at every server. */
export const mxTlsaDenial = defineCheck({
  id: "mx_tlsa_denial",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 4035 §3.1.3; RFC 7672 §2.1.1, §2.1.2",
  severity: "warning",
  requires:
    "At every name server of a mail host's signed zone, its TLSA records or the proof that there are none validate.",
  fix: "Update or re-sign: senders with DANE pass over a mail host whose TLSA question fails, with TLSA records or without.",
  look: (seen) =>
    eachSignedServer(seen, (server) =>
      server.answers.mailHostTlsa.map((answer) => {
        const asked = `TLSA of ${displayName(answer.name)}`;
        return (
          faultIn(answer.reply, server, asked) ??
          bogusIn(answer, server, asked) ??
          passed(server.at, `${asked}: ${answer.judged?.outcome ?? "answered"}`)
        );
      }),
    ),
});
