import {
  compareWithOpenssl,
  opensslMissing,
  surpriseOf,
} from "@/lib/verifier/testing/openssl-comparison";
import type { Drill } from "./drill";

/**
 * Judges generated chains by our verifier and by `openssl s_client`, over every usage, selector and
 * matching type for every certificate of every chain. A round is that many records a chain.
 *
 * Promises: the same verdict and the same depth, but for the differences that are listed.
 */
export const opensslDane: Drill = {
  name: "openssl-dane",
  purpose: "DANE over generated chains, judged by OpenSSL as well",
  rounds: { full: 72, sample: 0 },
  async run({ rounds, log }) {
    const missing = opensslMissing();
    if (missing !== null) return { isSuccess: true, report: [`Left out: ${missing}.`] };
    const comparisons = await compareWithOpenssl(rounds);
    const surprises = comparisons.map(surpriseOf).filter((surprise) => surprise !== null);
    for (const surprise of surprises) log(surprise);
    const known = new Map<string, number>();
    for (const each of comparisons)
      if (!each.isSame) known.set(each.known ?? "none", (known.get(each.known ?? "none") ?? 0) + 1);
    const matched = comparisons.filter(({ ours }) => ours.startsWith("matched")).length;
    return {
      isSuccess: surprises.length === 0,
      report: [
        `${comparisons.length} cases, ${matched} of them matched by ours; ${surprises.length} surprises.`,
        "",
        "| known difference | cases |",
        "|---|---|",
        ...[...known].map(([why, cases]) => `| ${why} | ${cases} |`),
        ...surprises.map((surprise) => `- ${surprise}`),
      ],
    };
  },
};
