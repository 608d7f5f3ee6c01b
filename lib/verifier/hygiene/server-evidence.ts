import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { RCODE, rcodeName } from "@/lib/model/dns-registry";
import { displayName } from "../display-name";
import type { LookupError } from "../dns/lookup-error";
import type { Message } from "../dns/message";
import type { ServerReply } from "../dns/udp-question";
import { isZoneAnswer } from "./ask-server";
import { failed, unknown } from "./evidence";
import type { AnswerSeen, HygieneSeen, ServerAnswers, ServerSeen, ZoneSeen } from "./observations";

/** A server that answers for its zone with EDNS: one that the other questions were put to. */
export type AnsweringServer = { zone: ZoneSeen; at: string; answers: ServerAnswers };

/** How a server is called in evidence. */
export const serverAt = (zone: ZoneSeen, { host, address }: ServerSeen): string =>
  `${displayName(zone.apex)}: ${displayName(host)} ${address}`;

/** The servers of a zone that answer. */
export const answeringServers = (zone: ZoneSeen): AnsweringServer[] =>
  (zone.servers ?? []).flatMap((server) =>
    server.answers !== null && isZoneAnswer(server.answers.soa.reply, zone.apex)
      ? [{ zone, at: serverAt(zone, server), answers: server.answers }]
      : [],
  );

type Look<T> = (of: T) => readonly HygieneEvidence[];

/** Evidence from each zone; one that could not be found leaves doubt. */
export const eachZone = (seen: HygieneSeen, look: Look<ZoneSeen>): HygieneEvidence[] => [
  ...seen.zonesNotFound.map((name) => unknown(displayName(name), "its zone could not be found")),
  ...seen.zones.flatMap(look),
];

/** The same of signed zones, bogus ones included; unsigned ones are passed over. */
export const eachSignedZone = (seen: HygieneSeen, look: Look<ZoneSeen>): HygieneEvidence[] =>
  eachZone(seen, (zone) => {
    if (zone.status === "indeterminate")
      return [unknown(displayName(zone.apex), "whether it is signed could not be found out")];
    return zone.status === "insecure" ? [] : look(zone);
  });

/**
 * Evidence from each server that answers; silent ones are `name_servers_answer`'s. Where none of a
 * zone does, it is undetermined.
 */
export const eachServer = (seen: HygieneSeen, look: Look<AnsweringServer>): HygieneEvidence[] =>
  eachZone(seen, (zone) => serversEvidence(zone, look));

/** The same in signed zones only. */
export const eachSignedServer = (
  seen: HygieneSeen,
  look: Look<AnsweringServer>,
): HygieneEvidence[] => eachSignedZone(seen, (zone) => serversEvidence(zone, look));

function serversEvidence(zone: ZoneSeen, look: Look<AnsweringServer>): HygieneEvidence[] {
  const servers = answeringServers(zone);
  if (servers.length > 0) return servers.flatMap(look);
  return [unknown(displayName(zone.apex), "no name server could be asked")];
}

/** What a reply comes to: an answer, a fault of the server, or nothing that tells. */
export type ReplyView =
  | { kind: "answer"; message: Message }
  | { kind: "fault"; says: string }
  | { kind: "unknown"; says: string };

/**
 * Reads a reply. Silence is the server's fault only where it answered the same question before and
 * after: else it may be the network's.
 */
export function viewOf(reply: ServerReply, { zone, answers }: AnsweringServer): ReplyView {
  if (!reply.ok) {
    const says = errorText(reply.error);
    const isEnded = reply.error.code === "aborted" || reply.error.code === "no_resolver";
    const isAlive = isZoneAnswer(answers.soaAgain, zone.apex);
    return { kind: !isEnded && isAlive ? "fault" : "unknown", says };
  }
  if (reply.value.kind === "truncated") return { kind: "fault", says: "truncated even over TCP" };
  const { message } = reply.value;
  if (message.rcode === RCODE.NOERROR || message.rcode === RCODE.NXDOMAIN)
    return { kind: "answer", message };
  return { kind: "fault", says: `answers ${rcodeName(message.rcode)}` };
}

/** A failed question in a few words. */
export function errorText(error: LookupError): string {
  switch (error.code) {
    case "timeout":
      return "does not answer";
    case "aborted":
    case "no_resolver":
      return "was not asked, or not in time";
    case "unreachable":
      return `cannot be reached (${error.detail})`;
    case "closed":
      return "closes the connection";
    case "malformed":
      return `answers with a malformed message (${error.wire})`;
    case "mismatched":
      return "answers another question";
    case "tls_failed":
      return "fails in TLS";
  }
}

/** Evidence for a reply that is no answer; null where it is one. */
export function faultIn(
  reply: ServerReply,
  server: AnsweringServer,
  asked: string,
): HygieneEvidence | null {
  const view = viewOf(reply, server);
  if (view.kind === "answer") return null;
  const says = `${asked}: ${view.says}`;
  return view.kind === "fault" ? failed(server.at, says) : unknown(server.at, says);
}

/**
 * The same for a question over TCP: silence of all servers may be our own network's, unless that is
 * known to be open.
 */
export function tcpFaultIn(
  reply: ServerReply,
  server: AnsweringServer,
  asked: string,
  seen: HygieneSeen,
): HygieneEvidence | null {
  const fault = faultIn(reply, server, asked);
  if (reply.ok || reply.error.code !== "timeout" || fault === null) return fault;
  const isOpen =
    seen.tcpWorks ||
    seen.zones.flatMap(answeringServers).some(({ answers }) => answers.soaOverTcp.ok);
  return isOpen ? fault : unknown(server.at, `${fault.says}, and nor does any other server`);
}

/** Evidence for an answer that does not validate; null where it does, or is not to be validated. */
export function bogusIn(
  { judged }: AnswerSeen,
  server: AnsweringServer,
  asked: string,
): HygieneEvidence | null {
  if (judged === null || judged.status === "secure" || judged.status === "insecure") return null;
  const says = `${asked}: ${judged.status} (${judged.reason ?? "no reason"})`;
  // Nobody stands between that could have stripped them: the server itself leaves signatures out.
  const isFault = judged.status === "bogus" || judged.reason === "signatures_stripped";
  return isFault ? failed(server.at, says) : unknown(server.at, says);
}

/** Every message that a server sent, whatever it was asked. */
export function messagesOf(answers: ServerAnswers): Message[] {
  const { soa, dnskey, randomName, belowRandomName, emptyNonTerminals, mailHostTlsa } = answers;
  const replies = [
    ...[soa, dnskey, randomName, belowRandomName, ...emptyNonTerminals, ...mailHostTlsa].map(
      ({ reply }) => reply,
    ),
    answers.unknownType,
    answers.unknownTypeBelow,
    ...answers.filterable.map(({ reply }) => reply),
  ];
  return replies.flatMap((reply) =>
    reply.ok && reply.value.kind === "message" ? [reply.value.message] : [],
  );
}
