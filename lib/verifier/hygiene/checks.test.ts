import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { HYGIENE_CHECK_IDS, type HygieneCheckId, HygieneFinding } from "@/lib/model/check-hygiene";
import { RCODE, RR } from "@/lib/model/dns-registry";
import type { Message } from "../dns/message";
import { nameOf } from "../dns/name";
import { encodeRdata } from "../dns/rdata-encode";
import type { DnsRecord } from "../dns/record";
import type { AuthorityFault } from "../testing/authority-server";
import {
  type HygieneWorldOptions,
  mailHost,
  nowhere,
  observeWorld,
} from "../testing/hygiene-world";
import { testKey } from "../testing/test-key";
import { stripped, without } from "../testing/test-world";
import { TEST_NOW } from "../testing/test-zone";
import { HYGIENE_CHECKS } from "./checks";
import { findingOf } from "./define-check";
import type { HandshakeSeen, HygieneSeen, MailboxSeen, MailHostSeen } from "./observations";

/** What is seen at real servers on loopback, or the good world's observations with changes. */
type Case = HygieneWorldOptions | ((good: HygieneSeen) => HygieneSeen);
/** `also`: what else fails then, and rightly. */
type Cases = Record<
  HygieneCheckId,
  { passes: Case; fails: Case; also?: readonly HygieneCheckId[]; doubts?: Case }
>;

const apex = nameOf("example.nl");
const isType = (...types: number[]) =>
  (({ question }) => types.includes(question.type)) satisfies (
    asked: Parameters<AuthorityFault>[0],
  ) => boolean;

/** A fault for the questions that `applies` picks, else none. */
const where =
  (
    applies: (asked: Parameters<AuthorityFault>[0]) => boolean,
    act: (answer: Message) => Message | "drop",
  ): AuthorityFault =>
  (asked) =>
    applies(asked) ? act(asked.answer) : null;
const drop = () => "drop" as const;
const rcode =
  (code: number) =>
  (answer: Message): Message => ({ ...answer, rcode: code, answer: [], authority: [] });

const nsec3 = (changes: { iterations?: number; salt?: Buffer; optOut?: boolean } = {}) => ({
  zone: {
    denial: {
      kind: "nsec3" as const,
      iterations: 0,
      salt: Buffer.alloc(0),
      optOut: false,
      ...changes,
    },
  },
});

const withSerial = (serial: number) => (record: DnsRecord) => {
  if (record.data.kind !== "SOA") return record;
  const data = { ...record.data, serial };
  return { ...record, data, rdata: encodeRdata(data) };
};

const hosts =
  (...all: MailHostSeen[]) =>
  (good: HygieneSeen): HygieneSeen => ({ ...good, hosts: all });
const tlsa = (usage: number, data: string) => ({
  usage,
  selector: 1,
  matchingType: 1,
  data: data.repeat(32),
  usable: true,
});
const handshake = (changes: Partial<HandshakeSeen> & { spki?: string }): HandshakeSeen => ({
  keyType: "any",
  verdict: "ok",
  matched: {},
  problem: null,
  chain: [
    { keyType: "rsa", spkiSha256: (changes.spki ?? "ab").repeat(32), certSha256: "cd".repeat(32) },
  ],
  ...changes,
});
const reached = (...attempts: HandshakeSeen[]) => ({
  addresses: [{ address: "192.0.2.1", attempts }],
});
const mailbox =
  (found: MailboxSeen | null) =>
  (good: HygieneSeen): HygieneSeen => ({
    ...good,
    zones: good.zones.map((zone) => ({ ...zone, mailbox: found })),
  });
const txt = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const sts =
  (policy: string) =>
  (good: HygieneSeen): HygieneSeen => ({
    ...good,
    mtaStsTxt: txt("v=STSv1; id=1;"),
    mtaStsPolicy: { ok: true, value: Buffer.from(policy) },
  });

const CASES: Cases = {
  name_servers_answer: {
    passes: {},
    fails: { fault: where(() => true, rcode(RCODE.REFUSED)) },
    doubts: {
      io: { mayConnect: (address) => (address === "127.0.0.1" ? null : nowhere(address)) },
    },
  },
  unknown_type_nodata: {
    passes: {},
    fails: { fault: where(isType(12_345), drop) },
    also: ["unknown_type_below"],
    doubts: { io: { signal: AbortSignal.abort() } },
  },
  unknown_type_below: {
    passes: {},
    fails: {
      fault: where(
        ({ question }) => question.type === 12_345 && question.name !== apex,
        rcode(RCODE.NOTIMP),
      ),
    },
  },
  query_types_not_filtered: { passes: {}, fails: { fault: where(isType(RR.CAA), drop) } },
  edns_supported: {
    passes: {},
    fails: {
      fault: where(
        ({ query }) => query.edns !== null,
        (answer) => ({ ...rcode(RCODE.FORMERR)(answer), edns: null }),
      ),
    },
  },
  edns_extensible: {
    passes: {},
    fails: { fault: where(({ query }) => query.edns?.version === 1, drop) },
  },
  tcp_supported: { passes: {}, fails: { tcp: false } },
  large_answers: {
    passes: {},
    fails: {
      fault: where(({ question, over }) => question.type === RR.DNSKEY && over === "udp", drop),
    },
  },
  serials_agree: {
    passes: {},
    fails: {
      fault: where(isType(RR.SOA), (answer) => ({
        ...answer,
        answer: answer.answer.map(withSerial(7)),
      })),
    },
    also: ["dnssec_answers_agree"], // the signature is the old one's
  },
  dnssec_answers_agree: {
    passes: {},
    fails: { fault: where(isType(RR.SOA, RR.DNSKEY), stripped) },
  },
  wildcard_denial: {
    passes: { fill: (zone) => zone.add("*", { kind: "A", address: "192.0.2.9" }) },
    fails: {
      fill: (zone) => zone.add("*", { kind: "A", address: "192.0.2.9" }),
      fault: where(isType(RR.TLSA), (answer) => without(answer, ({ type }) => type === RR.NSEC)),
    },
    also: ["empty_non_terminal_nodata"],
  },
  empty_non_terminal_nodata: {
    passes: {},
    fails: {
      fault: where(
        ({ question }) => question.name === nameOf("_tcp.mx.example.nl"),
        (answer) => ({ ...answer, rcode: RCODE.NXDOMAIN }),
      ),
    },
  },
  mx_tlsa_denial: {
    passes: {},
    fails: {
      fault: where(
        ({ question }) => question.name === nameOf("_25._tcp.mx.example.nl"),
        rcode(RCODE.SERVFAIL),
      ),
    },
  },
  signatures_not_near_expiry: {
    passes: {},
    fails: { zone: { inception: TEST_NOW - 86_400, expiration: TEST_NOW + 1800 } },
  },
  nsec3_iterations_zero: { passes: nsec3(), fails: nsec3({ iterations: 1 }) },
  nsec3_no_salt: { passes: nsec3(), fails: nsec3({ salt: Buffer.from("aa", "hex") }) },
  nsec3_no_opt_out: { passes: nsec3(), fails: nsec3({ optOut: true }) },
  algorithms_recommended: {
    passes: {},
    fails: { zone: { keys: [testKey(7)] } },
    also: ["rsa_key_sizes"],
    doubts: { io: { signal: AbortSignal.abort() } },
  },
  ds_digests_recommended: {
    passes: {},
    fails: { ds: (zone) => [...zone.dsSet(1), ...zone.dsSet(2)] },
  },
  rsa_key_sizes: {
    passes: { zone: { keys: [testKey(8, 257, 2048)] } },
    fails: { zone: { keys: [testKey(8, 257, 2048), testKey(8, 256, 1024)] } },
  },
  tlsa_next_key_published: {
    passes: hosts(mailHost("mx.example.nl", { tlsa: [tlsa(3, "ab"), tlsa(2, "ef")] })),
    fails: hosts(mailHost("mx.example.nl", { tlsa: [tlsa(3, "ab")] })),
    doubts: hosts(mailHost("mx.example.nl", { tlsaStatus: "indeterminate", tlsa: [] })),
  },
  tlsa_for_each_key_type: {
    passes: hosts(
      mailHost("mx", reached(handshake({ keyType: "rsa" }), handshake({ keyType: "ec" }))),
    ),
    fails: hosts(
      mailHost(
        "mx",
        reached(
          handshake({ keyType: "rsa" }),
          handshake({ keyType: "ec", verdict: "fail", matched: null, problem: "tlsa_mismatch" }),
        ),
      ),
    ),
  },
  certificates_differ: {
    passes: hosts(mailHost("mx1"), mailHost("mx2", reached(handshake({ spki: "ef" })))),
    fails: hosts(mailHost("mx1"), mailHost("mx2")),
    doubts: hosts(mailHost("mx1"), mailHost("mx2", reached())),
  },
  starttls_not_selective: {
    passes: hosts(mailHost("mx")),
    fails: hosts(
      mailHost("mx", {
        addresses: [
          ...reached(handshake({})).addresses,
          {
            address: "192.0.2.2",
            attempts: [
              handshake({
                verdict: "no_tls",
                matched: null,
                problem: "starttls_not_offered",
                chain: [],
              }),
            ],
          },
        ],
      }),
    ),
    doubts: hosts(
      mailHost(
        "mx",
        reached(
          handshake({
            verdict: "unreachable",
            matched: null,
            problem: "banner_timeout",
            chain: [],
          }),
        ),
      ),
    ),
  },
  soa_rname_well_formed: {
    passes: {},
    fails: mailbox({
      rname: nameOf("hostmaster@example.nl"),
      domain: null,
      acceptsMail: null,
    }),
    doubts: mailbox(null),
  },
  soa_rname_accepts_mail: {
    passes: {},
    fails: mailbox({ rname: nameOf("ns.example.nl"), domain: apex, acceptsMail: false }),
    doubts: mailbox({ rname: nameOf("ns.example.nl"), domain: apex, acceptsMail: null }),
  },
  mta_sts_record: {
    passes: (good) => ({ ...good, mtaStsTxt: txt("v=STSv1; id=20261126T00;") }),
    fails: (good) => ({ ...good, mtaStsTxt: txt("v=STSv1; id=1;", "v=STSv1; id=2;") }),
    doubts: (good) => ({ ...good, mtaStsTxt: null }),
  },
  mta_sts_policy: {
    passes: sts("version: STSv1\nmode: enforce\nmx: mx.example.nl\nmax_age: 86400\n"),
    fails: sts("version: STSv1\nmode: enforce\nmax_age: 86400\n"),
    doubts: (good) => ({
      ...good,
      mtaStsPolicy: { ok: false, error: { code: "undetermined", detail: "no answer in time" } },
    }),
  },
  mta_sts_covers_mx: {
    passes: sts("version: STSv1\nmode: enforce\nmx: *.example.nl\nmax_age: 86400\n"),
    fails: sts("version: STSv1\nmode: testing\nmx: mail.example.nl\nmax_age: 86400\n"),
  },
  tls_rpt_record: {
    passes: (good) => ({ ...good, tlsRptTxt: txt("v=TLSRPTv1; rua=mailto:tls@example.nl") }),
    fails: (good) => ({ ...good, tlsRptTxt: txt("v=TLSRPTv1; rua=ftp://example.nl/") }),
    doubts: (good) => ({ ...good, tlsRptTxt: null }),
  },
};

const failingIn = (seen: HygieneSeen) =>
  HYGIENE_CHECKS.filter((check) => findingOf(check, seen).outcome === "fail").map(({ id }) => id);
const outcomesIn = (seen: HygieneSeen) =>
  Object.fromEntries(
    HYGIENE_CHECKS.map((check) => [check.id, findingOf(check, seen).outcome] as const),
  );

describe("STYLE rule 11: every check says what it demands, of whom, and where that is written", () => {
  test("the folder, the list and the closed list of ids hold the same checks", () => {
    const files = readdirSync(join(import.meta.dirname, "checks")).sort();
    const ids = [...HYGIENE_CHECK_IDS];
    expect(files).toEqual(ids.map((id) => `${id.replaceAll("_", "-")}.ts`).sort());
    expect(HYGIENE_CHECKS.map(({ id }) => id)).toEqual(ids);
  });

  test.for(HYGIENE_CHECKS.map((check) => [check.id, check] as const))(
    "%s has a source that can be looked up",
    ([, { source, requires, fix }]) => {
      expect(source).toMatch(/RFC \d{4} §|IANA|NIST|DANE\/SMTP usage report/);
      expect(requires).toMatch(/\.$/);
      expect(fix).toMatch(/\.$|”$/);
    },
  );
});

describe("every check passes, fails, and where it can, doubts", () => {
  let good: HygieneSeen;
  beforeAll(async () => {
    good = await observeWorld();
  });
  const seenIn = (example: Case) =>
    typeof example === "function" ? example(good) : observeWorld(example);

  const cases = HYGIENE_CHECKS.flatMap((check) => {
    const { passes, fails, also = [], doubts } = CASES[check.id];
    const { id } = check;
    return [
      { check, id, outcome: "pass", example: passes, failing: [] },
      { check, id, outcome: "fail", example: fails, failing: [id, ...also] },
      ...(doubts ? [{ check, id, outcome: "undetermined", example: doubts, failing: [] }] : []),
    ];
  });
  test.for(cases)("$id: $outcome", { timeout: 30_000 }, async (at) => {
    const { check, outcome, example, failing } = at;
    const seen = await seenIn(example);
    const finding = HygieneFinding.parse(findingOf(check, seen));
    expect(finding, JSON.stringify(finding.evidence)).toMatchObject({ check: check.id, outcome });
    expect(finding.evidence.length).toBeGreaterThan(0);
    expect(finding.fix === null).toBe(outcome !== "fail");
    expect(failingIn(seen).sort()).toEqual([...failing].sort());
  });
});

describe("we could not tell is never no", () => {
  test.for([
    ["the time is up before it began", { signal: AbortSignal.abort() }],
    ["the time is up at once", { limits: { deadlineMs: 1 } }],
    ["no address may be connected to", { mayConnect: nowhere }],
    ["nothing listens where the zone says", { dnsPort: 1 }],
  ] as const)("%s: nothing fails that was not seen", async ([, io]) => {
    const outcomes = outcomesIn(await observeWorld({ io }));
    const seenByRefusal = "dnsPort" in io ? ["name_servers_answer"] : [];
    expect(Object.keys(outcomes).filter((id) => outcomes[id] === "fail")).toEqual(seenByRefusal);
    expect(outcomes.tcp_supported).toBe("undetermined");
  });
});

describe("a good zone", () => {
  test("fails nothing, and leaves no doubt", async () => {
    const outcomes = Object.values(outcomesIn(await observeWorld()));
    expect(outcomes).not.toContain("fail");
    expect(outcomes).not.toContain("undetermined");
  });
});
