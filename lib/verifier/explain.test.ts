import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { outOfTime } from "./deadline";
import { nameOf } from "./dns/name";
import { inOrder, problemOf, reasonText } from "./explain";
import { mergeTraces } from "./merge-traces";
import { a, CheckBench, LEAF, mx, noTls, OTHER_LEAF, tls, tlsaOf } from "./testing/check-bench";
import { testCertificate } from "./testing/test-certificate";
import { TEST_NOW } from "./testing/test-zone";

const about = { domain: "example.nl", host: "mx.example.nl", address: "192.0.2.1" };

describe("problems in words", () => {
  test("places are filled, and what a server said is not read for places", () => {
    const { summary, at } = problemOf("starttls_rejected", {
      ...about,
      detail: "454 {host} $& no",
    });
    expect(summary).toBe("192.0.2.1 offers STARTTLS and then refuses it. 454 {host} $& no");
    expect(at).toEqual({ host: "mx.example.nl", address: "192.0.2.1" });
  });
  test("records that cannot be given are described", () => {
    expect(problemOf("tlsa_missing", about).fix).toContain("No certificate was seen");
    const publish = ["_25._tcp.mx.example.nl. IN TLSA 3 1 1 00"];
    expect(problemOf("tlsa_missing", { ...about, publish }).fix).not.toContain("No certificate");
  });
  test("each once, the gravest first", () => {
    const advice = problemOf("tlsa_single", about);
    const error = problemOf("tlsa_mismatch", about);
    const elsewhere = problemOf("tlsa_mismatch", { ...about, address: "192.0.2.2" });
    expect(inOrder([advice, error, { ...error }, elsewhere, advice])).toEqual([
      error,
      elsewhere,
      advice,
    ]);
  });
  test("a look-up that the deadline cut off says so", () => {
    expect(reasonText(outOfTime(nameOf("example.nl"), RR.MX))).toBe(
      "The time for this check ran out.",
    );
  });
});

describe("what to publish", () => {
  const dates = {
    notBefore: new Date((TEST_NOW - 3600) * 1000),
    notAfter: new Date((TEST_NOW + 3600) * 1000),
  };
  const ca = testCertificate({ subject: "CA", ca: true, ...dates });
  const leaf = testCertificate({ issuer: ca, dnsNames: ["mx.example.nl"], ...dates });
  const line = (record: ReturnType<typeof tlsaOf>) =>
    `_25._tcp.mx.example.nl. IN TLSA ${record.usage} ${record.selector} ${record.matchingType} ${record.association.toString("hex")}`;

  test("the problem gives the record of the key; the host every one that would do", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(OTHER_LEAF)]);
    bench.servers.set("192.0.2.1", [tls(leaf, "any", ca)]);
    const report = await bench.check();
    const problem = report.problems.find(({ code }) => code === "tlsa_mismatch");
    expect(problem?.publish).toEqual([line(tlsaOf(leaf))]);
    expect(report.hosts[0]?.publish).toEqual([
      line(tlsaOf(leaf)),
      line(tlsaOf(ca, 2, 1, 1)),
      line(tlsaOf(ca, 2, 0, 1)),
    ]);
  });
  test("what is published makes the check pass", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.zone.add("_25._tcp.mx", tlsaOf(leaf)).add("_25._tcp.mx", tlsaOf(LEAF));
    bench.servers.set("192.0.2.1", [tls(leaf, "any", ca)]);
    expect(await bench.check()).toMatchObject({ verdict: "dane_ok", problems: [] });
  });
  test("one TLSA record that does not match gets no advice on the next key", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(OTHER_LEAF)]);
    expect((await bench.check()).problems.map(({ code }) => code)).not.toContain("tlsa_single");
  });
});

describe("one fault, one problem", () => {
  test("three handshakes that fail alike are one problem of the address", async () => {
    const rsa = testCertificate({ keyType: "rsa" });
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
    bench.servers.set("192.0.2.1", [tls(OTHER_LEAF), tls(rsa, "rsa"), tls(OTHER_LEAF, "ec")]);
    const { problems } = await bench.check();
    expect(problems.filter(({ code }) => code === "tlsa_mismatch")).toHaveLength(1);
  });
  test("a domain whose servers are silent and in the clear names each", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
    bench.zone.add("@", mx(20, "mx2.example.nl")).add("mx2", a("192.0.2.2"));
    bench.servers.set("192.0.2.1", [noTls("starttls_not_offered")]);
    const codes = (await bench.check()).problems.map(({ code }) => code);
    expect(codes).toEqual([
      "starttls_not_offered",
      "mx_partly_covered",
      "tlsa_missing",
      "tlsa_single",
    ]);
  });
});

describe("traces of several look-ups", () => {
  const step = (owner: string) => ({ step: "cut", owner, outcome: "signed" }) as const;
  const page = (zone: string, ...owners: readonly string[]) => ({
    zone,
    status: "secure" as const,
    reason: null,
    steps: owners.map(step),
  });
  test("zones from the root down, steps once, in order", () => {
    const merged = mergeTraces([
      [page(".", "nl."), page("nl.", "a.nl.")],
      [page("a.b.nl."), page(".", "nl.", "net.")],
    ]);
    expect(merged).toEqual([page(".", "nl.", "net."), page("nl.", "a.nl."), page("a.b.nl.")]);
  });
  test("a zone keeps the status of the look-up that went worst", () => {
    const bogus = { ...page("nl."), status: "bogus", reason: "no_matching_ds" } as const;
    for (const traces of [
      [[page("nl.")], [bogus]],
      [[bogus], [page("nl.")]],
    ])
      expect(mergeTraces(traces)).toEqual([bogus]);
  });
});
