import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { displayName } from "../../display-name";
import { isKind } from "../../dns/record";
import { keyTag } from "../../dnssec/zone-key";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { ZONE_KEYS } from "../limits";
import type { ZoneSeen } from "../observations";
import {
  type AnsweringServer,
  answeringServers,
  bogusIn,
  eachSignedServer,
  eachSignedZone,
} from "../server-evidence";

/** Every server's own answers validate, and all publish the same keys. */
export const dnssecAnswersAgree = defineCheck({
  id: "dnssec_answers_agree",
  demand: "MUST",
  of: "zone_operator",
  source: "RFC 4035 §3.1, §3.1.3; DANE/SMTP usage report, 2018, “DNSSEC Hygiene”",
  severity: "warning",
  requires:
    "What each name server says by itself validates: records, keys, and the denial of a name that does not exist.",
  fix: "Bring the servers to the same signed copy of the zone, and update those that leave signatures or denial records out.",
  look: (seen) => [...eachSignedServer(seen, serverEvidence), ...eachSignedZone(seen, keyEvidence)],
});

function serverEvidence(server: AnsweringServer): HygieneEvidence[] {
  const { soa, dnskey, randomName } = server.answers;
  const faults = [
    bogusIn(soa, server, "SOA"),
    bogusIn(dnskey, server, "DNSKEY"),
    bogusIn(randomName, server, "a random name"),
  ].filter((fault) => fault !== null);
  if (faults.length > 0) return faults;
  const isWhole = [soa, dnskey, randomName].every(({ judged }) => judged !== null);
  return [
    isWhole
      ? passed(server.at, "its answers validate")
      : unknown(server.at, "not every question was answered"),
  ];
}

/** Keys may differ while a change spreads, so they are compared within one serial. */
function keyEvidence(zone: ZoneSeen): HygieneEvidence[] {
  const bySerial = new Map<number, Set<string>>();
  for (const { answers } of answeringServers(zone)) {
    const serial = recordsOf(answers.soa.reply).find(isKind("SOA"))?.data.serial;
    const tags = recordsOf(answers.dnskey.reply)
      .filter(isKind("DNSKEY"))
      .map(({ rdata }) => keyTag(rdata))
      .sort((a, b) => a - b)
      .slice(0, ZONE_KEYS);
    if (serial === undefined || tags.length === 0) continue;
    bySerial.set(serial, (bySerial.get(serial) ?? new Set()).add(tags.join(" ")));
  }
  return [...bySerial]
    .filter(([, sets]) => sets.size > 1)
    .map(([serial, sets]) =>
      failed(
        displayName(zone.apex),
        `with serial ${serial} some publish the keys ${[...sets].slice(0, 3).join(", some ")}`,
      ),
    );
}

const recordsOf = (reply: AnsweringServer["answers"]["soaAgain"]) =>
  reply.ok && reply.value.kind === "message" ? reply.value.message.answer : [];
