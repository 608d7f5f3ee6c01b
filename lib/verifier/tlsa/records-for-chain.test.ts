import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf } from "../dns/name";
import { CHAINS_AT, CHAINS_NAME, EXPIRED, leaf, threeTier } from "../testing/dane-chains";
import type { TestCertificate } from "../testing/test-certificate";
import { authenticate } from "./authenticate";
import { recordFor, recordsForChain, tlsaRecordText } from "./records-for-chain";
import { unusableBecause } from "./usability";

const seen = (sent: readonly TestCertificate[], name = CHAINS_NAME) => ({
  chain: sent.map(({ der }) => der),
  referenceNames: [nameOf(name)],
  atSeconds: CHAINS_AT,
});
const kinds = (...question: Parameters<typeof seen>) =>
  recordsForChain(seen(...question)).map(
    ({ record, place }) => `${record.usage} ${record.selector} ${record.matchingType} of ${place}`,
  );

describe("records that match a chain seen (RFC 7672 §3.1)", () => {
  const tiers = threeTier();
  const sent = [tiers.leaf, tiers.intermediate, tiers.root];

  test("3 1 1 first, then the issuers'", () =>
    expect(kinds(sent)).toEqual([
      "3 1 1 of 0",
      "2 1 1 of 1",
      "2 0 1 of 1",
      "2 1 1 of 2",
      "2 0 1 of 2",
    ]));
  test("no issuer's where the name is another, or the path out of date", () => {
    expect(kinds(sent, "other.example")).toEqual(["3 1 1 of 0"]);
    const expired = threeTier({ leaf: EXPIRED });
    expect(kinds([expired.leaf, expired.intermediate])).toEqual(["3 1 1 of 0"]);
  });
  test("a self-signed certificate has its own only", () =>
    expect(kinds([leaf(undefined)])).toEqual(["3 1 1 of 0"]));
  test("nothing for what is no certificate", () =>
    expect(recordsForChain({ ...seen([]), chain: [Buffer.from("junk")] })).toEqual([]));

  test("of any usage, selector and matching type: usable, and a match where it should be", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 3 }),
        fc.nat(1),
        fc.nat(2),
        (usage, selector, matchingType) => {
          const of = usage === 3 ? tiers.leaf : tiers.root;
          const record = recordFor(of, { usage, selector, matchingType });
          expect(unusableBecause(record)).toBe(null);
          const judged = authenticate({ ...seen(sent), records: [record] });
          expect(judged).toMatchObject({
            match: { usage, selector, matchingType, depth: usage === 3 ? 0 : 2 },
          });
        },
      ),
    ));

  test("as a master file has it (RFC 6698 §2.2)", () => {
    const record = recordFor(tiers.leaf, { usage: 3, selector: 1, matchingType: 1 });
    const digest = createHash("sha256").update(tiers.leaf.spki).digest("hex");
    expect(tlsaRecordText(nameOf("mx.example.com"), record)).toBe(
      `_25._tcp.mx.example.com. IN TLSA 3 1 1 ${digest}`,
    );
    expect(tlsaRecordText(nameOf("mx.example.com"), record, 465)).toMatch(/^_465\._tcp\.mx\./);
  });
});
