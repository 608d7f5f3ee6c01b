import { describe, expect, test } from "vitest";
import type { CheckReport } from "@/lib/model/check-report";
import { CheckBench, tls, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { HOSTILE_TEXT, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { testCertificate } from "@/lib/verifier/testing/test-certificate";
import { TEST_NOW } from "@/lib/verifier/testing/test-zone";
import { type KeptCondition, settleWatch } from "./settle-watch";
import { conditionsIn } from "./watch-conditions";
import { newsText, newsTitle } from "./watch-words";

const DAY_MS = 86_400_000;
const NOW = TEST_NOW * 1000;
const at = (days: number) => new Date(NOW + days * DAY_MS);

const kinds = (report: CheckReport, before: readonly string[] = [], now = NOW) =>
  conditionsIn(report, before, now).conditions.map(({ kind, subject }) => `${kind} ${subject}`);

/** A host that relies on a CA's record, with the ends of certificates in days from now. */
async function usageTwo(caEnds: number, leafEnds: number, ...more: number[]): Promise<CheckReport> {
  const ca = testCertificate({
    subject: "Issuing CA 7",
    ca: true,
    notBefore: at(-900),
    notAfter: at(caEnds),
  });
  const leaf = testCertificate({
    subject: "mx1",
    dnsNames: ["mx1.example.nl"],
    issuer: ca,
    notBefore: at(leafEnds - 90),
    notAfter: at(leafEnds),
  });
  const others = more.map(() => tlsaOf(testCertificate({ subject: "next", ca: true }), 2, 1, 1));
  const bench = new CheckBench().host("mx1", "192.0.2.1", [tlsaOf(ca, 2, 1, 1), ...others]);
  bench.servers.set("192.0.2.1", [tls(leaf, "any", ca)]);
  return { ...(await bench.check()), trace: [] };
}

describe("what a check says of a watch", () => {
  test.for([
    ["good", [], []],
    ["mismatch", [], ["tlsa_mismatch mx1.example.nl"]],
    ["addresses_differ", [], ["tlsa_mismatch mx1.example.nl"]],
    ["no_starttls", [], ["tls_missing mx1.example.nl"]],
    ["bogus_ds", [], ["dnssec_broken broken.nl"]],
    ["unreachable", ["mx1.example.nl"], []],
    ["tlsa_timeout", ["mx1.example.nl"], []],
    ["dns_error", ["mx1.example.nl"], []],
    ["no_tlsa", [], []],
    ["no_tlsa", ["mx1.example.nl"], ["dane_gone example.nl"]],
    ["unusable", ["mx1.example.nl"], ["dane_gone example.nl"]],
    ["partial", ["mx.backup.net"], ["dane_gone mx.backup.net"]],
    ["nxdomain", ["mx1.example.nl"], ["dane_gone nosuch.example.nl"]],
  ] as const)("%s after %j: %j", async ([state, before, told]) =>
    expect(kinds({ ...(await REPORT_GALLERY[state]()), trace: [] }, before)).toEqual(told),
  );

  test("what could not be seen is unknown, and neither broken nor mended", async () => {
    const known: KeptCondition[] = [
      {
        kind: "tlsa_mismatch",
        subject: "mx1.example.nl",
        sentence: "",
        since: 0,
        seen: 3,
        told: true,
      },
    ];
    for (const state of [
      "unreachable",
      "tlsa_timeout",
      "dns_error",
      "stripping_resolver",
    ] as const) {
      const seen = conditionsIn(await REPORT_GALLERY[state](), ["mx1.example.nl"], NOW);
      const settled = settleWatch(known, seen, NOW);
      expect(settled.news, state).toBeNull();
      expect(settled.kept, state).toEqual(known);
      expect(seen.protectedHosts, state).toEqual(["mx1.example.nl"]);
    }
  });

  test("RFC 7671 §5.2: an issuer that ends, or cannot issue a whole certificate more", async () => {
    expect(kinds(await usageTwo(2000, 60))).toEqual([]);
    expect(kinds(await usageTwo(29, 60))).toEqual(["issuer_changes mx1.example.nl"]);
    expect(kinds(await usageTwo(80, 60))).toEqual(["issuer_changes mx1.example.nl"]);
    const [condition] = conditionsIn(await usageTwo(80, 60), [], NOW).conditions;
    expect(condition?.sentence).toContain(at(80).toISOString().slice(0, 10));
  });

  test("an issuer that ends is no news where the next one's record is there", async () =>
    expect(kinds(await usageTwo(29, 60, 1))).toEqual([]));

  test("a certificate in its last fortnight, a short-lived one in its last fifth", async () => {
    expect(kinds(await usageTwo(2000, 15))).toEqual([]);
    expect(kinds(await usageTwo(2000, 13))).toEqual(["certificate_ends mx1.example.nl"]);
    const week = testCertificate({ subject: "mx1", notBefore: at(-4), notAfter: at(2) });
    const bench = new CheckBench().host("mx1", "192.0.2.1", [tlsaOf(week)]);
    bench.servers.set("192.0.2.1", [tls(week)]);
    const report = { ...(await bench.check()), trace: [] };
    expect(kinds(report)).toEqual([]);
    expect(kinds(report, [], NOW + DAY_MS)).toEqual(["certificate_ends mx1.example.nl"]);
  });

  test("RFC 7671 §5.1: an ended certificate under usage 3 is told as what it is", async () => {
    const report = await REPORT_GALLERY.good_expired_leaf();
    const [ended] = conditionsIn({ ...report, trace: [] }, [], NOW).conditions;
    expect(ended?.sentence).toMatch(/ended on .*holds whatever the date/);
  });

  test("signatures that nobody renewed; a registry's are not told", async () => {
    const report = await REPORT_GALLERY.good();
    const lastHours = Math.max(
      ...report.trace.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.step === "signature" ? [step.expiration] : [])),
      ),
    );
    const told = kinds(report, [], lastHours * 1000 - 60_000);
    expect(told.filter((each) => each.startsWith("signature_ends"))).toEqual([
      "signature_ends example.nl",
    ]);
  });

  test("a next key that is missing, by the checklist", async () => {
    const report = await REPORT_GALLERY.good();
    const finding = {
      check: "tlsa_next_key_published",
      outcome: "fail",
      evidence: [
        { at: "mx1.example.nl", outcome: "fail", says: "only the key in use" },
        { at: "mx2.example.nl", outcome: "undetermined", says: "not seen" },
      ],
    };
    const hygiene = [finding] as unknown as CheckReport["hygiene"];
    expect(kinds({ ...report, trace: [], hygiene })).toEqual(["next_key_missing mx1.example.nl"]);
  });

  test("a stranger's words cannot end a line of the subject", async () => {
    const report = await REPORT_GALLERY.hostile();
    const seen = conditionsIn(report, [], NOW);
    const { news } = settleWatch(
      [],
      {
        ...seen,
        conditions: seen.conditions.map((c) => ({ ...c, kind: "certificate_ends" as const })),
      },
      NOW,
    );
    if (news === null) throw new Error("no news");
    expect(newsTitle("example.nl", news)).not.toMatch(/[\r\n]/);
    expect(newsText(report, news, "https://stats.example")).toContain(HOSTILE_TEXT.slice(0, 10));
  });
});

test("advice waits for what is being confirmed, and comes after it in one piece of news", () => {
  const seen = {
    conditions: [
      { kind: "next_key_missing" as const, subject: "mx1.example.nl", sentence: "" },
      { kind: "tlsa_mismatch" as const, subject: "mx1.example.nl", sentence: "" },
    ],
    isUnknown: () => false,
  };
  const first = settleWatch([], seen, NOW);
  expect(first.news).toBeNull();
  const second = settleWatch(first.kept, seen, NOW + 600_000);
  expect(second.news?.begun.map(({ kind }) => kind)).toEqual(["tlsa_mismatch", "next_key_missing"]);
  expect(settleWatch(second.kept, seen, NOW + 1_200_000).news).toBeNull();
});
