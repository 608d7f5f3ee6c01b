import { expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { pluginResult } from "./monitoring";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];

/** A label in quotes where it has a space, a number, a unit, and up to four thresholds. */
const DATUM = /^'[^'=|]+'=-?\d+(ms|s)?(;[\d.]*){0,4}$/;

test.for(states)("monitoring plug-ins, “Performance data”: %s", async (state) => {
  const report = await REPORT_GALLERY[state]();
  const { line, status } = pluginResult([report], null);
  expect([0, 1, 2, 3]).toContain(status);
  expect(line).not.toMatch(/[\r\n]/);
  const [text = "", data = "", ...more] = line.split("|");
  expect(more).toEqual([]);
  expect(text).toMatch(/^DANE (OK|WARNING|CRITICAL|UNKNOWN) - /);
  for (const datum of data.trim().match(/'[^']*'=\S+/g) ?? []) expect(datum).toMatch(DATUM);
});

test("hosts that work, of how many, and for how long their certificates are valid", async () => {
  const { line } = pluginResult([await REPORT_GALLERY.partial()], null);
  expect(line).toContain("'example.nl hosts ok'=1;;;0;2");
  const [, seconds = ""] = /'example\.nl certificate'=(\d+)s/.exec(line) ?? [];
  expect(Number(seconds)).toBe(45 * 86_400);
  const { line: away } = pluginResult([await REPORT_GALLERY.unreachable()], null);
  expect(away).not.toContain("certificate'=");
});
