import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { RCODE, rcodeName } from "@/lib/model/dns-registry";
import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { type AnsweringServer, eachServer, faultIn } from "../server-evidence";

/** What is not known yet is refused or passed over as EDNS says, not dropped. */
export const ednsExtensible = defineCheck({
  id: "edns_extensible",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 6891 §6.1.2, §6.1.3; RFC 8906 §3.2.2, §3.2.3",
  severity: "advice",
  requires: "EDNS version 1 is answered with BADVERS, and unknown EDNS options are passed over.",
  fix: "Update the name server, and let no firewall judge EDNS versions or options.",
  look: (seen) =>
    eachServer(seen, (server) => [...versionEvidence(server), ...optionEvidence(server)]),
});

function versionEvidence(server: AnsweringServer): HygieneEvidence[] {
  const reply = server.answers.ednsVersion1;
  if (reply.ok && reply.value.kind === "message") {
    const { rcode } = reply.value.message;
    return [
      rcode === RCODE.BADVERS
        ? passed(server.at, "EDNS version 1: BADVERS")
        : failed(server.at, `EDNS version 1: answers ${rcodeName(rcode)}`),
    ];
  }
  const fault = faultIn(reply, server, "EDNS version 1");
  return fault === null ? [] : [fault];
}

const optionEvidence = (server: AnsweringServer): HygieneEvidence[] => [
  faultIn(server.answers.ednsOption, server, "an unknown EDNS option") ??
    passed(server.at, "an unknown EDNS option: passed over"),
];
