import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readZone } from "./testing/read-zone";

const python = "/usr/bin/python3";
/** Reads zones as JSON strings, one a line; prints owner and type of every NS and DS set below the apex. */
const program = `
import json, sys, dns.zone, dns.name, dns.rdatatype as t
nl = dns.name.from_text("nl.")
for line in sys.stdin:
    try:
        z = dns.zone.from_text(json.loads(line), origin=nl, relativize=False, check_origin=False)
        print(json.dumps(sorted("%s %s" % (n.to_wire().hex(), t.to_text(s.rdtype)) for n, node in z.nodes.items() for s in node if n != nl and s.rdtype in (t.NS, t.DS))))
    except Exception as e:
        print(json.dumps("ERR %s %s" % (type(e).__name__, e)))
`;
const hasPython = (() => {
  try {
    execFileSync(python, ["-c", "import dns.zone"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** One record: what it says, and how it is written. */
const label = fc.constantFrom(
  "a",
  "B",
  "c-d",
  "\\101",
  "x\\.y",
  "_z",
  "\\*",
  "e\\;f",
  "in",
  "\\200",
);
const blank = fc.constantFrom(" ", "\t", "  ", " (\n ", "\t(\t");
const rdata = fc.constantFrom(
  ["NS", "ns1.example."],
  ["ns", "ns1"],
  ["NS", "@"],
  ["TYPE2", "\\# 3 01 6100"],
  ["DS", `1 13 2 ${"AB".repeat(32)}`],
  ["ds", `65535 8 1 ${"01 ".repeat(20)}`],
  ["TYPE43", "\\# 6 0001 08 05 00FF"],
  ["A", "192.0.2.1"],
  ["TXT", '"; (" "a\\"b" c\\;d'],
);
const record = fc.record({
  owner: fc.oneof(
    label.map((text) => `${text}.nl.`),
    label,
    fc.constantFrom("@", "", "nl.", "a.b.nl.", "a.com."),
  ),
  ttl: fc.constantFrom("3600", "1h", "0", ""),
  dnsClass: fc.constantFrom("IN", "in", "CLASS1", ""),
  rdata,
  blank,
  comment: fc.constantFrom("", " ; NS (", ";"),
  before: fc.constantFrom(
    "",
    "",
    "",
    "$ORIGIN sub.nl.\n",
    "$ORIGIN nl.\n",
    "; x\n",
    "\n",
    "$TTL 1w\n",
  ),
});
const SOA = "$TTL 300\n@ IN SOA ns1 hostmaster 1 1h 15m 1w 1d\n";

const writtenRecord = (one: typeof record extends fc.Arbitrary<infer T> ? T : never): string => {
  const { owner, ttl, dnsClass, blank: gap, comment, before } = one;
  // TTL first: dnspython does not take the other order, which RFC 1035 §5.1 allows too.
  const middle = [ttl, dnsClass].filter((text) => text !== "");
  const [type, data] = one.rdata;
  // A blank owner needs its white space; the gap may open a parenthesis, which is closed at the end.
  const text = [owner, ...middle, type].join(" ") + gap + data;
  return `${before}${text}${gap.includes("(") ? " )" : ""}${comment}\n`;
};

const hex = (name: string): string => {
  const labels: string[] = [];
  let current = "";
  for (const [piece = ""] of `${name}.`.matchAll(/\\\d{3}|\\.|./g)) {
    if (piece === ".") {
      labels.push(current);
      current = "";
    } else if (piece.length === 4) current += String.fromCharCode(Number(piece.slice(1)));
    else current += piece.length === 2 ? piece.slice(1) : piece;
  }
  const wire = labels.map((text) => String.fromCharCode(text.length) + text).join("");
  return Buffer.from(`${wire}\0`, "latin1").toString("hex");
};

/** Ours in the form of the oracle's: the octets of each name, as lower case. */
const asOracle = (delegations: readonly string[]) =>
  [
    ...new Set(
      delegations.flatMap((one) => {
        const [name = "", ...types] = one.split(" ");
        return types.map((type) => `${hex(name)} ${type}`);
      }),
    ),
  ].sort();

const oracle = (texts: readonly string[]): unknown[] =>
  execFileSync(python, ["-c", program], {
    input: texts.map((text) => JSON.stringify(text)).join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  })
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

const lowerHex = (sets: string[]) =>
  [
    ...new Set(
      sets.map((set) => {
        const [octets = "", type = ""] = set.split(" ");
        return `${Buffer.from(octets, "hex")
          .toString("latin1")
          .replaceAll(/[A-Z]/g, (c) => c.toLowerCase())} ${type}`;
      }),
    ),
  ]
    .map((set) => {
      const space = set.lastIndexOf(" ");
      return `${Buffer.from(set.slice(0, space), "latin1").toString("hex")}${set.slice(space)}`;
    })
    .sort();

describe.skipIf(!hasPython)(
  "dnspython reads alike (skipped: python3-dnspython is not installed)",
  () => {
    test("every well-formed file of 2,000", () => {
      const texts = fc
        .sample(fc.array(record, { maxLength: 6 }), { numRuns: 2_000, seed: 1035 })
        .map((records) => SOA + records.map(writtenRecord).join(""));
      let compared = 0;
      for (const [at, theirs] of oracle(texts).entries()) {
        const text = texts[at] ?? "";
        const ours = readZone(text, { origin: "nl" });
        if (typeof theirs === "string") continue;
        expect(ours.fault, text).toBeNull();
        expect(asOracle(ours.delegations), text).toEqual(lowerHex(theirs as string[]));
        compared++;
      }
      expect(compared).toBe(2_000);
    });

    test("what both accept of 4,000 spoilt files", () => {
      const spoilt = fc
        .tuple(
          fc.array(record, { minLength: 1, maxLength: 4 }),
          fc.array(
            fc.tuple(
              fc.nat(),
              fc.constantFrom("(", ")", '"', ";", "\\", "\n", " ", "@", "$", "0", ".", "\t"),
            ),
            {
              minLength: 1,
              maxLength: 2,
            },
          ),
        )
        .map(([records, changes]) => {
          let text = SOA + records.map(writtenRecord).join("");
          for (const [place, char] of changes) {
            const at = SOA.length + (place % (text.length - SOA.length));
            text = text.slice(0, at) + char + text.slice(at + 1);
          }
          return text.endsWith("\n") ? text : `${text}\n`;
        });
      // dnspython drops all names after a relative $ORIGIN; named and we complete it.
      const texts = fc
        .sample(spoilt, { numRuns: 4_000, seed: 1035 })
        .filter((text) => !/\$ORIGIN\s+(?![^\s;]*\.\s)/i.test(text));
      let compared = 0;
      for (const [at, theirs] of oracle(texts).entries()) {
        const text = texts[at] ?? "";
        const ours = readZone(text, { origin: "nl" });
        if (typeof theirs === "string" || ours.fault !== null) continue;
        expect(asOracle(ours.delegations), text).toEqual(lowerHex(theirs as string[]));
        compared++;
      }
      expect(compared).toBeGreaterThan(500);
    });
  },
);
