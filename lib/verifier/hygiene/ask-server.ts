import { RCODE, RR } from "@/lib/model/dns-registry";
import type { Edns } from "../dns/message";
import type { Name } from "../dns/name";
import { isKind } from "../dns/record";
import { DNSSEC_EDNS, type ServerClient } from "../dns/server-client";
import type { ServerReply } from "../dns/udp-question";
import { inParallel } from "../in-parallel";
import type { Judge } from "./look-up";
import type { AnswerSeen, ServerAnswers } from "./observations";

/** A type that nobody has defined; the operator's checklist asks for this one. */
export const UNKNOWN_TYPE = 12_345;
export const FILTERABLE_TYPES = [RR.TLSA, RR.CAA, RR.CDS] as const;
/** What fits everywhere, and what RFC 1035 §4.2.1 had. */
export const UDP_SIZES = [1232, 512] as const;
/** Unassigned, below the range for local use (RFC 6891 §9). */
export const UNKNOWN_EDNS_OPTION = 64_999;

/** The questions for each server of one zone. */
export type ZoneQuestions = {
  apex: Name;
  /** Whether answers are to be validated. */
  isSigned: boolean;
  /** A name that nobody made, and two below such a name. */
  randomName: Name;
  belowRandomName: Name;
  unknownTypeBelow: Name;
  emptyNonTerminals: readonly Name[];
  mailHostTlsa: readonly Name[];
};

const NOT_ASKED: ServerReply = { ok: false, error: { code: "aborted" } };
const withEdns = (changes: Partial<Edns>): Edns => ({ ...DNSSEC_EDNS, ...changes });

/** Whether a reply is the zone's SOA record, from a server that says it is the zone's. */
export function isZoneAnswer(reply: ServerReply, apex: Name): boolean {
  if (!reply.ok || reply.value.kind !== "message") return false;
  const { rcode, authoritative, answer } = reply.value.message;
  const hasSoa = answer.some((record) => isKind("SOA")(record) && record.name === apex);
  return rcode === RCODE.NOERROR && authoritative && hasSoa;
}

/**
 * Puts all questions to one server, a few at a time. A server that does not answer for the zone is
 * asked no further, and one that does not know EDNS only what needs none.
 */
export async function askServer(
  client: ServerClient,
  questions: ZoneQuestions,
  judge: Judge,
  atOnce: number,
): Promise<ServerAnswers> {
  const { apex } = questions;
  const soaQuestion = { name: apex, type: RR.SOA, edns: DNSSEC_EDNS };
  const [soaPlain, soaReply, soaOverTcp] = await Promise.all([
    client.ask({ ...soaQuestion, edns: null }),
    client.ask(soaQuestion),
    client.tcp(soaQuestion),
  ]);
  const unasked = (name: Name, type: number): AnswerSeen => ({
    name,
    type,
    reply: NOT_ASKED,
    judged: null,
  });
  const judged = async (name: Name, type: number, reply: ServerReply): Promise<AnswerSeen> => ({
    name,
    type,
    reply,
    judged: questions.isSigned ? await judgementOf(judge, name, type, reply) : null,
  });
  const answers: ServerAnswers = {
    soaPlain,
    soa: await judged(apex, RR.SOA, soaReply),
    soaAgain: NOT_ASKED,
    soaOverTcp,
    unknownType: NOT_ASKED,
    unknownTypeBelow: NOT_ASKED,
    filterable: [],
    ednsVersion1: NOT_ASKED,
    ednsOption: NOT_ASKED,
    dnskeyOverUdp: [],
    dnskeyOverTcp: NOT_ASKED,
    dnskey: unasked(apex, RR.DNSKEY),
    randomName: unasked(questions.randomName, RR.A),
    belowRandomName: unasked(questions.belowRandomName, RR.TLSA),
    emptyNonTerminals: [],
    mailHostTlsa: [],
  };
  if (!isZoneAnswer(soaReply, apex)) return answers;
  const ask = (name: Name, type: number, edns: Edns = DNSSEC_EDNS) =>
    client.ask({ name, type, edns });
  const askJudged = async (name: Name, type: number) => judged(name, type, await ask(name, type));
  const named = (names: readonly Name[]) =>
    inParallel(names, 1, (name) => askJudged(name, RR.TLSA));
  const option = { code: UNKNOWN_EDNS_OPTION, data: Buffer.alloc(4) };
  const dnskey = { name: apex, type: RR.DNSKEY };
  const tasks: (() => Promise<Partial<ServerAnswers>>)[] = [
    async () => ({ unknownType: await ask(apex, UNKNOWN_TYPE) }),
    async () => ({ unknownTypeBelow: await ask(questions.unknownTypeBelow, UNKNOWN_TYPE) }),
    async () => ({
      filterable: await inParallel(FILTERABLE_TYPES, 1, async (type) => ({
        type,
        reply: await ask(apex, type),
      })),
    }),
    async () => ({ ednsVersion1: await ask(apex, RR.SOA, withEdns({ version: 1 })) }),
    async () => ({ ednsOption: await ask(apex, RR.SOA, withEdns({ options: [option] })) }),
    async () => {
      const dnskeyOverTcp = await client.tcp({ ...dnskey, edns: DNSSEC_EDNS });
      const dnskeyOverUdp = await inParallel(UDP_SIZES, 1, async (udpSize) => ({
        udpSize,
        reply: await client.udp({ ...dnskey, edns: withEdns({ udpSize }) }),
      }));
      const all = [dnskeyOverTcp, ...dnskeyOverUdp.map(({ reply }) => reply)];
      const whole = all.find((reply) => reply.ok && reply.value.kind === "message");
      const seen = await judged(apex, RR.DNSKEY, whole ?? dnskeyOverTcp);
      return { dnskeyOverUdp, dnskeyOverTcp, dnskey: seen };
    },
    async () => ({ randomName: await askJudged(questions.randomName, RR.A) }),
    async () => ({ belowRandomName: await askJudged(questions.belowRandomName, RR.TLSA) }),
    async () => ({ emptyNonTerminals: await named(questions.emptyNonTerminals) }),
    async () => ({ mailHostTlsa: await named(questions.mailHostTlsa) }),
  ];
  const parts = await inParallel(tasks, atOnce, (task) => task());
  const soaAgain = await ask(apex, RR.SOA);
  return Object.assign(answers, ...parts, { soaAgain });
}

async function judgementOf(
  judge: Judge,
  name: Name,
  type: number,
  reply: ServerReply,
): Promise<AnswerSeen["judged"]> {
  if (!reply.ok || reply.value.kind !== "message") return null;
  const { message } = reply.value;
  if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN) return null;
  const found = await judge(name, type, message);
  return found && { status: found.status, reason: found.reason, outcome: found.outcome };
}
