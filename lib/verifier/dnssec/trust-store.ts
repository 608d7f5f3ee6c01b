import { RCODE, RR, rcodeName } from "@/lib/model/dns-registry";
import type { TraceStep } from "@/lib/model/dnssec";
import type { Result } from "@/lib/result";
import type { LookupError } from "../dns/lookup-error";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import { isAtOrBelow, labelCount, lastLabels, type Name, parentOf, ROOT } from "../dns/name";
import { type DsData, isKind } from "../dns/record";
import type { TrustAnchor } from "./anchors";
import { Flights } from "./flights";
import {
  judgeNegative,
  judgePositive,
  replyOf,
  type Surroundings,
  type Trust,
  type ZoneTrust,
} from "./judge";
import { bogus, type Failing, indeterminate, insecure, type Judgement, secure } from "./judgement";
import { findRrset } from "./rrset";
import { TraceBook } from "./trace-book";
import type { WorkLimits } from "./work";
import { Work } from "./work";
import { hasUsableVoucher, judgeZoneKeys, type Vouchers } from "./zone-keys";

/** Asks a recursive resolver with DO=1 and CD=1. The look-up keeps its own deadline. */
export type Lookup = (name: Name, type: number) => Promise<Result<Message, LookupError>>;

/** What a validator needs from outside. */
export type TrustIo = {
  lookup: Lookup;
  /** Unix time in seconds. */
  now: () => number;
  anchors: readonly TrustAnchor[];
  limits?: WorkLimits;
};

/** What the parent side says about a name: DS records, no zone cut, or a judgement that ends it. */
type Delegation = { expires: number; trace: Surroundings["trace"] } & (
  | { kind: "signed"; entries: readonly DsData[] }
  | { kind: "no_cut" }
  | { kind: "ended"; judgement: Failing }
);

/** Zones and delegations that are kept. */
const CAPACITY = 20_000;
/** Seconds for which anything is believed without a new look. */
const LONGEST = 3600;
/** Labels below an anchor at which a delegation is looked for; `ip6.arpa` names have 34. */
const MAX_DEPTH = 40;

/** Works out which zones are signed with which keys, once for all who ask. */
export class TrustStore implements Trust {
  private readonly io: TrustIo;
  private readonly zones = new Flights<ZoneTrust>(CAPACITY);
  private readonly delegations = new Flights<Delegation>(CAPACITY);

  constructor(io: TrustIo) {
    this.io = io;
  }

  /** The keys of a zone, vouched for from an anchor downwards. */
  zone(name: Name): Promise<ZoneTrust> {
    return this.zones.get(name, this.io.now(), () => this.findZone(name));
  }

  /**
   * Whether `name` lies in a signed zone. Goes down from the nearest anchor; only a proof that
   * there is no DS ends in "insecure" (decision table D3, D4).
   */
  async around(name: Name): Promise<Surroundings> {
    const anchor = this.nearestAnchor(name);
    if (anchor === null) return { judgement: indeterminate("no_trust_anchor"), trace: [] };
    const book = new TraceBook();
    const top = await this.zone(anchor);
    book.merge(top.trace);
    if (top.judgement.status !== "secure") return { judgement: top.judgement, trace: book.pages() };
    const depth = labelCount(name);
    const start = labelCount(anchor);
    if (depth - start > MAX_DEPTH)
      return { judgement: indeterminate("work_limit"), trace: book.pages() };
    for (let labels = start + 1; labels <= depth; labels++) {
      const judgement = await this.below(lastLabels(name, labels), book);
      if (judgement.status !== "secure") return { judgement, trace: book.pages() };
    }
    return { judgement: secure, trace: book.pages() };
  }

  /** Below an anchor the anchor decides, or an unsigned zone above it could switch it off. */
  isOvertaken(signer: Name, name: Name): boolean {
    const anchor = this.nearestAnchor(name);
    return anchor !== null && !isAtOrBelow(signer, anchor);
  }

  private async below(name: Name, book: TraceBook): Promise<Judgement> {
    const delegation = await this.delegation(name);
    book.merge(delegation.trace);
    if (delegation.kind === "ended") return delegation.judgement;
    if (delegation.kind === "no_cut") return secure;
    const zone = await this.zone(name);
    book.merge(zone.trace);
    return zone.judgement;
  }

  private nearestAnchor(name: Name): Name | null {
    const owners = this.io.anchors
      .map(({ owner }) => owner)
      .filter((owner) => isAtOrBelow(name, owner));
    return owners.sort((a, b) => labelCount(b) - labelCount(a))[0] ?? null;
  }

  private async findZone(zone: Name): Promise<ZoneTrust> {
    const book = new TraceBook();
    const now = this.io.now();
    const ended = (judgement: Failing, expires: number): ZoneTrust => {
      book.conclude(zone, judgement);
      return { zone, judgement, keys: [], expires, trace: book.pages() };
    };
    const anchors = this.io.anchors.filter(({ owner }) => owner === zone);
    let vouchers: Vouchers = { zone, entries: anchors.map(({ data }) => data), isAnchor: true };
    let expires = now + LONGEST;
    if (anchors.length === 0) {
      if (this.nearestAnchor(zone) === null) return ended(indeterminate("no_trust_anchor"), now);
      const delegation = await this.delegation(zone);
      book.merge(delegation.trace);
      expires = delegation.expires;
      if (delegation.kind === "ended") return ended(delegation.judgement, expires);
      if (delegation.kind === "no_cut") return ended(bogus("signer_not_zone"), expires);
      vouchers = { zone, entries: delegation.entries, isAnchor: false };
    }
    const found = await this.keysOf(vouchers, now, book);
    if (found.status !== "secure") return ended(found, Math.min(expires, keepUntil(found, now)));
    book.conclude(zone, secure);
    expires = Math.min(expires, now + found.ttl, found.expiration);
    return { zone, judgement: secure, keys: found.keys, expires, trace: book.pages() };
  }

  /** The look-up is spared where no DS is of a supported algorithm (decision table D1). */
  private async keysOf(vouchers: Vouchers, now: number, book: TraceBook) {
    const { zone } = vouchers;
    const note = (step: TraceStep) => book.add(zone, step);
    const context = { now, work: new Work(this.io.limits), note };
    if (!hasUsableVoucher(vouchers)) return judgeZoneKeys(vouchers, EMPTY_MESSAGE, context);
    const answer = await this.io.lookup(zone, RR.DNSKEY);
    if (!answer.ok) return lookupFailed(zone, "DNSKEY", answer.error);
    return judgeZoneKeys(vouchers, answer.value, context);
  }

  private delegation(name: Name): Promise<Delegation> {
    return this.delegations.get(name, this.io.now(), () => this.findDelegation(name));
  }

  private async findDelegation(name: Name): Promise<Delegation> {
    const book = new TraceBook();
    const now = this.io.now();
    const ended = (judgement: Failing, expires: number): Delegation => ({
      kind: "ended",
      judgement,
      expires,
      trace: book.pages(),
    });
    const answer = await this.io.lookup(name, RR.DS);
    if (!answer.ok) return ended(lookupFailed(name, "DS", answer.error), now);
    const message = answer.value;
    if (message.rcode !== RCODE.NOERROR && message.rcode !== RCODE.NXDOMAIN)
      return ended(
        indeterminate("rcode", `${rcodeName(message.rcode)} for the DS records of ${name}`),
        now,
      );
    const reply = replyOf(message, now, this.io.limits);
    const expires = now + ttlOf(message);
    const parent = parentOf(name) ?? ROOT;
    const cut = (outcome: "signed" | "unsigned" | "no_cut") =>
      book.add(book.nearest(parent), { step: "cut", owner: name, outcome });
    const rrset = findRrset(reply.answer, name, RR.DS) ?? findRrset(reply.answer, name, RR.CNAME);
    if (rrset !== undefined) {
      const judgement = await judgePositive(rrset, reply, this, book, RR.DS);
      if (judgement.status !== "secure") return ended(judgement, keepUntil(judgement, expires));
      const entries = rrset.records.filter(isKind("DS")).map(({ data }) => data);
      cut(rrset.type === RR.DS ? "signed" : "no_cut");
      return rrset.type === RR.DS
        ? { kind: "signed", entries, expires, trace: book.pages() }
        : { kind: "no_cut", expires, trace: book.pages() };
    }
    const absence = await judgeNegative(name, RR.DS, reply, this, book);
    if (absence.judgement.status !== "secure") {
      if (absence.judgement.status === "insecure") cut("unsigned");
      return ended(absence.judgement, keepUntil(absence.judgement, expires));
    }
    cut(absence.delegation ? "unsigned" : "no_cut");
    if (absence.delegation) return ended(insecure("no_ds"), expires);
    return { kind: "no_cut", expires, trace: book.pages() };
  }
}

const lookupFailed = (name: Name, type: string, error: LookupError) =>
  indeterminate("lookup_failed", `${type} records of ${name}: ${error.code}`);

/** The smallest TTL in the message, in seconds. */
function ttlOf(message: Message): number {
  const records = [...message.answer, ...message.authority];
  return records.reduce((least, { ttl }) => Math.min(least, ttl), records.length > 0 ? LONGEST : 0);
}

/** What failed is not kept: the next who asks tries again, and only those who wait share it. */
const keepUntil = (judgement: Failing, expires: number): number =>
  judgement.status === "insecure" ? expires : 0;
