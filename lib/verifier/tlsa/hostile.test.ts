import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf } from "../dns/name";
import type { TlsaData } from "../dns/record";
import {
  CHAINS_AT,
  CHAINS_NAME,
  intermediate,
  leaf,
  root,
  threeTier,
} from "../testing/dane-chains";
import { type TestCertificate, testKeyPair } from "../testing/test-certificate";
import { authenticate } from "./authenticate";
import { PATH_LIMITS, PathWork } from "./path-work";
import { recordFor } from "./records-for-chain";

const ask = (records: readonly TlsaData[], chain: readonly Buffer[]) => ({
  records,
  chain,
  referenceNames: [nameOf(CHAINS_NAME)],
  atSeconds: CHAINS_AT,
});
const taOf = (certificate: TestCertificate, selector = 1, matchingType = 1) =>
  recordFor(certificate, { usage: 2, selector, matchingType });

/** Judges, and says what it cost. */
function judged(records: readonly TlsaData[], sent: readonly TestCertificate[]) {
  const work = new PathWork();
  const outcome = authenticate(
    ask(
      records,
      sent.map(({ der }) => der),
    ),
    work,
  );
  expect(work.signatures).toBeLessThanOrEqual(PATH_LIMITS.signatures);
  expect(work.paths).toBeLessThanOrEqual(PATH_LIMITS.paths);
  return { outcome, work };
}

describe("bounded work", () => {
  const keys = testKeyPair();
  const top = root({ keys });

  /** Issuers one above the other, the lowest first. */
  function ladder(steps: number): TestCertificate[] {
    const certificates = [top];
    for (let step = 0; step < steps; step++)
      certificates.unshift(intermediate(certificates[0] ?? top, { subject: `ca ${step}`, keys }));
    return certificates;
  }

  test("a chain of 1,000 certificates ends at the limit, and is no match", () => {
    const issuers = ladder(998);
    const { outcome, work } = judged([taOf(root())], [leaf(issuers[0]), ...issuers]);
    expect(outcome).toMatchObject({ verdict: "mismatch", reason: "chain_too_complex" });
    expect(work.signatures).toBeGreaterThan(0);
  });

  test("and at the longest path, were there signatures to spare", () => {
    const issuers = ladder(98);
    const sent = [leaf(issuers[0]), ...issuers].map(({ der }) => der);
    const roomy = new PathWork({ ...PATH_LIMITS, signatures: 1000 });
    expect(authenticate(ask([taOf(root())], sent), roomy)).toMatchObject({
      reason: "chain_too_complex",
    });
    expect(roomy.paths).toBe(PATH_LIMITS.pathLength);
  });

  test("its leaf still matches a DANE-EE(3) record, at no cost", () => {
    const issuers = ladder(998);
    const end = leaf(issuers[0]);
    const record = recordFor(end, { usage: 3, selector: 1, matchingType: 1 });
    const { outcome, work } = judged([record], [end, ...issuers]);
    expect(outcome.verdict).toBe("matched");
    expect(work).toMatchObject({ signatures: 0, paths: 0, exhausted: false });
  });

  test("an honest chain of ten costs a signature each", () => {
    const issuers = ladder(8);
    const ofTop = recordFor(top, { usage: 2, selector: 0, matchingType: 1 });
    const { outcome, work } = judged([ofTop], [leaf(issuers[0]), ...issuers]);
    expect(outcome).toMatchObject({ verdict: "matched", match: { depth: 9 } });
    expect(work).toMatchObject({ signatures: 9, exhausted: false });
  });

  test.for([true, false])("1,000 issuers of one name, key identifiers %s", (keyIdentifiers) => {
    const real = intermediate(top, { keyIdentifiers });
    const decoy = () => intermediate(top, { keyIdentifiers });
    const end = leaf(real, { keyIdentifiers });
    const sent = [end, ...Array.from({ length: 998 }, decoy), real, top];
    expect(judged([taOf(top)], sent).outcome).toMatchObject({ reason: "chain_too_complex" });
    // Among fewer the key identifier leads to the right one at once.
    const few = judged([taOf(top)], [end, ...sent.slice(1, 90), real, top]);
    if (keyIdentifiers) expect(few.outcome).toMatchObject({ match: { depth: 2 } });
    else expect(few.outcome).toMatchObject({ reason: "chain_too_complex" });
    expect(few.work.signatures).toBe(keyIdentifiers ? 2 : PATH_LIMITS.signatures);
  });

  test("1,000 certificates of one name and one key", () => {
    const same = () => intermediate(top, { keys });
    const sent = [leaf(same()), ...Array.from({ length: 998 }, same)];
    expect(judged([taOf(root())], sent).outcome).toMatchObject({ reason: "chain_too_complex" });
  });

  test("a mesh of cross-signed names, exponentially many paths", () => {
    const layers = Array.from({ length: 10 }, (_, layer) =>
      [0, 1].map(() =>
        intermediate(
          { ...top, subject: root({ subject: `ca ${layer + 1}` }).subject },
          {
            subject: `ca ${layer}`,
            keys,
          },
        ),
      ),
    );
    const sent = [leaf(layers[0]?.[0]), ...layers.flat()];
    const roomy = new PathWork({ ...PATH_LIMITS, signatures: 1000 });
    const question = ask(
      [taOf(root())],
      sent.map(({ der }) => der),
    );
    expect(authenticate(question, roomy)).toMatchObject({ reason: "chain_too_complex" });
    expect(roomy.paths).toBe(PATH_LIMITS.paths);
    expect(roomy.signatures).toBeLessThan(50); // each pair once
    expect(judged([taOf(root())], sent).outcome).toMatchObject({ reason: "chain_too_complex" });
  });

  test("many records of bare keys", () => {
    const records = Array.from({ length: 200 }, () => taOf(root(), 1, 0));
    const { leaf: end } = threeTier();
    expect(judged(records, [end]).outcome).toMatchObject({ reason: "chain_too_complex" });
  });
});

describe("spoilt and invented octets", () => {
  const tiers = threeTier();
  const [end, middle, top] = [tiers.leaf.der, tiers.intermediate.der, tiers.root.der];
  const edits = fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 3,
  });

  /** The same octets with some changed, and perhaps cut short; never equal to what they were. */
  function spoilt(der: Buffer, changes: readonly (readonly [number, number])[], cut: boolean) {
    const copy = Buffer.from(der);
    const [[first = 0] = []] = changes;
    for (const [at, change] of changes)
      copy[at % der.length] = (copy[at % der.length] ?? 0) ^ change;
    const spoiltOrNot = cut ? copy.subarray(0, first % der.length) : copy;
    return spoiltOrNot.equals(der) ? Buffer.alloc(0) : spoiltOrNot;
  }

  test("a changed leaf or intermediate never throws and is never authenticated", () =>
    fc.assert(
      fc.property(edits, fc.boolean(), fc.boolean(), (changes, isLeaf, cut) => {
        const chain = isLeaf
          ? [spoilt(end, changes, cut), middle, top]
          : [end, spoilt(middle, changes, cut), top];
        const ofRoot = [0, 1].flatMap((selector) =>
          [0, 1, 2].map((matchingType) => taOf(tiers.root, selector, matchingType)),
        );
        for (const record of ofRoot)
          expect(authenticate(ask([record], chain)).verdict).toBe("mismatch");
        const ofLeaf = recordFor(tiers.leaf, { usage: 3, selector: 0, matchingType: 1 });
        if (isLeaf) expect(authenticate(ask([ofLeaf], chain)).verdict).toBe("mismatch");
      }),
      { numRuns: 500 },
    ));

  test("a wrong record never matches", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 3 }),
        fc.nat(1),
        fc.nat(2),
        fc.constantFrom(tiers.leaf, tiers.intermediate, tiers.root),
        edits,
        (usage, selector, matchingType, certificate, changes) => {
          // A trust anchor in full needs no certificate to be of: it is one, if its key will do.
          fc.pre(usage === 3 || matchingType !== 0);
          const right = recordFor(certificate, { usage, selector, matchingType });
          const wrong = { ...right, association: spoilt(right.association, changes, false) };
          const outcome = authenticate(ask([wrong], [end, middle, top]));
          expect(outcome.verdict).toBe("mismatch");
        },
      ),
      { numRuns: 500 },
    ));

  test("any octets as a chain give an answer", () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (chain) => {
        const octets = chain.map((each) => Buffer.from(each));
        expect(authenticate(ask([taOf(tiers.root)], octets)).verdict).toBe("mismatch");
      }),
    ));
});
