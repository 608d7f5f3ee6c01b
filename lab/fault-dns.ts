import { RCODE, RR, typeName } from "@/lib/model/dns-registry";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import { encodeMessage } from "@/lib/verifier/dns/encode";
import type { Message } from "@/lib/verifier/dns/message";
import { isAtOrBelow, labelCount, type Name, parentOf } from "@/lib/verifier/dns/name";
import type { DnsRecord } from "@/lib/verifier/dns/record";
import type { Running } from "@/lib/verifier/testing/loopback-servers";
import { type Passage, type Place, questionOnly, startDnsProxy, truncated } from "./dns-proxy";
import type { FaultType, ServerFault } from "./plan";
import { planName } from "./zone-text";
import type { LabZone } from "./zones";

const RCODES = { servfail: RCODE.SERVFAIL, refused: RCODE.REFUSED, notimp: RCODE.NOTIMP };

/** A name server in front of the true one, for the zones whose plans have server faults. */
export function startFaultDns(
  at: Place,
  behind: Place,
  zones: readonly LabZone[],
): Promise<Running> {
  return startDnsProxy(at, behind, async (passing) => {
    const [question] = passing.message.questions;
    if (question === undefined) return null;
    const zone = zoneFor(zones, question.name, question.type);
    const fault = zone?.serverFaults.find((each) => applies(each, zone, question));
    if (zone === undefined || fault === undefined) return passing.ask();
    return FAULTS[fault.does]({ ...passing, zone, zones });
  });
}
type Faulty = Parameters<Passage>[0] & { zone: LabZone; zones: readonly LabZone[] };

const refusing =
  (rcode: number) =>
  async ({ query }: Faulty): Promise<Buffer> => {
    const reply = questionOnly(query);
    reply.writeUInt16BE((query.readUInt16BE(2) & 0x0110) | 0x8000 | rcode, 2);
    return reply;
  };
const FAULTS: Readonly<Record<ServerFault["does"], (faulty: Faulty) => Promise<Buffer | null>>> = {
  servfail: refusing(RCODES.servfail),
  refused: refusing(RCODES.refused),
  notimp: refusing(RCODES.notimp),
  silence: async () => null,
  truncate: async ({ query, over, ask }) => {
    const reply = await ask();
    return over === "tcp" || reply === null ? null : truncated(query, reply);
  },
  malformed: async ({ ask }) => {
    const reply = await ask();
    return reply === null ? null : reply.subarray(0, Math.max(12, reply.length - 7));
  },
  strip_signatures: ({ ask }) => rewritten(ask, (message) => filtered(message, isNoSignature)),
  strip_denial: ({ ask }) => rewritten(ask, (message) => filtered(message, isNoDenial)),
  parent_denial: ({ zone, zones, ask }) =>
    rewritten(ask, (message) => {
      const { apex } = zone.zone;
      const above = parentOf(apex) ?? apex;
      const parent = zones.find((each) => each.zone.apex === above);
      const denial = parent?.zone.denialOf(apex) ?? [];
      return { ...message, answer: [], authority: [...zone.zone.soa(), ...denial] };
    }),
};
const coveredType = ({ type, data }: DnsRecord): number =>
  data.kind === "RRSIG" ? data.typeCovered : type;
const isNoSignature = ({ type }: DnsRecord): boolean => type !== RR.RRSIG;
const isNoDenial = (record: DnsRecord): boolean =>
  coveredType(record) !== RR.NSEC && coveredType(record) !== RR.NSEC3;
const filtered = (message: Message, keep: (record: DnsRecord) => boolean): Message => ({
  ...message,
  answer: message.answer.filter(keep),
  authority: message.authority.filter(keep),
});

/** What the server behind says, changed; unreadable replies pass as they are. */
export async function rewritten(
  ask: () => Promise<Buffer | null>,
  change: (message: Message) => Message,
): Promise<Buffer | null> {
  const reply = await ask();
  const decoded = reply === null ? null : decodeMessage(reply);
  return decoded?.ok ? encodeMessage(change(decoded.value)) : reply;
}

/** The deepest zone that would answer; a DS query is for the zone above. */
function zoneFor(zones: readonly LabZone[], name: Name, type: number): LabZone | undefined {
  const from = type === RR.DS ? (parentOf(name) ?? name) : name;
  return zones
    .filter(({ zone }) => isAtOrBelow(from, zone.apex))
    .sort((a, b) => labelCount(b.zone.apex) - labelCount(a.zone.apex))[0];
}

function applies(
  { types, at }: ServerFault,
  { plan }: LabZone,
  { name, type }: { name: Name; type: number },
): boolean {
  if (at !== undefined && !isAtOrBelow(name, planName(at, plan.zone))) return false;
  if (types === "any") return true;
  if (types === "unknown") return typeName(type).startsWith("TYPE");
  return types.some((wanted: FaultType) => RR[wanted] === type);
}
