import { expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { openMetrics } from "./monitor-answers";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];
const AT = "2026-11-26T12:00:00.000Z";

/** Reads OpenMetrics as strictly as its specification is written; gives samples by name and labels. */
function parsed(text: string): Map<string, number> {
  expect(text.endsWith("# EOF\n")).toBe(true);
  const samples = new Map<string, number>();
  let family = "";
  for (const line of text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1)) {
    const [, kind, name = "", rest = ""] = /^# (TYPE|UNIT|HELP) ([a-z_]+) (.+)$/.exec(line) ?? [];
    if (kind === "TYPE") {
      expect(["gauge", "stateset"]).toContain(rest);
      expect(samples.has(name)).toBe(false);
      family = name;
    } else if (kind !== undefined) {
      expect(name).toBe(family);
      if (kind === "UNIT") expect(name.endsWith(`_${rest}`)).toBe(true);
    } else {
      const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (NaN|[\d.]+)$/.exec(
        line,
      );
      if (sample === null) throw new Error(line);
      const [, of, labels = "", value = ""] = sample;
      expect(of).toBe(family);
      const key = family + labels;
      expect(samples.has(key), key).toBe(false);
      samples.set(key, Number(value));
    }
  }
  return samples;
}

test.for(states)(
  "OpenMetrics 1.0 §3: %s is well formed, and one state of the set is on",
  async (state) => {
    const report = await REPORT_GALLERY[state]();
    const samples = parsed(openMetrics(report, AT));
    const on = [...samples].filter(([key, value]) => key.startsWith("dane_verdict") && value === 1);
    expect(on.map(([key]) => key)).toEqual([`dane_verdict{dane_verdict="${report.verdict}"}`]);
    expect(samples.get("dane_checked_timestamp_seconds")).toBe(Date.parse(AT) / 1000);
  },
);

test.for([
  ["good", 1],
  ["mismatch", 0],
  ["no_tlsa", 0],
  ["unreachable", Number.NaN],
  ["dns_error", Number.NaN],
] as const)("%s: dane_ok is %d; what could not be told is no 0", async ([state, value]) => {
  const samples = parsed(openMetrics(await REPORT_GALLERY[state](), AT));
  expect(samples.get("dane_ok")).toBe(value);
});

test("ends of certificates and signatures are there to count down to", async () => {
  const samples = parsed(openMetrics(await REPORT_GALLERY.good(), AT));
  expect(
    samples.get('dane_certificate_end_timestamp_seconds{host="mx1.example.nl"}'),
  ).toBeGreaterThan(1_700_000_000);
  expect(samples.get('dane_signature_end_timestamp_seconds{zone="example.nl."}')).toBeGreaterThan(
    1_700_000_000,
  );
  expect(samples.get('dane_host_tlsa_records{host="mx1.example.nl"}')).toBe(2);
});
