import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { Candidate } from "@/lib/model/candidate";
import type { HostState } from "@/lib/model/survey-hosts";
import { SurveyedDomain } from "@/lib/model/surveyed-domain";
import { testDatabase } from "@/scripts/testing/test-database";
import { hashOfKey, keyOfName } from "../import/name-key";
import { type MadeUp, madeUpCandidates, madeUpDomain } from "../scan/testing/made-up-domains";
import { type SurveyPass, surveyPass } from "../scan/testing/survey-pass";
import { lookUpDomain } from "./look-up-domain";

let db: Db;
beforeAll(async () => {
  db = connect((await testDatabase()).url);
});
afterAll(() => db.$client.end());
beforeEach(async () => {
  await db.$client`truncate scan.pools, scan.runs, scan.batches, scan.coverage, scan.domains,
    scan.changes, scan.raw_keys, scan.hosts, scan.host_changes, scan.mx_sets, scan.mx_set_hosts,
    checks.opt_outs cascade`;
});

const NAME = "looked-up.nl";
const NEIGHBOUR = "looked-up-too.nl";
const named = (name: string): Candidate => ({
  ...(madeUpCandidates(1)[0] as Candidate),
  name,
  hash: hashOfKey(keyOfName(name)),
});
const CANDIDATES = [named(NAME), named(NEIGHBOUR)].sort((a, b) => a.hash - b.hash);
const day = (n: number) => new Date(Date.UTC(2026, 10, n, 12)).toISOString();

/** A day's scan in which the domain is so, and its neighbour as always. */
const scanned = (n: number, how: MadeUp, more: Partial<SurveyPass> = {}) =>
  surveyPass(db, {
    at: day(n),
    candidates: CANDIDATES,
    observe: (name) => madeUpDomain(name, name === NAME ? how : {}),
    ...more,
  });

const TLSA = { usage: 3, selector: 1, matchingType: 1, usable: true, why: null };
const host = (digest: string, verdict: HostState["verdict"] = "ok"): HostState => ({
  verdict,
  zone: "example.net",
  addressStatus: "secure",
  tlsaStatus: "secure",
  tlsaBase: "mx.example.net",
  tlsa: [{ ...TLSA, data: digest }],
  addresses: [],
});

async function surveyed(name = NAME): Promise<SurveyedDomain> {
  const found = await lookUpDomain(db, name);
  if (found.kind !== "surveyed") throw new Error(found.kind);
  return SurveyedDomain.parse(found.domain);
}
const told = async () =>
  (await surveyed()).history.map(({ at, kind, host, before, after }) =>
    [at.slice(8, 10), kind, host, before, after].join(" ").replace(/ +/g, " ").trim(),
  );

describe("a domain in the survey's latest scan", () => {
  test("is its keys, delegation, MX hosts and verdict, with when each look was", async () => {
    await scanned(1, { verdict: "dane_ok" }, { hosts: { "mx.example.net": host("aa") } });
    await scanned(2, { verdict: "dane_ok" });
    const domain = await surveyed();
    expect(domain).toMatchObject({
      domain: NAME,
      verdict: "dane_ok",
      outcome: "pass",
      firstSeen: day(1),
      changedAt: day(1),
      lookedAt: day(2),
      removed: null,
      brokenSince: null,
      counts: { headline: true },
      ds: [{ keyTag: 1, algorithm: 13, digestType: 2, digest: "01".repeat(32) }],
      nsec3: [],
      ns: { names: ["ns1.example.org"] },
      survey: { day: "2026-11-02", state: "complete" },
    });
    expect(domain.keys).toMatchObject([{ flags: 257, algorithm: 13, bits: null }]);
    expect(domain.hosts).toMatchObject([
      { name: "mx.example.net", preference: 10, verdict: "ok", tlsa: [{ data: "aa" }] },
    ]);
    expect(await told()).toEqual(["01 added dane_ok"]);
  });

  test("says what changed when: keys, DS, MX, verdict, TLSA, and since when it is broken", async () => {
    await scanned(1, { verdict: "dane_ok" }, { hosts: { "mx.example.net": host("aa") } });
    await scanned(2, { verdict: "dane_ok", key: 2 });
    const stale = { hosts: { "mx.example.net": host("bb", "fail") } };
    await scanned(3, { verdict: "dane_fail", key: 2 }, stale);
    await scanned(4, { verdict: "dane_fail", key: 2, ns: "ns2.example.org" }, stale);
    expect((await surveyed()).brokenSince).toBe(day(3));
    await scanned(5, { verdict: "no_dane", key: 2, mxHost: "mx.other.net", ns: "ns2.example.org" });
    const domain = await surveyed();
    expect(domain.brokenSince).toBeNull();
    expect(domain.historyIsWhole).toBe(true);
    const lines = await told();
    const tags = domain.history.flatMap(({ kind, after }) => (kind === "key_added" ? after : []));
    expect(tags).toEqual([expect.stringMatching(/^257 3 13 key tag \d+$/)]);
    expect(lines.filter((line) => !line.includes("key"))).toEqual([
      "05 mx_added 10 mx.other.net",
      "05 mx_removed 10 mx.example.net",
      "05 verdict dane_fail no_dane",
      "04 ns_added ns2.example.org",
      "04 ns_removed ns1.example.org",
      "03 tlsa_added mx.example.net 3 1 1 bb",
      "03 tlsa_removed mx.example.net 3 1 1 aa",
      "03 host_verdict mx.example.net ok fail",
      "03 verdict dane_ok dane_fail",
      `02 ds_added 2 13 2 ${"02".repeat(32)}`,
      `02 ds_removed 1 13 2 ${"01".repeat(32)}`,
      "01 added dane_ok",
    ]);
  });

  test("what happens to a host is the domain's history only while it is the domain's host", async () => {
    const hosts = (digest: string) => ({ hosts: { "mx.example.net": host(digest) } });
    await scanned(1, { verdict: "dane_ok" }, hosts("aa"));
    await scanned(2, { verdict: "no_dane", mxHost: "mx.other.net" });
    await scanned(3, { verdict: "no_dane", mxHost: "mx.other.net" }, hosts("bb"));
    expect((await told()).filter((line) => line.startsWith("03"))).toEqual([]);
  });

  test("that lost its DS records keeps its history, and says so", async () => {
    await scanned(1, {});
    await surveyPass(db, {
      at: day(2),
      candidates: CANDIDATES,
      observe: (name) => (name === NAME ? { kind: "unsigned" } : madeUpDomain(name)),
    });
    const domain = await surveyed();
    expect(domain.removed).toEqual({ at: day(2), reason: "lost_ds" });
    expect(domain).toMatchObject({ firstSeen: day(1), verdictSince: day(1) });
    expect(await told()).toEqual(["02 removed no_dane lost_ds", "01 added no_dane"]);
  });
});

describe("a name that is not answered", () => {
  test("a site that never scanned has no survey of its own", async () => {
    expect(await lookUpDomain(db, NAME)).toEqual({ kind: "no_survey" });
  });

  test("one that was never met and one that opted out are answered alike", async () => {
    await scanned(1, {});
    const never = await lookUpDomain(db, "never-met.nl");
    expect(never).toMatchObject({ kind: "unknown", survey: { day: "2026-11-01" } });
    await db.$client`insert into checks.opt_outs (kind, value) values ('domain', ${NAME})`;
    expect(await lookUpDomain(db, NAME)).toEqual(never);
    expect((await surveyed(NEIGHBOUR)).domain).toBe(NEIGHBOUR);
  });

  test("what was seen before a holder's wish is never told again", async () => {
    await scanned(1, {});
    await scanned(2, {}, { isOptedOut: (name) => name === NAME });
    const never = await lookUpDomain(db, "never-met.nl");
    expect(await lookUpDomain(db, NAME)).toEqual(never);
    await scanned(3, { verdict: "dane_ok" });
    expect(await told()).toEqual(["03 added dane_ok"]);
  });

  test("a host that asked to be left alone is named and not described", async () => {
    await scanned(1, { verdict: "dane_ok" }, { hosts: { "mx.example.net": host("aa") } });
    await db.$client`insert into checks.opt_outs (kind, value) values ('domain', 'example.net')`;
    expect((await surveyed()).hosts).toMatchObject([
      { name: "mx.example.net", verdict: null, tlsa: [], addresses: [] },
    ]);
  });
});
