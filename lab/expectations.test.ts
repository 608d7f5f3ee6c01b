import { describe, expect, test } from "vitest";
import { LAB_DOMAINS } from "./domains/all";
import { differences, type ReportLike } from "./expectations";
import type { LabDomain } from "./plan";

/** The report that fits a plan in everything. */
const perfect = ({ name, verdict, mxStatus, hosts, problems }: LabDomain): ReportLike => ({
  domain: name,
  verdict,
  mx: { status: mxStatus ?? "secure" },
  hosts: Object.entries(hosts).map(([host, expected]) => ({
    name: host,
    verdict: expected.verdict,
    tlsaBase: expected.tlsaBase === undefined ? host : expected.tlsaBase,
    addressStatus: expected.addressStatus ?? "secure",
    tlsaStatus: expected.tlsaStatus === undefined ? "secure" : expected.tlsaStatus,
    addresses: (expected.addresses ?? [expected.verdict]).map((each) => ({
      verdict: each,
      matched: expected.matched ?? null,
    })),
  })),
  problems: (problems ?? []).map(({ code, rule, host }) => ({
    code,
    rule: rule ?? null,
    at: { host: host ?? null },
  })),
});

test("a report as planned has no differences", () => {
  expect(LAB_DOMAINS.flatMap((domain) => differences(domain, perfect(domain)))).toEqual([]);
});

describe("a report that is not as planned", () => {
  const named = (name: string): LabDomain => {
    const found = LAB_DOMAINS.find((domain) => domain.name === name);
    if (found === undefined) throw new Error(`no domain ${name}`);
    return found;
  };
  const good = perfect(named("good.nl"));
  const [host] = good.hosts;
  if (host === undefined) throw new Error("good.nl has no host");
  const matched = { usage: 3, selector: 0, matchingType: 1, depth: 0 };
  test.for([
    ["another verdict", { verdict: "dane_fail" }, "verdict is dane_fail, must be dane_ok"],
    ["another MX status", { mx: { status: "bogus" } }, "MX status is bogus, must be secure"],
    ["no host", { hosts: [] }, "hosts is , must be mx.good.nl"],
    [
      "another host verdict",
      { hosts: [{ ...host, verdict: "fail" }] },
      "mx.good.nl: verdict is fail, must be ok",
    ],
    [
      "another record",
      { hosts: [{ ...host, addresses: [{ verdict: "ok", matched }] }] },
      "mx.good.nl: match is 3 0 1 at 0, must be 3 1 1 at 0",
    ],
    [
      "another TLSA base",
      { hosts: [{ ...host, tlsaBase: "other.nl" }] },
      "mx.good.nl: TLSA base is other.nl, must be mx.good.nl",
    ],
  ] as const)("%s", ([, change, line]) => {
    expect(differences(named("good.nl"), { ...good, ...change })).toEqual([line]);
  });

  test("a problem that is not named", () => {
    const domain = named("wrong-key.de");
    expect(differences(domain, { ...perfect(domain), problems: [] })).toEqual([
      "no problem tlsa_mismatch by rule X2",
    ]);
  });
});
