import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckReport } from "@/lib/model/check-report";
import {
  CheckBench,
  LEAF,
  noTls,
  OTHER_LEAF,
  tls,
  tlsaOf,
} from "@/lib/verifier/testing/check-bench";
import { type Paint, paintFor } from "../command-line/paint";
import { jsonLine } from "../command-line/terminal-text";
import { pluginResult } from "./monitoring";
import { textReport } from "./text-report";

const plain: Paint = (_, text) => text;
/** As on a terminal with colours. */
const coloured = paintFor({ isTTY: true, hasColors: () => true } as unknown as NodeJS.WriteStream);

/** What a terminal would obey, but for line ends; and what turns or hides text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Fields whose text is of our own choice, from a list that the schema has. */
const CHOSEN =
  /^(verdict|rule|severity|outcome|code|check|status|kind|keyType|problem|reason|why)$/;

/** The report with these texts in place of all that may be free, one after the other. */
function spoilt(report: CheckReport, texts: readonly string[]): CheckReport {
  let at = 0;
  const made: unknown = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    typeof value === "string" && !CHOSEN.test(key) ? (texts[at++ % texts.length] ?? "") : value,
  );
  return made as CheckReport;
}

/** Reports with something of everything: problems, records, addresses, attempts, chains. */
async function reports(): Promise<CheckReport[]> {
  const failing = new CheckBench()
    .host("mx", "192.0.2.1", [tlsaOf(LEAF)])
    .host("mx2", "192.0.2.2", [tlsaOf(LEAF, 1)])
    .host("mx3", "192.0.2.3", [tlsaOf(LEAF)]);
  failing.servers.set("192.0.2.1", [tls(OTHER_LEAF)]);
  failing.servers.set("192.0.2.3", [noTls("starttls_rejected")]);
  const good = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
  return [await failing.check(), await good.check()];
}

const hostile = fc.array(
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(
      "\u001b[2J",
      "\u001b]0;title\u0007",
      "\u009b31m",
      "a\r\nb\nc",
      "\u202egnp.exe",
      "x".repeat(5000),
      "|",
      "\ud800",
    ),
  ),
  { minLength: 1, maxLength: 12 },
);

describe("whatever a report holds, a terminal has nothing to obey", () => {
  test("text, with and without colours", async () => {
    for (const report of await reports())
      fc.assert(
        fc.property(hostile, (texts) => {
          const bad = spoilt(report, texts);
          expect(textReport(bad, plain)).not.toMatch(CONTROLS);
          const lines = textReport(bad, coloured).replace(COLOURS, "");
          expect(lines).toBe(textReport(bad, plain));
        }),
        { numRuns: 500 },
      );
  });

  test("the one line of a plug-in, with one bar in it", async () => {
    const all = await reports();
    fc.assert(
      fc.property(hostile, (texts) => {
        const { line } = pluginResult(
          all.map((report) => spoilt(report, texts)),
          null,
        );
        expect(line).not.toMatch(CONTROLS);
        expect(line).not.toContain("\n");
        expect(line.split("|")).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });

  test("JSON on one line, which reads back as the same", async () => {
    for (const report of await reports()) {
      expect(CheckReport.parse(JSON.parse(jsonLine(report)))).toEqual(report);
      fc.assert(
        fc.property(hostile, (texts) => {
          const bad = spoilt(report, texts);
          const line = jsonLine(bad);
          expect(line).not.toMatch(CONTROLS);
          expect(line).not.toContain("\n");
          expect(JSON.parse(line)).toEqual(bad);
        }),
        { numRuns: 500 },
      );
    }
  });
});
