import { domainToASCII } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLineReader } from "./csv-line";
import { ListReader, type ReadLine, readPlainLine } from "./list-reader";
import { readListedName } from "./listed-name";
import { isPunycode } from "./punycode";

function readList(text: string | Buffer, readLine: ReadLine = readPlainLine, chunkOctets = 5) {
  const names: string[] = [];
  const reader = new ListReader(readLine, (name) => {
    names.push(name);
  });
  const octets = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < octets.length; at += chunkOctets) {
    const fault = reader.push(octets.subarray(at, at + chunkOctets));
    if (fault !== null) return { names, fault };
  }
  return { names, fault: reader.end() };
}

describe("a name in a list", () => {
  const label = "a".repeat(63);
  test.for([
    ["Example.ORG", "example.org", "RFC 4343: lower case"],
    ["example.org.", "example.org", "a final dot"],
    ["münchen.de", "xn--mnchen-3ya.de", "RFC 5890: Unicode becomes A-labels"],
    ["xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "A-labels stay"],
    ["xn--ls8h.la", "xn--ls8h.la", "an emoji that IDNA 2008 forbids is delegated all the same"],
    ["_x.a-b.c1.net", "_x.a-b.c1.net", "underscores, hyphens, digits"],
    [`${label}.${label}.${label}.${"a".repeat(61)}`, null, "253 characters, 255 octets"],
  ] as const)("%s", ([text, name]) => {
    expect(readListedName(text)).toEqual({ ok: true, value: name ?? text });
  });

  test.for([
    ["", "name_empty"],
    [".", "name_empty"],
    [`${label}a.de`, "label_too_long"],
    [`${label}.${label}.${label}.${label}`, "name_too_long"],
    [`${"ü".repeat(64)}.de`, "label_too_long"],
    ["a..de", "label_empty"],
    [".de", "label_empty"],
    ["xn--.de", "punycode_invalid"],
    ["xn--a-.de", "punycode_invalid"],
    ["xn--99999999.de", "punycode_invalid"],
    ["xn--mnchen_3ya.de", "punycode_invalid"],
    ["de", "not_a_domain"],
    ["192.0.2.1", "not_a_domain"],
    ["https://a.de/", "character_invalid"],
    ["me@a.de", "character_invalid"],
    ["*.a.de", "character_invalid"],
    ["a b.de", "character_invalid"],
    ["a\\.b.de", "character_invalid"],
    ["\ufffd.de", "binary"],
    ["a\u2028b.de", "character_invalid"],
  ] as const)("%j is refused: %s", ([text, code]) => {
    expect(readListedName(text)).toEqual({ ok: false, error: code });
  });
});

describe("RFC 3492 Punycode", () => {
  test.for([
    "mnchen-3ya",
    "80ak6aa92e",
    "p1ai",
    "ihqwcrb4cv8a8dqg056pqjye",
    "4dbcagdahymbxekheh6e0a7fei0b",
  ])("%s decodes (§7.1 among them)", (text) => expect(isPunycode(text)).toBe(true));

  test("whatever domainToASCII writes decodes", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (text) => {
        const label = domainToASCII(`${text}.x`).split(".")[0] ?? "";
        if (!label.startsWith("xn--")) return;
        seen++;
        expect(isPunycode(label.slice(4))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});

describe("plain lists", () => {
  test("blank lines, comments, CRLF, a byte order mark and white space are passed over", () => {
    const read = readList("\ufeffa.de\r\n\r\n# a comment\n  b.de \t\n\nc.de\n");
    expect(read).toEqual({ names: ["a.de", "b.de", "c.de"], fault: null });
  });

  test.for([
    ["a.de\nb..de\n", { code: "label_empty", line: 2, field: "name" }],
    ["a.de\nb.de", { code: "cut_short", line: 2 }],
    ["", { code: "empty", line: null }],
    ["# nothing\n", { code: "empty", line: null }],
    [`${"a".repeat(600_000)}\n`, { code: "line_too_long", line: 1 }],
    ["a.de\n\u0000\u0001\n", { code: "binary", line: 2 }],
    [Buffer.from([0x61, 0xff, 0xfe, 0x2e, 0x64, 0x65, 0x0a]), { code: "binary", line: 1 }],
  ] as const)("%#: refused by line", ([text, fault]) => {
    expect(readList(text, readPlainLine, 1 << 16).fault).toMatchObject(fault);
  });
});

describe("RFC 4180 CSV", () => {
  test.for([
    ["1,a.de\n2,b.de\n", 2, ["a.de", "b.de"], "a column by number"],
    ["rank,site\n1,a.de\n", 2, ["a.de"], "which may have a header"],
    ["rank,Domain\n1,a.de\n", null, ["a.de"], "a usual column"],
    ['x,"my ""site"""\n1,"a.de"\n', 'my "site"', ["a.de"], "a column by name, quoted"],
    ['a,b\n"x, y",a.de\n', "b", ["a.de"], "a comma within quotes"],
    ["domain\na.de\n\nb.de\n", null, ["a.de", "b.de"], "a blank line"],
  ] as const)("%j", ([text, column, names]) => {
    expect(readList(text, csvLineReader(column))).toEqual({ names, fault: null });
  });

  test.for([
    ["1,a.de\n2\n", 2, { code: "column_missing", line: 2, field: "column 2" }],
    ["1,a.de\n2,b..de\n", 2, { code: "label_empty", line: 2, field: "column 2" }],
    ["rank,site\n", null, { code: "column_missing", line: 1, field: "header" }],
    ['d\n"a.de\n', "d", { code: "csv_invalid", line: 2, field: "column 1" }],
    ['d\n"a.de"x\n', "d", { code: "csv_invalid", line: 2 }],
    ['d,e\nx,a"b\n', "e", { code: "csv_invalid", line: 2, field: "column 2" }],
    ["domain\nnot a domain\n", null, { code: "character_invalid", line: 2 }],
  ] as const)("%j is refused", ([text, column, fault]) => {
    expect(readList(text, csvLineReader(column)).fault).toMatchObject(fault);
  });
});
