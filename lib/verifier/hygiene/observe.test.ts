import { describe, expect, test, vi } from "vitest";
import { CheckReport, type ReportHost } from "@/lib/model/check-report";
import { RCODE, RR } from "@/lib/model/dns-registry";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import { nameOf } from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import type { DnsRecord } from "../dns/record";
import type { AuthorityFault } from "../testing/authority-server";
import { type HygieneWorldOptions, mailHost, observeWorld } from "../testing/hygiene-world";
import { testKey } from "../testing/test-key";
import { HYGIENE_CHECKS } from "./checks";
import { findingOf } from "./define-check";
import { judgeHygiene } from "./hygiene";
import { mailboxOf } from "./mailbox-name";
import type { HygieneSeen } from "./observations";
import type { HygieneSubject } from "./observe";

// Silence costs a few rounds of waiting, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const failing = (seen: HygieneSeen) =>
  judgeHygiene(seen)
    .filter(({ outcome }) => outcome === "fail")
    .map(({ check }) => check);
const findingIn = (seen: HygieneSeen, id: string) => {
  const check = HYGIENE_CHECKS.find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return findingOf(check, seen);
};

const filler = makeRecord(nameOf("example.nl"), 60, {
  kind: "TXT",
  strings: Array.from({ length: 7 }, () => Buffer.alloc(200, 0x61)),
});
const padded = (answer: Message): Message => ({ ...answer, additional: [filler] });

describe("faults of name servers, seen over the wire", () => {
  const faults: readonly [string, AuthorityFault, readonly string[]][] = [
    [
      "sends more over UDP than was asked for",
      ({ question, over, answer }) =>
        question.type === RR.DNSKEY && over === "udp" ? padded(answer) : null,
      ["large_answers"],
    ],
    [
      "answers without OPT",
      ({ answer }) => ({ ...answer, edns: null, rcode: answer.rcode & 15 }),
      ["edns_supported", "edns_extensible"],
    ],
    [
      "drops what has EDNS",
      ({ query }) => (query.edns === null ? null : "drop"),
      ["edns_supported"],
    ],
    [
      "takes EDNS version 1 for version 0",
      ({ query, answer }) => (query.edns?.version === 1 ? { ...answer, rcode: 0 } : null),
      ["edns_extensible"],
    ],
    [
      "drops unknown options",
      ({ query }) => (query.edns?.options.length ? "drop" : null),
      ["edns_extensible"],
    ],
    [
      "is not authoritative",
      ({ answer }) => ({ ...answer, authoritative: false }),
      ["name_servers_answer"],
    ],
    ["answers nothing, while the other one does", () => "drop", ["name_servers_answer"]],
    [
      "has NXDOMAIN for an unknown type at the apex",
      ({ question, answer }) =>
        question.type === 12_345 ? { ...answer, rcode: RCODE.NXDOMAIN } : null,
      ["unknown_type_nodata"],
    ],
    [
      "leaves the denial records out",
      ({ answer }) => ({
        ...answer,
        authority: answer.authority.filter(({ type }) => type === RR.SOA),
      }),
      ["dnssec_answers_agree", "empty_non_terminal_nodata"],
    ],
    [
      "does not know one of the keys",
      ({ question, answer }) =>
        question.type === RR.DNSKEY ? { ...answer, answer: answer.answer.slice(1) } : null,
      ["dnssec_answers_agree"],
    ],
    [
      "refuses TLSA at the mail host only",
      ({ question, answer }) =>
        question.name.startsWith("_25._tcp.mx.")
          ? { ...answer, rcode: RCODE.NOTIMP, answer: [], authority: [] }
          : null,
      ["mx_tlsa_denial"],
    ],
  ];
  test.for(faults)("%s", async ([, fault, checks]) => {
    expect(failing(await observeWorld({ fault }))).toEqual(checks);
  });

  test("a large DNSKEY set is truncated over UDP, whole over TCP", async () => {
    const keys = [257, 256, 256, 256].map((flags) => testKey(8, flags, 2048));
    const options: HygieneWorldOptions = {
      zone: { keys },
      fill: (zone) => {
        zone.signWith = () => keys.slice(0, 1);
      },
    };
    const seen = await observeWorld(options);
    expect(findingIn(seen, "large_answers")).toMatchObject({ outcome: "pass" });
    expect(seen.zones[0]?.servers?.[0]?.answers?.dnskeyOverUdp).toMatchObject([
      { udpSize: 1232, reply: { value: { kind: "truncated" } } },
      { udpSize: 512, reply: { value: { kind: "truncated" } } },
    ]);
    const without = await observeWorld({ ...options, tcp: false });
    expect(failing(without)).toEqual(["tcp_supported", "large_answers"]);
  });

  test("a server that loses one question in three loses nothing by it", {
    timeout: 30_000,
  }, async () => {
    let count = 0;
    const fault: AuthorityFault = () => (count++ % 3 === 0 ? "drop" : null);
    const io = { limits: { udpAttempts: 6, attemptMs: 200, tcpMs: 900 } };
    const seen = await observeWorld({ fault, io });
    const overTcp = ["tcp_supported", "large_answers", "dnssec_answers_agree"];
    expect(failing(seen).filter((check) => !overTcp.includes(check))).toEqual([]);
  });

  test("silence over TCP everywhere may be our own network's", async () => {
    const fault: AuthorityFault = ({ over }) => (over === "tcp" ? "drop" : null);
    const silent = { fault, faulty: "both" } as const;
    const unsure = await observeWorld(silent);
    expect(findingIn(unsure, "tcp_supported").outcome).toBe("undetermined");
    expect(findingIn({ ...unsure, tcpWorks: true }, "tcp_supported").outcome).toBe("fail");
    expect(failing(await observeWorld({ fault }))).toContain("tcp_supported");
  });

  test("serials that agree when asked again are no fault", async () => {
    let asked = 0;
    const fault: AuthorityFault = ({ question, over, answer, query }) => {
      const isFirst =
        question.type === RR.SOA && over === "udp" && query.edns !== null && asked++ === 0;
      if (!isFirst) return null;
      const answers = answer.answer.map((record) =>
        record.data.kind === "SOA"
          ? makeRecord(record.name, record.ttl, { ...record.data, serial: 0 })
          : record,
      );
      return { ...answer, answer: answers };
    };
    expect(findingIn(await observeWorld({ fault }), "serials_agree")).toMatchObject({
      outcome: "pass",
      evidence: [{ says: "they agreed when asked again" }],
    });
  });
});

describe("what is asked is bounded", () => {
  test("many name servers, some at addresses that may not be connected to", async () => {
    const seen = await observeWorld({
      fill: (zone) => {
        for (let n = 0; n < 40; n++) {
          zone.add("@", { kind: "NS", target: nameOf(`a${n}.example.nl`) });
          zone.add(`a${n}`, { kind: "A", address: `192.0.2.${n}` });
        }
      },
      io: {
        limits: { serverNames: 5, serverAddresses: 4, udpAttempts: 1, attemptMs: 100, tcpMs: 100 },
      },
    });
    expect(seen.zones[0]?.servers).toHaveLength(4);
    expect(seen.zones[0]?.servers?.every(({ answers }) => answers === null)).toBe(true);
    expect(seen.zones[0]?.serversLeftOut).toBe(42 - 5 + 5 - 4);
    expect(failing(seen)).toEqual([]);
  });

  test("mail hosts in the same zone share one look at it; one that does not exist has none", async () => {
    const hosts = ["mx.example.nl", "mx2.example.nl", "mx.nowhere.nl", "a..b"].map((name) =>
      mailHost(name),
    );
    const seen = await observeWorld({ hosts });
    expect(seen.zones.map(({ apex }) => apex)).toEqual(["example.nl."]);
    expect(seen.zonesNotFound).toEqual([]);
  });
});

describe("hostile answers", () => {
  const nsec3 = makeRecord(nameOf("00000000000000000000000000000000.example.nl"), 60, {
    kind: "NSEC3",
    hashAlgorithm: 1,
    flags: 0,
    iterations: 7,
    salt: Buffer.alloc(0),
    nextHash: Buffer.alloc(20),
    types: [],
  });
  const key = testKey(13).data;
  const flood = Array.from({ length: 700 }, (_, n) =>
    makeRecord(nameOf("example.nl"), 60, { ...key, flags: n }),
  );

  test("64 KB of denial records from every question are counted, not spread", async () => {
    const seen = await observeWorld();
    const authority = Array<DnsRecord>(300_000).fill(nsec3);
    const message = { ...EMPTY_MESSAGE, authority };
    const reply = { ok: true, value: { kind: "message", message, octets: 0 } } as const;
    const zones = seen.zones.map((zone) => ({
      ...zone,
      servers: (zone.servers ?? []).map((server) => ({
        ...server,
        answers: server.answers && { ...server.answers, unknownType: reply },
      })),
    }));
    expect(failing({ ...seen, zones })).toEqual(["nsec3_iterations_zero"]);
  });

  test("hundreds of keys leave a finding of ordinary size", async () => {
    const fault: AuthorityFault = ({ question, answer, over }) =>
      question.type === RR.DNSKEY && over === "tcp" ? { ...answer, answer: flood } : null;
    const found = judgeHygiene(await observeWorld({ fault }));
    expect(JSON.stringify(found).length).toBeLessThan(40_000);
  });

  test("octets that are no message are a fault of the server, and end nothing", async () => {
    const fault: AuthorityFault = ({ question, answer }) =>
      question.type === RR.CAA ? { ...answer, questions: [question, question, question] } : null;
    expect(failing(await observeWorld({ fault }))).toEqual(["query_types_not_filtered"]);
  });
});

test("a report's hosts are what the checks take, and its hygiene is what they find", async () => {
  const subject = ({ domain, hosts, tlsaPort }: CheckReport): HygieneSubject => ({
    domain: nameOf(domain),
    hosts,
    tlsaPort,
  });
  const report = { domain: "example.nl", hosts: [] as ReportHost[], tlsaPort: 25 } as CheckReport;
  expect(subject(report)).toEqual({ domain: "example.nl.", hosts: [], tlsaPort: 25 });
  const findings = judgeHygiene(await observeWorld());
  expect(CheckReport.shape.hygiene.parse(findings)).toHaveLength(HYGIENE_CHECKS.length);
});

describe("an unsigned zone", () => {
  test("has no DNSSEC to check, and everything else", async () => {
    const seen = await observeWorld({ zone: { keys: [] } });
    expect(failing(seen)).toEqual([]);
    const outcomes = Object.fromEntries(
      judgeHygiene(seen).map(({ check, outcome }) => [check, outcome]),
    );
    expect(outcomes).toMatchObject({
      tcp_supported: "pass",
      empty_non_terminal_nodata: "pass",
      dnssec_answers_agree: "not_applicable",
      signatures_not_near_expiry: "not_applicable",
      algorithms_recommended: "not_applicable",
      ds_digests_recommended: "not_applicable",
    });
  });
});

test.for([
  ["hostmaster.example.nl.", "hostmaster"],
  ["host\\.master.example.nl.", "host.master"],
  [".", "root"],
  ["hostmaster.", "no_domain"],
  ["hostmaster\\@example.nl.", "at_sign"],
  ["\\032x.example.nl.", "local_part"],
] as const)("RFC 1912 §2.2: the mailbox of RNAME %s: %s", ([rname, expected]) => {
  const mailbox = mailboxOf(nameOf(rname));
  expect(mailbox.ok ? mailbox.localPart : mailbox.fault).toBe(expected);
});
