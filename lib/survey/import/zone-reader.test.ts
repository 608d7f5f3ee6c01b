import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readZone } from "./testing/read-zone";

const SOA = "nl.\t900\tin\tsoa\tns1.nic.nl. hostmaster.nic.nl. 2026112600 1800 900 604800 86400\n";
const zone = (...lines: string[]) => SOA + lines.map((line) => `${line}\n`).join("");

describe("RFC 1035 §5.1 master files: who is delegated, and who has DS", () => {
  test.for([
    [["a.nl.\t3600\tin\tns\tns1.x.nl."], ["a NS"], "CZDS's own shape"],
    [
      ["a.nl. 3600 IN NS ns1.x.nl.", "a.nl. 3600 IN DS 1 13 2 ABCD"],
      ["a NS DS"],
      "spaces and upper case",
    ],
    [["A.NL.\t3600\tIN\tNS\tns1.x.nl."], ["a NS"], "RFC 4343: case does not matter"],
    [["$ORIGIN nl.", "$TTL 1h", "a NS ns1"], ["a NS"], "relative owner and data"],
    [
      ["$ORIGIN nl.", "a 3600 IN NS ns1", "  IN 3600 DS 1 13 2 AB CD"],
      ["a NS DS"],
      "blank owner, class before TTL",
    ],
    [["$ORIGIN nl.", "$ORIGIN co", "a NS @"], ["a.co NS"], "relative $ORIGIN, and @ as data"],
    [["$ORIGIN a.nl.", "@ 1w2d IN NS ns1"], ["a NS"], "@ as owner, BIND's units"],
    [
      ["a.nl. ( 3600", " IN ) NS ns1.x.nl. ; (", "b.nl. NS ns1.x.nl."],
      ["a NS", "b NS"],
      "parentheses over lines",
    ],
    [
      ["a.nl. IN DS ( 1 13 2 ; tag", "  AB", "  CD )", "a.nl. NS x."],
      ["a NS DS"],
      "a comment within parentheses",
    ],
    [
      ['a.nl. TXT "; NS (" "x\\"y"', "a.nl. NS x."],
      ["a NS"],
      "quoted semicolon, parenthesis, quote",
    ],
    [["\\097.nl. NS x.", "\\b.nl. NS x."], ["a NS", "b NS"], "escapes \\DDD and \\X"],
    [["a\\.b.nl. NS x."], ["a\\.b NS"], "an escaped dot is no label's end"],
    [
      ["a.nl. TYPE2 \\# 2 0100", "a.nl. CLASS1 TYPE43 \\# 5 0001 0D02AB"],
      ["a NS DS"],
      "RFC 3597 §5",
    ],
    [
      ["", "; only a comment", "   ", "a.nl. NS x. ; and one more", "\t; and this"],
      ["a NS"],
      "blank lines and comments",
    ],
    [
      ["nl. NS x.", "nl. DS 1 13 2 AB", "a.com. NS x."],
      [],
      "the apex and other zones are no delegations",
    ],
    [
      ["a.nl. A 192.0.2.1", "b.nl. RRSIG NS 13 2 3600 2026 2026 1 nl. AAAA=="],
      [],
      "glue and signatures are none",
    ],
    [
      ["a.nl. NS x.", "b.nl. NS x.", "a.nl. DS 1 13 2 AB"],
      ["a NS", "b NS", "a DS"],
      "records of one owner may stand apart",
    ],
    [["in.nl. NS x.", "a.nl. 300 NS x."], ["in NS", "a NS"], "an owner may look like a class"],
    [["$TTL 300 ; five minutes", "a.nl. NS x."], ["a NS"], "RFC 2308 §4, with a comment"],
    [["*.nl. NS x.", "_x.nl. NS x."], ["* NS", "_x NS"], "wildcards and underscores"],
  ] as const)("%s → %s (%s)", ([lines, expected]) => {
    for (const hasFastPath of [true, false]) {
      const read = readZone(zone(...lines), { hasFastPath });
      expect(read.fault).toBeNull();
      expect(read.delegations.map((one) => one.replace(/\.nl( |$)/, "$1"))).toEqual([...expected]);
    }
  });

  test("CRLF ends lines too", () => {
    const read = readZone(zone("a.nl. NS x.", "b.nl.\t1\tin\tns\tx.").replaceAll("\n", "\r\n"));
    expect(read.delegations).toEqual(["a.nl NS", "b.nl NS"]);
  });

  test("the summary says apex, serial and whether the SOA came again (specification 4, §2.1.4)", () => {
    expect(readZone(zone("a.nl. NS x.")).summary).toMatchObject({
      apex: "nl",
      serial: 2026112600,
      records: 2,
      isClosedBySoa: false,
    });
    expect(readZone(zone("a.nl. NS x.") + SOA).summary).toMatchObject({ isClosedBySoa: true });
  });

  test("strays are counted, the apex's own records are not", () => {
    const read = readZone(zone("nl. NS x.", "a.com. NS x.", "a.com.\t1\tin\tds\t1 1 1 AB"));
    expect(read.summary).toMatchObject({ outOfZone: 2 });
  });
});

describe("a malformed file is refused by line and field", () => {
  const label = "a".repeat(64);
  const long = `${`${"a".repeat(50)}.`.repeat(6)}nl.`;
  test.for([
    [`${label}.nl. NS x.`, "label_too_long", "owner"],
    [`a.nl.\t1\tin\tns\t${label}.nl.`, "label_too_long", "NS name"],
    [`${long} NS x.`, "name_too_long", "owner"],
    ["a..nl. NS x.", "label_empty", "owner"],
    ["a\\300.nl. NS x.", "escape_invalid", "owner"],
    ["a\\", "escape_invalid", null],
    ["a\u00fc.nl. NS x.", "character_invalid", null],
    ["a\u0001.nl. NS x.", "binary", null],
    ["a.nl. NS x. ; \u0000", "binary", null],
    ["a NS x.", "origin_missing", "owner"],
    ["a.nl. NS x", "origin_missing", "NS name"],
    ["$INCLUDE /etc/passwd", "directive_refused", "$INCLUDE"],
    ["$include x", "directive_refused", "$INCLUDE"],
    ["$GENERATE 1-4000000000 a$ NS x.", "directive_refused", "$GENERATE"],
    ["$TTL never", "directive_invalid", "$TTL"],
    ["$ORIGIN", "directive_invalid", "$ORIGIN"],
    ["$FOO x", "directive_invalid", "$FOO"],
    ["a.nl. CH NS x.", "class_not_in", "class"],
    ["a.nl. 4294967296 NS x.", "ttl_invalid", "TTL"],
    ["a.nl. 1x NS x.", "ttl_invalid", "TTL"],
    ["a.nl. 3600 IN", "type_missing", "type"],
    ["a.nl. IN NX x.", "type_unknown", "type"],
    ["a.nl. NS", "rdata_invalid", "NS data"],
    ["a.nl. NS x. y.", "rdata_invalid", "NS data"],
    ["a.nl. DS 65536 13 2 AB", "rdata_invalid", "DS key tag"],
    ["a.nl. DS 1 256 2 AB", "rdata_invalid", "DS algorithm"],
    ["a.nl. DS 1 13 x AB", "rdata_invalid", "DS digest type"],
    ["a.nl. DS 1 13 2 ABC", "rdata_invalid", "DS digest"],
    ["a.nl. DS 1 13 2", "rdata_invalid", "DS digest"],
    ["a.nl. TYPE43 \\# 3 ABCD", "rdata_invalid", "DS data"],
    ["a.nl. )", "parenthesis_unbalanced", null],
    ['a.nl. TXT "x', "quote_unbalanced", null],
    ["de. 1 in soa a. b. 1 1 1 1 1", "soa_of_other_zone", "owner"],
    ["nl. SOA a. b. x 1 1 1 1", "rdata_invalid", "SOA serial"],
    ["nl. SOA a. b. 1 1 1 1", "rdata_invalid", "SOA times"],
  ] as const)("%j: %s at %s", ([line, code, field]) => {
    const { fault } = readZone(zone("b.nl. NS x.", line));
    expect(fault).toMatchObject({ code, line: 3, field });
  });

  test.for([
    ["a.nl. NS x.\n", "soa_not_first", 1],
    ["  NS x.\n", "owner_missing", 1],
    ["", "empty", null],
    ["; nothing\n", "soa_not_first", null],
    [`${SOA}a.nl. NS x`, "cut_short", 2],
    [`${SOA}a.nl. NS ( x.\n\n`, "cut_short", 2],
    [`${SOA}a.nl. TXT ${"x".repeat(600_000)}\n`, "line_too_long", 2],
    [`${SOA}a.nl. TXT (\n${"abcdefg\n".repeat(80_000)}`, "line_too_long", null],
  ] as const)("%#: a whole file", ([text, code, line]) => {
    const { fault } = readZone(text);
    expect(fault).toMatchObject({ code, ...(line === null ? {} : { line }) });
  });

  test("a sentence about it repeats little of the input, and nothing a terminal obeys", () => {
    const { fault } = readZone(zone(`a.nl. IN NS "\u001b[2J${"x".repeat(500)}"`));
    expect(fault?.detail.length).toBeLessThan(200);
    expect(fault?.detail).not.toContain("\u001b");
  });
});

/** Lines near the fast path's shape: most have it, and each part is spoilt now and then. */
const part = (usual: string[], odd: string[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
const owner = part(
  ["a.nl.", "b.nl.", "a-b.nl.", "B.nl.", "xn--x.nl.", "a.b.nl.", "nl.", "a.com.", "*.nl."],
  [
    "a",
    "",
    " ",
    "@",
    "a..nl.",
    `${"a".repeat(64)}.nl.`,
    "\\097.nl.",
    "$ORIGIN",
    ".",
    "a.nl",
    '"a.nl."',
    `${"a.".repeat(126)}nl.`,
    `${"a.".repeat(125)}nl.`,
  ],
);
const gap = part(["\t"], [" ", "\t\t ", "", "(", ")", ";", "\r"]);
const ttl = part(
  ["3600", "0"],
  ["", "x", "2147483647", "2147483648", "999999999", "1h", "-1", "00000000001"],
);
const dnsClass = part(["in", "IN", "iN"], ["", "ch", "any", "class1"]);
const type = part(
  ["ns", "NS", "ds", "Ds", "a", "aaaa", "rrsig", "nsec3", "NSEC"],
  ["", "nsx", "txt", "soa", "nsecs", "n\u0013", "type2", "d"],
);
const data = part(
  ["ns1.x.nl.", "1 13 2 ABCD", "1 13 2 AB CD", "65535 255 255 00"],
  [
    "",
    "x",
    "65536 1 1 AB",
    "1 256 1 AB",
    "1 13 2 ABC",
    "1 13 2 ",
    "1  13 2 AB",
    "1\t13 2 AB",
    "a b",
    "1 13 2 AB ",
    "ns1.x.nl. ",
    '"x"',
    "x;",
    "\\# 0",
    "(",
    "\u0080",
  ],
);
const typeAndData = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("ns\tns1.x.nl.", "NS\tX.", "ds\t1 13 2 ABCD", "a\t192.0.2.1"),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(type, gap, data).map(([one, between, other]) => one + between + other),
  },
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(owner, gap, ttl, gap, dnsClass, gap, typeAndData)
      .map((all) => all.join("")),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "; x", ")", "$ORIGIN nl.", "$TTL 1", "  NS x.", "\tIN NS x."),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "binary-ascii" }).map((text) => text.replaceAll("\n", "")),
  },
);

test("the fast path and the strict parser say the same of any file, cut anywhere", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      fc.integer({ min: 1, max: 70 }),
      fc.boolean(),
      (lines, cut, isWhole) => {
        const text = SOA + lines.map((one) => `${one}\n`).join("") + (isWhole ? "" : "a.nl.");
        const strict = readZone(text, { hasFastPath: false });
        const fast = readZone(text, {}, cut);
        if (fast.summary !== null && fast.summary.strictLines < fast.summary.lines) accepted++;
        const bare = (read: typeof fast) => ({
          ...read,
          summary: { ...read.summary, strictLines: 0 },
        });
        expect(bare(fast)).toEqual(bare(strict));
      },
    ),
    { numRuns: 4_000, seed: 20_261_126 },
  );
  expect(accepted).toBeGreaterThan(200);
});

test("no octets at all can make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (octets, afterSoa) => {
      const text = Buffer.concat([Buffer.from(afterSoa ? SOA : ""), octets]);
      expect(readZone(text, { origin: "nl" }, 17)).toBeDefined();
    }),
    { numRuns: 2_000 },
  );
});
