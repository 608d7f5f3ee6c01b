import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameToWire } from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import { parseAnchorFile } from "./anchor-file";
import { ROOT_ANCHORS } from "./anchors";

const oracle = "/usr/bin/python3";
/** Reads zone files as dnspython does: a line of sorted records each, or ERR. */
const oracleProgram = `
import sys, json, dns.zonefile, dns.name, dns.rdataclass
for line in sys.stdin:
    try:
        sets = dns.zonefile.read_rrsets(json.loads(line), origin=dns.name.root, relativize=False, default_ttl=0, rdclass=None)
        found = ["%s %d %s" % (s.name.canonicalize().to_wire().hex(), s.rdtype, r.to_wire().hex()) for s in sets for r in s]
        print("|".join(sorted(set(found))))
    except Exception as e:
        print("ERR " + type(e).__name__ + " " + str(e))
`;
const hasOracle = spawnSync(oracle, ["-c", "import dns.zonefile"]).status === 0;

const gap = fc.constantFrom(" ", "  ", "\t", " \t ");
const digest = (octets: number) => fc.uint8Array({ minLength: octets, maxLength: octets });
const dsText = fc
  .tuple(fc.nat(65_535), fc.constantFrom(8, 13, 15), fc.constantFrom(1, 2, 4), digest(48))
  .map(([tag, algorithm, type, octets]) => ({
    fields: ["DS", tag, algorithm, type].map(String),
    data: Buffer.from(octets.subarray(0, [0, 20, 32, 0, 48][type])).toString("hex"),
  }));
const keyText = fc
  .tuple(fc.constantFrom(256, 257, 385), fc.constantFrom(8, 13, 15), digest(64))
  .map(([flags, algorithm, octets]) => ({
    fields: ["DnsKey", flags, 3, algorithm].map(String),
    data: Buffer.from(octets).toString("base64"),
  }));
/** One record as people write it. */
const record = fc
  .record({
    owner: fc.constantFrom(".", "nl.", "Example.NL.", "a\\.b.nl.", "x\\046y."),
    before: fc.constantFrom("", "IN", "in", "3600", "IN 3600", "3600 IN"),
    body: fc.oneof(dsText, keyText),
    gap,
    isFolded: fc.boolean(),
    cut: fc.nat(80),
    comment: fc.constantFrom("", " ; the new one", ";"),
  })
  .map(({ owner, before, body: { fields, data }, gap: space, isFolded, cut, comment }) => {
    const parts = [data.slice(0, cut), data.slice(cut)].filter((part) => part !== "");
    const end = isFolded ? `( ${comment}\n ${parts.join(`${comment}\n  `)} )` : parts.join(space);
    const words = [owner, before, ...fields, end].filter((part) => part !== "");
    return words.join(space) + comment;
  });
/** A file of records, which both have to read, or of one with a word changed. */
const zoneFile = fc.oneof(
  fc
    .array(record, { minLength: 1, maxLength: 4 })
    .map((all) => ({ text: all.join("\n"), isGood: true })),
  fc
    .tuple(record, fc.nat(12), fc.constantFrom("", "IN", ")", "(", "x", "-1", "70000", "CH", "\\"))
    .map(([text, at, word]) => {
      const words = text.split(" ");
      words[at % words.length] = word;
      return { text: words.join(" "), isGood: false };
    }),
);

describe.skipIf(!hasOracle)("dnspython agrees (skipped: python3-dnspython is missing)", () => {
  test("on zone files of anchors: what both read, they read alike", () => {
    const files = fc.sample(zoneFile, { numRuns: 3000, seed: 7671 });
    const { stdout } = spawnSync(oracle, ["-c", oracleProgram], {
      input: files.map(({ text }) => JSON.stringify(text)).join("\n"),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const said = stdout.split("\n");
    let compared = 0;
    for (const [at, { text, isGood }] of files.entries()) {
      const ours = parseAnchorFile(text);
      const theirs = said[at] ?? "";
      // It wants the TTL before the class; RFC 1035 §5.1 has either order.
      const complaint = theirs.startsWith("ERR") && !/\bIN\s+3600\b/.test(text) ? theirs : null;
      if (isGood) expect([text, ours.ok, complaint]).toEqual([text, true, null]);
      if (!ours.ok || theirs.startsWith("ERR")) continue;
      compared++;
      const lines = ours.value.map(({ owner, data }) => {
        const { type, rdata } = makeRecord(owner, 0, data);
        return `${nameToWire(owner).toString("hex")} ${type} ${rdata.toString("hex")}`;
      });
      expect([text, [...new Set(lines)].sort().join("|")]).toEqual([text, theirs]);
    }
    expect(compared).toBeGreaterThan(1000);
  });
});

describe("check-report.md --trust-anchor: zone-file form", () => {
  test("the root's own anchors, as IANA prints them", () => {
    const text = `; root\n. 86400 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      .\tIN\t3600 DS ( 38696 8 2 ; the new one
        683D2D0ACB8C9B712A1948B27F741219298D0A450D612C48
        3AF444A4C0FB2B16 )\n`;
    expect(parseAnchorFile(text)).toEqual({ ok: true, value: ROOT_ANCHORS });
  });

  test.for([
    ["", "no_anchors"],
    ["; nothing", "no_anchors"],
    [". IN DS ( 1 8 2 00", "parenthesis_open"],
    [". IN DS 1 8 2 00", "line_invalid"],
    [`. IN DS 70000 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [". IN A 192.0.2.1", "line_invalid"],
    [`a..b DS 1 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [` 3600 DS 1 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [`nl DS 1 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [". DNSKEY 257 3 8 AwE", "line_invalid"],
    [". DNSKEY 257 3 8 )", "line_invalid"],
  ] as const)("%j: %s", ([text, code]) => {
    const parsed = parseAnchorFile(text);
    expect(parsed.ok ? null : parsed.error.code).toBe(code);
  });

  test("any text gives a value", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      zoneFile.map(({ text }) => text),
    );
    fc.assert(
      fc.property(texts, (text) => {
        parseAnchorFile(text);
        parseAnchorFile(`. IN DS ${text}`);
      }),
      { numRuns: 2000 },
    );
  });

  test.for([
    ["fields in parentheses", `. IN DS ( ${"a ".repeat(499_990)}`],
    ["comments", ";\u2028".repeat(300_000)],
    ["white space", `${" ".repeat(999_990)}x`],
    ["base64", `. DNSKEY 257 3 8 ${"a".repeat(999_970)}!`],
    ["open parentheses", "(".repeat(1_000_000)],
  ] as const)("a megabyte of %s is no anchor", ([, text]) => {
    for (let time = 0; time < 5; time++) expect(parseAnchorFile(text).ok).toBe(false);
  });
});
