import { describe, expect, test } from "vitest";
import type { ReportHost } from "@/lib/model/check-report";
import { HOST_VERDICTS, type HostVerdict } from "@/lib/model/check-verdicts";
import { judgeDomain, markPrimary } from "./judge-domain";
import type { MxJudgement } from "./judge-mx";

const MX: MxJudgement = {
  ending: null,
  secure: true,
  implicit: false,
  hosts: [],
  hostsLeftOut: 0,
  nullMxBesideOthers: false,
};
const DANE: readonly HostVerdict[] = ["ok", "fail", "no_tls", "unusable", "unreachable"];

/** A host as its verdict would have it; unusable ones have a record that does not count. */
const host = (verdict: HostVerdict, preference = 10): ReportHost => ({
  name: `mx${preference}.example.nl`,
  preference,
  primary: false,
  implicit: false,
  verdict,
  rule: "T2",
  tlsaBase: DANE.includes(verdict) ? "base.example.nl" : null,
  addressStatus: "secure",
  addressReason: null,
  tlsaStatus: "secure",
  tlsaReason: null,
  tlsaOutcome: "records",
  tlsaNames: [],
  referenceNames: [],
  aliases: [],
  tlsa: DANE.includes(verdict)
    ? [
        {
          usage: 3,
          selector: 1,
          matchingType: 1,
          data: "00",
          ttl: 60,
          ...(verdict === "unusable"
            ? { usable: false, why: "digest_length" as const }
            : { usable: true, why: null }),
        },
      ]
    : [],
  addresses: [],
  publish: [],
});
const judge = (...hosts: readonly ReportHost[]) => judgeDomain(MX, markPrimary(hosts));

describe("check-report.md, domain verdicts: the first rule that applies", () => {
  test.for([
    [["ok"], "dane_ok"],
    [["ok", "ok"], "dane_ok"],
    [["ok", "no_address"], "dane_ok"],
    [["ok", "fail"], "dane_fail"],
    [["no_tls", "no_tlsa"], "dane_fail"],
    [["fail", "dns_error"], "dane_fail"],
    [["no_address"], "no_mail"],
    [["no_address", "no_address"], "no_mail"],
    [["ok", "no_tlsa"], "dane_partial"],
    [["ok", "unreachable"], "dane_partial"],
    [["ok", "bogus"], "dane_partial"],
    [["ok", "unusable"], "dane_partial"],
    [["unreachable"], "tempfail"],
    [["bogus", "no_tlsa"], "tempfail"],
    [["dns_error", "unusable"], "tempfail"],
    [["unusable", "no_tlsa"], "dane_unusable"],
    [["no_tlsa", "insecure"], "no_dane"],
    [["insecure", "no_address"], "no_dane"],
  ] as const)("%j: %s", ([verdicts, domain]) => {
    expect(judge(...verdicts.map((verdict) => host(verdict))).verdict).toBe(domain);
  });
  test("every host verdict alone has a domain verdict", () => {
    const verdicts = HOST_VERDICTS.map((verdict) => judge(host(verdict)).verdict);
    expect(verdicts).toEqual([
      "dane_ok",
      "dane_fail",
      "dane_fail",
      "dane_unusable",
      "no_dane",
      "no_dane",
      "tempfail",
      "tempfail",
      "tempfail",
      "no_mail",
    ]);
  });
});

describe("definitions.md: primary, the lowest preference at which a host has an address", () => {
  test.for([
    [
      [host("ok"), host("ok", 20)],
      [true, false],
    ],
    [
      [host("ok"), host("no_tlsa")],
      [true, true],
    ],
    [
      [host("no_address", 5), host("ok"), host("ok", 20)],
      [false, true, false],
    ],
    [
      [host("no_address"), host("ok")],
      [false, true],
    ],
    [
      [host("dns_error", 5), host("ok")],
      [true, false],
    ],
    [[host("no_address")], [false]],
  ] as const)("%#", ([hosts, primary]) => {
    expect(markPrimary(hosts).map((each) => each.primary)).toEqual(primary);
  });
});

describe("definitions.md: strict, headline, partial", () => {
  test.for([
    ["all ok", [host("ok"), host("ok", 20)], [true, true, false]],
    ["a worse host without TLSA", [host("ok"), host("no_tlsa", 20)], [false, true, true]],
    ["a worse host that fails", [host("ok"), host("fail", 20)], [false, true, false]],
    ["the primary without TLSA", [host("no_tlsa"), host("ok", 20)], [false, false, true]],
    ["the primary fails", [host("fail"), host("ok", 20)], [false, false, false]],
    ["one of two primary hosts down", [host("ok"), host("unreachable")], [false, true, false]],
    ["all primary hosts down", [host("unreachable"), host("ok", 20)], [false, false, false]],
    ["a primary with a failed look-up", [host("ok"), host("dns_error")], [false, false, false]],
    ["the best host has no address", [host("no_address", 5), host("ok")], [true, true, false]],
    ["unusable records cover nothing", [host("ok"), host("unusable", 20)], [false, true, true]],
    ["a failed look-up is no gap", [host("ok"), host("bogus", 20)], [false, true, false]],
    ["no TLSA at all", [host("no_tlsa"), host("insecure", 20)], [false, false, false]],
  ] as const)("%s", ([, hosts, [strict, headline, partial]]) => {
    expect(judge(...hosts).counts).toEqual({ strict, headline, partial });
  });
  test("a dead host with unusable records spoils the headline", () => {
    const dead = { ...host("unusable"), verdict: "unreachable" } as const;
    expect(judge(host("ok"), dead).counts.headline).toBe(false);
  });
  test("hosts that were left out: strict is not said, headline only where none can be primary", () => {
    const left = (...hosts: readonly ReportHost[]) =>
      judgeDomain({ ...MX, hostsLeftOut: 1 }, markPrimary(hosts)).counts;
    expect(left(host("ok"), host("ok"))).toMatchObject({ strict: false, headline: false });
    expect(left(host("ok"), host("ok", 20))).toMatchObject({ strict: false, headline: true });
  });
  test("insecure MX records: none of the three", () => {
    const none = { strict: false, headline: false, partial: false };
    const hosts = markPrimary([host("ok"), host("no_tlsa", 20)]);
    expect(judgeDomain({ ...MX, secure: false }, hosts)).toMatchObject({
      verdict: "insecure",
      counts: none,
    });
  });
});
