import { RCODE, RR, rcodeName, typeName } from "@/lib/model/dns-registry";
import type { DnssecReason, DnssecStatus, DnssecWarning, ZoneTrace } from "@/lib/model/dnssec";
import type { Message } from "../dns/message";
import { isBelow, labelCount, type Name, substitute } from "../dns/name";
import { type DnsRecord, isKind } from "../dns/record";
import { judgeNegative, judgePositive, type Reply, replyOf } from "./judge";
import {
  bogus,
  cumulative,
  indeterminate,
  insecure,
  type Judgement,
  reasonOf,
  secure,
} from "./judgement";
import { findRrset, isNeverSigned, type Rrset, withoutDuplicates } from "./rrset";
import { TraceBook } from "./trace-book";
import { type TrustIo, TrustStore } from "./trust-store";
import { warningsIn } from "./warnings";

/** Aliases followed in one answer, as Unbound has it. */
export const MAX_ALIASES = 11;

/** One step of a CNAME or DNAME chain. `status` counts everything before it too (RFC 7672 §2.1.3). */
export type AliasHop = {
  owner: Name;
  record: "CNAME" | "DNAME";
  target: Name;
  status: DnssecStatus;
};

/** A validated answer. `records` is empty unless the status is secure or insecure. */
export type Validated = {
  question: { name: Name; type: number };
  status: DnssecStatus;
  reason: DnssecReason | null;
  /** For people: which look-up failed, and how. */
  detail: string | null;
  /** `none`: nothing was decided, because the status is bogus or indeterminate. */
  outcome: "records" | "nodata" | "nxdomain" | "none";
  aliases: readonly AliasHop[];
  /** The name at the end of the aliases: the owner of `records`, or what does not exist. */
  name: Name;
  records: readonly DnsRecord[];
  trace: readonly ZoneTrace[];
  warnings: readonly DnssecWarning[];
  /** The answer judged last; null where the look-up failed. */
  message: Message | null;
};

/** Looks names up and validates what comes back (RFC 4035 §5), sharing what it learns of zones. */
export class Validator {
  private readonly io: TrustIo;
  private readonly trust: TrustStore;

  constructor(io: TrustIo) {
    this.io = io;
    this.trust = new TrustStore(io);
  }

  /** Asks for `name` and `type` and follows aliases. Never throws for what comes from outside. */
  async resolve(name: Name, type: number): Promise<Validated> {
    const answer = await this.io.lookup(name, type);
    if (answer.ok) return this.judge(name, type, answer.value);
    return new Resolution(name, type).end(indeterminate("lookup_failed", answer.error.code));
  }

  /** Judges an answer that is at hand; zones' keys and delegations are still looked up. */
  async judge(name: Name, type: number, message: Message): Promise<Validated> {
    const resolution = new Resolution(name, type);
    resolution.message = message;
    let reply = replyOf(message, this.io.now(), this.io.limits);
    for (;;) {
      const { rcode } = reply.message;
      if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN)
        return resolution.end(indeterminate("rcode", rcodeName(rcode)));
      const alias = await this.step(resolution, reply);
      if (alias !== "unanswered") {
        if (alias === null) continue;
        return alias;
      }
      const answer = await this.io.lookup(resolution.name, type);
      if (!answer.ok) return resolution.end(indeterminate("lookup_failed", answer.error.code));
      resolution.message = answer.value;
      reply = replyOf(answer.value, this.io.now(), this.io.limits);
      resolution.askedFor = resolution.name;
    }
  }

  /** One name of the chain: null goes on to the next, "unanswered" asks for it. */
  private async step(at: Resolution, reply: Reply): Promise<Validated | "unanswered" | null> {
    const { name, type, book } = at;
    if (isNeverSigned(type)) return at.unsigned(reply);
    const rrset = findRrset(reply.answer, name, type);
    if (rrset !== undefined)
      return at.records(rrset, await judgePositive(rrset, reply, this.trust, book));
    const alias = aliasAt(name, reply.answer);
    if (alias === "mismatch") return at.end(bogus("alias_mismatch"));
    if (alias !== null && type !== RR.CNAME)
      return at.follow(alias, await judgePositive(alias.rrset, reply, this.trust, book));
    if (isUnanswered(at, reply)) return "unanswered";
    const absence = await judgeNegative(name, type, reply, this.trust, book);
    return at.absent(absence.outcome, absence.judgement);
  }
}

/** The chain ran out of records without any word on its last name: the resolver stopped early. */
const isUnanswered = (at: Resolution, { message }: Reply): boolean =>
  at.aliases.length > 0 &&
  at.askedFor !== at.name &&
  message.rcode === RCODE.NOERROR &&
  message.authority.length === 0;

type Alias = { record: "CNAME" | "DNAME"; target: Name; rrset: Rrset };

/** The alias at a name; a CNAME that a DNAME made is judged by the DNAME (RFC 6672 §5.3.1). */
function aliasAt(name: Name, answer: readonly Rrset[]): Alias | "mismatch" | null {
  const cname = findRrset(answer, name, RR.CNAME);
  const target = cname?.records.find(isKind("CNAME"))?.data.target;
  if (cname !== undefined && withoutDuplicates(cname.records).length > 1) return "mismatch";
  if (cname !== undefined && target !== undefined && cname.signatures.length > 0)
    return { record: "CNAME", target, rrset: cname };
  const dname = answer
    .filter((rrset) => rrset.type === RR.DNAME && isBelow(name, rrset.name))
    .sort((a, b) => labelCount(b.name) - labelCount(a.name))[0];
  const from = dname?.records.find(isKind("DNAME"));
  if (dname !== undefined && from !== undefined) {
    const synthesised = substitute(name, dname.name, from.data.target);
    if (!synthesised.ok || (target !== undefined && target !== synthesised.value))
      return "mismatch";
    return { record: "DNAME", target: synthesised.value, rrset: dname };
  }
  return cname !== undefined && target !== undefined
    ? { record: "CNAME", target, rrset: cname }
    : null;
}

/** One look-up on its way along aliases. */
class Resolution {
  readonly question: { name: Name; type: number };
  readonly book = new TraceBook();
  readonly aliases: AliasHop[] = [];
  name: Name;
  /** The name in the question of the answer at hand. */
  askedFor: Name;
  message: Message | null = null;
  private soFar: Judgement = secure;

  constructor(name: Name, type: number) {
    this.question = { name, type };
    this.name = name;
    this.askedFor = name;
  }

  get type(): number {
    return this.question.type;
  }

  /** An insecure step is remembered; a failed one ends the chain. */
  private accept(
    judgement: Judgement,
  ): judgement is Exclude<Judgement, { status: "bogus" | "indeterminate" }> {
    if (this.soFar.status === "secure") this.soFar = judgement;
    return judgement.status === "secure" || judgement.status === "insecure";
  }

  records(rrset: Rrset, judgement: Judgement): Validated {
    if (!this.accept(judgement)) return this.end(judgement);
    return this.done("records", withoutDuplicates(rrset.records));
  }

  absent(outcome: "nodata" | "nxdomain", judgement: Judgement): Validated {
    if (!this.accept(judgement)) return this.end(judgement);
    return this.done(outcome, []);
  }

  /** RRSIG and ANY: nothing vouches for such an answer as a whole. */
  unsigned({ message }: Reply): Validated {
    this.accept(insecure("type_never_signed"));
    const records = message.answer.filter(({ name }) => name === this.name);
    return this.done(records.length > 0 ? "records" : "nodata", records);
  }

  follow({ record, target, rrset }: Alias, judgement: Judgement): Validated | null {
    if (!this.accept(judgement)) return this.end(judgement);
    const status = cumulative(this.soFar.status, judgement.status);
    this.aliases.push({ owner: this.name, record, target, status });
    this.book.add(rrset.name, { step: "alias", owner: this.name, record, target });
    if (this.aliases.some(({ owner }) => owner === target)) return this.end(bogus("alias_loop"));
    if (this.aliases.length > MAX_ALIASES) return this.end(indeterminate("alias_chain_too_long"));
    this.name = target;
    return null;
  }

  /** Nothing can be said of the records: the trace ends with what failed. */
  end(judgement: Exclude<Judgement, { status: "secure" | "insecure" }>): Validated {
    this.soFar = judgement;
    this.book.add(this.book.nearest(this.name), {
      step: "failed",
      owner: this.name,
      type: typeName(this.type),
      reason: judgement.reason,
      detail: judgement.status === "indeterminate" ? judgement.detail : null,
    });
    return this.done("none", []);
  }

  private done(outcome: Validated["outcome"], records: readonly DnsRecord[]): Validated {
    const { status } = this.soFar;
    const reason = reasonOf(this.soFar);
    const detail = this.soFar.status === "indeterminate" ? this.soFar.detail : null;
    const trace = this.book.pages();
    const { question, aliases, name, message } = this;
    const warnings = warningsIn(trace);
    return {
      question,
      status,
      reason,
      detail,
      outcome,
      aliases,
      name,
      records,
      trace,
      warnings,
      message,
    };
  }
}
