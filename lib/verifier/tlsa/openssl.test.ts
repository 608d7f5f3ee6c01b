import { describe, expect, test } from "vitest";
import { inContinuousIntegration } from "@/lib/env";
import {
  compareWithOpenssl,
  KNOWN_DIFFERENCES,
  opensslMissing,
  surpriseOf,
} from "../testing/openssl-comparison";

const missing = opensslMissing();

test.runIf(inContinuousIntegration())("OpenSSL can be asked", () => expect(missing).toBe(null));

describe.skipIf(missing !== null)(
  `E, G, N and X rows as OpenSSL decides them (${missing ?? "asked"})`,
  () => {
    test("verdict and depth over generated chains", { timeout: 300_000 }, async () => {
      const comparisons = await compareWithOpenssl(3);
      expect(comparisons.length).toBeGreaterThan(150);
      expect(comparisons.map(surpriseOf).filter((surprise) => surprise !== null)).toEqual([]);
      // A sample that never met one would not assert it.
      const met = new Set(comparisons.map(({ known }) => known));
      expect(Object.keys(KNOWN_DIFFERENCES).filter((why) => !met.has(why))).toEqual([]);
    });
  },
);
