import { CLASS_IN, RCODE, RR } from "@/lib/model/dns-registry";
import type { Result } from "@/lib/result";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import type { LookupError } from "../dns/lookup-error";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import {
  isAtOrBelow,
  labelCount,
  lastLabels,
  type Name,
  parentOf,
  substitute,
  wildcardAt,
} from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import { type DnsRecord, isKind } from "../dns/record";
import type { TrustAnchor } from "../dnssec/anchors";
import { Validator } from "../dnssec/validator";
import type { WorkLimits } from "../dnssec/work";
import { TEST_NOW, type TestZone } from "./test-zone";

type Draft = { rcode: number; answer: DnsRecord[]; authority: DnsRecord[] };

/** Changes what the resolver says; null leaves it. */
export type Tamper = (message: Message, name: Name, type: number) => Message | LookupError | null;

/** Zones in memory behind a recursive resolver that does as it should, unless tampered with. */
export class TestWorld {
  readonly zones: TestZone[];
  tamper: Tamper = () => null;
  /** Each question asked, as `name/type`. */
  readonly asked: string[] = [];

  constructor(...zones: readonly TestZone[]) {
    this.zones = [...zones];
  }

  /** More zones, for those that others were delegated to later. */
  add(...zones: readonly TestZone[]): void {
    this.zones.push(...zones);
  }

  /** Through the codec, as a real answer would come. */
  readonly lookup = async (name: Name, type: number): Promise<Result<Message, LookupError>> => {
    this.asked.push(`${name}/${type}`);
    const message = this.answer(name, type);
    const said = this.tamper(message, name, type) ?? message;
    if ("code" in said) return { ok: false, error: said };
    const decoded = decodeMessage(encodeMessage(said));
    return decoded.ok
      ? decoded
      : { ok: false, error: { code: "malformed", wire: decoded.error.code } };
  };

  validator(limits?: WorkLimits, now = TEST_NOW): Validator {
    const [top] = this.zones;
    const anchors: TrustAnchor[] = (top?.dsSet() ?? []).map((data) => ({
      owner: top?.apex as Name,
      data,
    }));
    return new Validator({
      lookup: this.lookup,
      now: () => now,
      anchors,
      ...(limits ? { limits } : {}),
    });
  }

  answer(name: Name, type: number): Message {
    const draft: Draft = { rcode: RCODE.NOERROR, answer: [], authority: [] };
    let at: Name | null = name;
    for (let hops = 0; at !== null && hops < 16; hops++) at = this.step(at, type, draft);
    return {
      ...EMPTY_MESSAGE,
      response: true,
      recursionAvailable: true,
      questions: [{ name, type, class: CLASS_IN }],
      ...draft,
    };
  }

  /** Answers for one name; gives the next one where an alias leads on. */
  private step(name: Name, type: number, draft: Draft): Name | null {
    const zone = this.zoneOf(name, type);
    if (zone === undefined) {
      draft.rcode = RCODE.SERVFAIL;
      return null;
    }
    if (zone.has(name)) return this.fromNode(zone, name, name, type, draft);
    const dname = zone.dnameAbove(name)?.data;
    if (dname?.kind === "DNAME") return this.fromDname(zone, name, draft);
    if (zone.exists(name)) {
      draft.authority.push(...zone.soa(), ...zone.denialOf(name));
      return null;
    }
    const encloser = zone.closestEncloser(name);
    const wildcard = wildcardAt(encloser);
    const nextCloser = lastLabels(name, labelCount(encloser) + 1);
    const isNsec3 = zone.denial.kind === "nsec3";
    const proof = isNsec3
      ? [...zone.denialOf(encloser), ...zone.denialOf(nextCloser)]
      : zone.denialOf(nextCloser);
    if (zone.has(wildcard)) {
      const found = this.fromNode(zone, wildcard, name, type, draft);
      const isAnswered = draft.answer.some((record) => record.name === name);
      addNew(draft.authority, isAnswered && isNsec3 ? zone.denialOf(nextCloser) : proof);
      return found;
    }
    draft.rcode = RCODE.NXDOMAIN;
    addNew(draft.authority, [...zone.soa(), ...proof, ...zone.denialOf(wildcard)]);
    return null;
  }

  private fromNode(zone: TestZone, node: Name, as: Name, type: number, draft: Draft): Name | null {
    const shown = node === as ? undefined : as;
    const records = zone.records(node, type);
    if (records.length > 0) {
      draft.answer.push(...zone.signed(records, shown));
      return null;
    }
    const cnames = zone.records(node, RR.CNAME);
    draft.answer.push(...zone.signed(cnames, shown));
    const target = cnames.find(isKind("CNAME"))?.data.target;
    if (target !== undefined) return target;
    addNew(draft.authority, [...zone.soa(), ...zone.denialOf(node)]);
    const isOptOut = zone.denial.kind === "nsec3" && zone.denial.optOut;
    if (isOptOut && node !== zone.apex)
      // a delegation that opted out has no record of its own
      addNew(draft.authority, zone.denialOf(parentOf(node) ?? zone.apex));
    return null;
  }

  private fromDname(zone: TestZone, name: Name, draft: Draft): Name | null {
    const dname = zone.dnameAbove(name);
    if (dname?.data.kind !== "DNAME") return null;
    const target = substitute(name, dname.name, dname.data.target);
    if (!target.ok) return null;
    const cname = makeRecord(name, dname.ttl, { kind: "CNAME", target: target.value });
    draft.answer.push(...zone.signed(zone.records(dname.name, RR.DNAME)), cname);
    return target.value;
  }

  /** The deepest zone of the name; for DS records the one above a zone's apex. */
  private zoneOf(name: Name, type: number): TestZone | undefined {
    const from = type === RR.DS ? (parentOf(name) ?? name) : name;
    return this.zones
      .filter(({ apex }) => isAtOrBelow(from, apex))
      .sort((a, b) => labelCount(b.apex) - labelCount(a.apex))[0];
  }
}

const addNew = (section: DnsRecord[], records: readonly DnsRecord[]): void => {
  for (const record of records)
    if (!section.some(({ name, rdata }) => name === record.name && rdata.equals(record.rdata)))
      section.push(record);
};

/** Takes away every record that DNSSEC added, as an old resolver would. */
export const stripped = (message: Message): Message => {
  const isPlain = ({ type }: DnsRecord) =>
    type !== RR.RRSIG && type !== RR.NSEC && type !== RR.NSEC3;
  return {
    ...message,
    answer: message.answer.filter(isPlain),
    authority: message.authority.filter(isPlain),
  };
};

/** Keeps what `keep` says of all three sections. */
export const without = (message: Message, drop: (record: DnsRecord) => boolean): Message => ({
  ...message,
  answer: message.answer.filter((record) => !drop(record)),
  authority: message.authority.filter((record) => !drop(record)),
});
