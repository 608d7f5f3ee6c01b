import { describe, expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import * as code from "./guide-code";
import { EXAMPLE_VALUES, type GuideValues, guideValues } from "./guide-values";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];

const allCode = (values: GuideValues): string =>
  Object.entries(code)
    .map(([name, write]) =>
      name === "prometheus"
        ? code.prometheus(values, "https://stats.example")
        : (write as (values: GuideValues) => string)(values),
    )
    .join("\n");

describe("values from a check", () => {
  test("the host that has something to mend, its zone, its TTL, its records", async () => {
    const report = await REPORT_GALLERY.mismatch();
    const values = guideValues(report);
    expect(values).toMatchObject({
      domain: "example.nl",
      host: "mx1.example.nl",
      zone: "example.nl",
      tlsaName: "_25._tcp.mx1.example.nl.",
    });
    expect(values?.published).toHaveLength(1);
    expect(values?.current.length).toBeGreaterThan(0);
    // RFC 7671 §8.1: the record of the key in use, and one for the next.
    const [now = "", next = ""] = code.twoRecords(values ?? EXAMPLE_VALUES).split("\n");
    expect(now).toMatch(/^_25\._tcp\.mx1\.example\.nl\. \d+ IN TLSA 3 1 1 [0-9a-f]{64}$/);
    expect(next).toMatch(/3 1 1 <hash of the next key>$/);
    expect(values?.published[0]?.slice(-64)).not.toBe(now.slice(-64));
  });

  test("an alias moves the records to where it leads", async () => {
    const values = guideValues(await REPORT_GALLERY.good_alias());
    expect(values?.tlsaName).toBe("_25._tcp.mx.backup.net.");
    expect(values?.zone).toBe("backup.net");
  });

  test("without a mail host there is nothing to fill in", async () => {
    for (const state of ["null_mx", "nxdomain", "dns_error"] as const)
      expect(guideValues(await REPORT_GALLERY[state]()), state).toBeNull();
  });
});

test.for(states)("%s: nothing in a command that a shell could misread", async (state) => {
  const values = guideValues(await REPORT_GALLERY[state]());
  if (values === null) return;
  const { host, hosts, domain, zone, tlsaName } = values;
  for (const name of [host, domain, zone, tlsaName, ...hosts]) expect(name).toMatch(/^[\w.-]+$/);
  expect(allCode(values)).not.toContain("script>window");
});

test("the example is whole too", () => {
  expect(allCode(EXAMPLE_VALUES)).toContain("_25._tcp.mx1.example.net. 3600 IN TLSA 3 1 1");
});
