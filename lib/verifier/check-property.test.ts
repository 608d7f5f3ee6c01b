import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckReport } from "@/lib/model/check-report";
import { RR } from "@/lib/model/dns-registry";
import { BOGUS_REASONS, DNSSEC_STATUSES, INDETERMINATE_REASONS } from "@/lib/model/dnssec";
import { KEY_TYPES, NO_SESSION_FAULTS, NO_TLS_FAULTS } from "@/lib/model/smtp-probe";
import { checkDomain } from "./check-domain";
import type { HandshakeOutcome, ProbeAttempt } from "./check-io";
import type { Message } from "./dns/message";
import { type Name, nameOf } from "./dns/name";
import { makeRecord } from "./dns/rdata-encode";
import type { DnsRecord } from "./dns/record";
import type { Validated } from "./dnssec/validator";
import { a, aaaa, CheckBench, cname, LEAF, mx, OTHER_LEAF, tlsaOf } from "./testing/check-bench";

const NAMES = ["example.nl", "mx1.example.nl", "mx2.example.nl", "x.plain.net", "192.0.2.1", "."];
const name = fc.constantFrom(...NAMES).map((text) => nameOf(text));
const recordsOf: Record<number, fc.Arbitrary<DnsRecord["data"]>> = {
  [RR.MX]: fc.record({ kind: fc.constant("MX" as const), preference: fc.nat(2), exchange: name }),
  [RR.A]: fc.integer({ min: 1, max: 5 }).map((n) => a(`192.0.2.${n}`)),
  [RR.AAAA]: fc.integer({ min: 1, max: 5 }).map((n) => aaaa(`2001:db8::${n}`)),
  [RR.CNAME]: name.map((target) => ({ kind: "CNAME" as const, target })),
  [RR.TLSA]: fc.oneof(
    fc.constantFrom(tlsaOf(LEAF), tlsaOf(OTHER_LEAF)),
    fc.record({
      kind: fc.constant("TLSA" as const),
      usage: fc.nat(5),
      selector: fc.nat(3),
      matchingType: fc.nat(4),
      association: fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
    }),
  ),
};

/** Any answer to a question, be it one that no resolver would give. */
const answerTo = (owner: Name, type: number): fc.Arbitrary<Validated> =>
  fc
    .record({
      status: fc.constantFrom(...DNSSEC_STATUSES),
      outcome: fc.constantFrom("records" as const, "nodata" as const, "nxdomain" as const),
      data: fc.array(recordsOf[type] ?? fc.constant(a("192.0.2.1")), { maxLength: 4 }),
      hops: fc.array(fc.tuple(name, fc.constantFrom("CNAME" as const, "DNAME" as const)), {
        maxLength: 3,
      }),
      bogus: fc.constantFrom(...BOGUS_REASONS),
      indeterminate: fc.constantFrom(...INDETERMINATE_REASONS),
    })
    .map(({ status, outcome, data, hops, bogus, indeterminate }) => {
      const isDecided = status === "secure" || status === "insecure";
      const reasons = { secure: null, insecure: "no_ds", bogus, indeterminate } as const;
      const aliases = hops.map(([target, record], at) => ({
        owner: hops[at - 1]?.[0] ?? owner,
        record,
        target,
        status: at === 0 && status === "insecure" ? ("secure" as const) : status,
      }));
      const end = hops.at(-1)?.[0] ?? owner;
      return {
        question: { name: owner, type },
        status,
        reason: reasons[status],
        detail: null,
        outcome: isDecided ? outcome : "none",
        aliases,
        name: end,
        records:
          isDecided && outcome === "records"
            ? data.flatMap((each) => (each.kind === "unknown" ? [] : [makeRecord(end, 300, each)]))
            : [],
        trace: [],
        warnings: [],
        message: null,
      };
    });

const outcome: fc.Arbitrary<HandshakeOutcome> = fc.oneof(
  fc.constantFrom(...NO_SESSION_FAULTS).map((fault) => {
    return { kind: "no_session" as const, fault, detail: "{domain} said so" };
  }),
  fc.constantFrom(...NO_TLS_FAULTS).map((fault) => {
    return { kind: "no_tls" as const, fault, detail: null, serverNameRefused: true };
  }),
  fc
    .constantFrom<readonly Buffer[]>([LEAF.der], [OTHER_LEAF.der], [], [Buffer.from("no chain")])
    .map((chain) => ({ kind: "tls" as const, protocol: "TLSv1.2", cipher: "X", chain })),
);
const attempts: fc.Arbitrary<ProbeAttempt[]> = fc.array(
  fc.record({ keyType: fc.constantFrom(...KEY_TYPES), outcome }),
  { maxLength: 4 },
);

describe("rule 4: whatever comes in, a report comes out", () => {
  test(
    "any answers, any probes",
    () =>
      fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const io = new CheckBench().io();
          const asked: Validated[] = [];
          io.validator = {
            resolve: async (owner, type) => {
              const answer = draw(answerTo, owner, type);
              asked.push(answer);
              return answer;
            },
          };
          io.probe = async () => draw(() => attempts);
          const domain = { name: nameOf("example.nl"), ascii: "example.nl", unicode: "example.nl" };
          const report = await checkDomain(domain, io);
          expect(CheckReport.parse(report)).toEqual(report);
          expect(report.problems.some(({ summary, fix }) => /[{}]/.test(summary + fix))).toBe(
            report.problems.some(({ summary }) => summary.includes("{domain} said so")),
          );
          if (report.verdict === "dane_ok")
            expect(
              asked.every((each) => each.question.type !== RR.MX || each.status === "secure"),
            ).toBe(true);
          for (const host of report.hosts) {
            const tlsa = asked.filter((each) => each.question.type === RR.TLSA);
            const hasSecure = tlsa.some(
              ({ status, records }) => status === "secure" && records.length,
            );
            if (["ok", "fail", "no_tls", "unusable", "unreachable"].includes(host.verdict))
              expect(hasSecure).toBe(true);
          }
        }),
        { numRuns: 600 },
      ),
    60_000,
  );
});

/** Every signature claims to be of a zone that begins at the very name it is of. */
const signedByOwners = (message: Message): Message => {
  const claim = (record: DnsRecord) =>
    record.data.kind === "RRSIG"
      ? makeRecord(record.name, record.ttl, { ...record.data, signer: record.name })
      : record;
  return {
    ...message,
    answer: message.answer.map(claim),
    authority: message.authority.map(claim),
  };
};

describe("rule 5: a lying or stripping resolver never leads to ok, no_tlsa or insecure", () => {
  /** What a liar may do to any message. */
  const lie = fc.constantFrom<(message: Message) => Message>(
    (m) => ({ ...m, answer: [] }),
    (m) => ({ ...m, authority: [] }),
    (m) => ({ ...m, answer: [], authority: [], rcode: 3 }),
    (m) => ({ ...m, answer: [], authority: [] }),
    (m) => ({ ...m, rcode: 3 }),
    (m) => ({ ...m, rcode: 2 }),
    (m) => signedByOwners(m),
    (m) => ({ ...m, answer: m.answer.filter(({ type }) => type !== RR.RRSIG) }),
    (m) => ({ ...m, authority: m.authority.filter(({ type }) => type !== RR.RRSIG) }),
    (m) => ({ ...m, answer: m.answer.filter(({ type }) => type === RR.RRSIG) }),
    (m) => ({
      ...m,
      answer: m.questions.map(({ name }) => makeRecord(name, 60, cname("x.plain.net"))),
    }),
    (m) => ({
      ...m,
      answer: m.questions.map(({ name }) => makeRecord(name, 60, tlsaOf(LEAF))),
    }),
    (m) => ({
      ...m,
      answer: m.questions.map(({ name }) => makeRecord(name, 60, mx(1, "x.plain.net"))),
    }),
    (m) => ({
      ...m,
      answer: m.questions.map(({ name }) => makeRecord(name, 60, a("192.0.2.66"))),
    }),
  );
  const sometimes = fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: lie },
  );
  /** In truth: signed throughout, with a TLSA record that the server does not match. */
  const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(OTHER_LEAF)]);
  bench.zone
    .add("mx", aaaa("2001:db8::1"))
    .add("@", mx(20, "alias.example.nl"))
    .add("alias", cname("mx.example.nl"));
  bench.plain.add("x", a("192.0.2.66"));

  test("in truth the domain fails", async () => {
    expect((await bench.check()).verdict).toBe("dane_fail");
  });
  test(
    "lies about any of the questions",
    () =>
      fc.assert(
        fc.asyncProperty(fc.infiniteStream(sometimes), async (lies) => {
          bench.world.tamper = (message) => lies.next().value?.(message) ?? null;
          const report = await bench.check();
          expect(["bogus", "dns_error", "tempfail", "dane_fail"]).toContain(report.verdict);
          for (const { verdict } of report.hosts)
            expect(["bogus", "dns_error", "fail"]).toContain(verdict);
        }),
        { numRuns: 250 },
      ),
    60_000,
  );
});
