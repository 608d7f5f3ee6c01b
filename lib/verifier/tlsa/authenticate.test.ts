import { describe, expect, test } from "vitest";
import { nameOf } from "../dns/name";
import type { TlsaData } from "../dns/record";
import {
  CHAINS_AT,
  CHAINS_NAME,
  EXPIRED,
  intermediate,
  leaf,
  NOT_YET,
  nameConstraints,
  root,
  threeTier,
  unknownCritical,
} from "../testing/dane-chains";
import { type TestCertificate, testKeyPair } from "../testing/test-certificate";
import { authenticate } from "./authenticate";
import { rawPublicKeyMatch } from "./matching";
import { recordFor } from "./records-for-chain";

type Kind = readonly [usage: number, selector: number, matchingType: number];
const TA_PARAMETERS: readonly Kind[] = [0, 1].flatMap((selector) =>
  [0, 1, 2].map((matchingType) => [2, selector, matchingType] as const),
);

const record = (certificate: TestCertificate, ...[usage, selector, matchingType]: Kind) =>
  recordFor(certificate, { usage, selector, matchingType });

const judge = (
  records: readonly TlsaData[],
  sent: readonly TestCertificate[],
  { names = [CHAINS_NAME], atSeconds = CHAINS_AT } = {},
) =>
  authenticate({
    records,
    chain: sent.map(({ der }) => der),
    referenceNames: names.map(nameOf),
    atSeconds,
  });

/** The depth of the match, or the reason why there is none. */
const outcome = (...question: Parameters<typeof judge>): number | string => {
  const judged = judge(...question);
  return judged.verdict === "matched" ? judged.match.depth : judged.reason;
};

const good = threeTier();
const whole = [good.leaf, good.intermediate, good.root];
const stale = root({ subject: "stale" });

describe("E1 to E5: DANE-EE(3) (RFC 7672 §3.1.1)", () => {
  test("E1: matches the leaf at depth 0, without a name", () =>
    expect(judge([record(good.leaf, 3, 1, 1)], whole)).toMatchObject({
      verdict: "matched",
      match: { usage: 3, selector: 1, matchingType: 1, depth: 0 },
      name: null,
    }));
  test("E2: whatever its names", () =>
    expect(outcome([record(good.leaf, 3, 1, 1)], whole, { names: ["other.example"] })).toBe(0));
  test.for([
    ["expired", leaf(good.intermediate, EXPIRED)],
    ["not yet valid", leaf(good.intermediate, NOT_YET)],
    ["self-signed", leaf(undefined)],
    ["of an unknown CA", leaf(stale)],
    ["with a forged signature", leaf(good.intermediate, { forged: true })],
    ["with an unknown critical extension", leaf(stale, { extensions: [unknownCritical()] })],
    ["for clients only", leaf(stale, { extendedKeyUsage: ["1.3.6.1.5.5.7.3.2"] })],
  ] as const)("E3: %s", ([, each]) => expect(outcome([record(each, 3, 0, 2)], [each])).toBe(0));
  test("E4: a record of an issuer is no match, and is pointed out", () =>
    expect(judge([record(good.intermediate, 3, 1, 1)], whole)).toMatchObject({
      reason: "tlsa_mismatch",
      nearest: { place: 1 },
    }));
  test("E5: a raw public key matches by the key only", () => {
    const { spki } = good.leaf;
    for (const matchingType of [0, 1, 2]) {
      const [ofKey, ofAnother] = [good.leaf, stale].map((each) => record(each, 3, 1, matchingType));
      if (ofKey === undefined || ofAnother === undefined) throw new Error("no record");
      expect(rawPublicKeyMatch([ofAnother, ofKey], spki)).toBe(ofKey);
      expect(rawPublicKeyMatch([ofAnother, record(good.leaf, 3, 0, matchingType)], spki)).toBe(
        null,
      );
      expect(rawPublicKeyMatch([record(good.leaf, 2, 1, matchingType)], spki)).toBe(null);
    }
  });
});

describe("G1: DANE-TA(2) (RFC 7672 §3.1.2, §3.2.2)", () => {
  test.for(TA_PARAMETERS)("%i %i %i of an issuer, no public root needed", (parameters) => {
    expect(outcome([record(good.root, ...parameters)], whole)).toBe(2);
    expect(outcome([record(good.intermediate, ...parameters)], whole)).toBe(1);
  });
  test("the reference name that the leaf is for is said", () =>
    expect(
      judge([record(good.root, 2, 1, 1)], whole, { names: ["a.example", CHAINS_NAME] }),
    ).toMatchObject({ name: `${CHAINS_NAME}.` }));
  test("any order, and what does not belong there, is no fault", () =>
    expect(
      outcome([record(good.root, 2, 0, 1)], [good.leaf, stale, good.root, good.intermediate]),
    ).toBe(2));
  test("an unreadable certificate beside the path is no fault", () =>
    expect(
      authenticate({
        records: [record(good.root, 2, 0, 1)],
        chain: [good.leaf.der, Buffer.from("junk"), good.intermediate.der, good.root.der],
        referenceNames: [nameOf(CHAINS_NAME)],
        atSeconds: CHAINS_AT,
      }).verdict,
    ).toBe("matched"));
  test.for(TA_PARAMETERS.filter(([, ...form]) => form.join() !== "1,0"))(
    "%i %i %i of the leaf is no trust anchor, self-signed or not",
    (parameters) => {
      const selfSigned = leaf(undefined);
      expect(outcome([record(selfSigned, ...parameters)], [selfSigned])).toBe("ta_leaf_only");
      expect(outcome([record(good.leaf, ...parameters)], whole)).toBe("ta_leaf_only");
    },
  );
  test.for(["leaf", "intermediate"] as const)("a forged %s", (tier) => {
    const forged = threeTier({ [tier]: { forged: true } });
    const sent = [forged.leaf, forged.intermediate, forged.root];
    for (const parameters of TA_PARAMETERS)
      expect(outcome([record(forged.root, ...parameters)], sent)).toBe("chain_broken");
  });
  test("the trust anchor's own signature is nobody's concern", () => {
    const forged = threeTier({ root: { forged: true } });
    expect(
      outcome([record(forged.root, 2, 0, 1)], [forged.leaf, forged.intermediate, forged.root]),
    ).toBe(2);
  });
  test("a certificate that was sent but has signed nothing here", () =>
    expect(judge([record(stale, 2, 1, 1)], [...whole, stale])).toMatchObject({
      reason: "chain_broken",
      nearest: { place: 3 },
    }));
});

describe("G2, G3: names and dates of the path", () => {
  const anyTa = (tiers: typeof good) => [record(tiers.root, 2, 1, 1)];
  const sentOf = (tiers: typeof good) => [tiers.leaf, tiers.intermediate, tiers.root];

  test("G2: another name", () =>
    expect(judge(anyTa(good), whole, { names: ["other.example"] })).toMatchObject({
      reason: "name_mismatch",
      faults: [{ reason: "name_mismatch", depth: 0 }],
      nearest: { place: 2 },
    }));
  test.for([
    ["leaf", 0],
    ["intermediate", 1],
    ["root", 2],
  ] as const)("G3: %s, the trust anchor's too", ([tier, depth]) => {
    const expired = threeTier({ [tier]: EXPIRED });
    expect(judge(anyTa(expired), sentOf(expired))).toMatchObject({
      reason: "cert_expired",
      faults: [{ reason: "cert_expired", depth }],
    });
    const early = threeTier({ [tier]: NOT_YET });
    expect(outcome(anyTa(early), sentOf(early))).toBe("cert_not_yet_valid");
  });
  test("G3: both dates are inclusive (RFC 5280 §4.1.2.5)", () => {
    const [first, last] = [Date.UTC(2026, 0, 1) / 1000, Date.UTC(2027, 0, 1) / 1000];
    expect(outcome(anyTa(good), whole, { atSeconds: first })).toBe(2);
    expect(outcome(anyTa(good), whole, { atSeconds: last })).toBe(2);
    expect(outcome(anyTa(good), whole, { atSeconds: first - 1 })).toBe("cert_not_yet_valid");
    expect(outcome(anyTa(good), whole, { atSeconds: last + 1 })).toBe("cert_expired");
  });
  test("what is above the trust anchor does not count", () => {
    const expired = threeTier({ root: EXPIRED });
    expect(outcome([record(expired.intermediate, 2, 1, 1)], sentOf(expired))).toBe(1);
  });
  test("all that is wrong is listed, and the worst is the reason", () => {
    const bad = threeTier({ leaf: EXPIRED, intermediate: { ca: false } });
    expect(judge(anyTa(bad), sentOf(bad), { names: ["other.example"] })).toMatchObject({
      reason: "chain_not_ca",
      faults: [
        { reason: "cert_expired", depth: 0 },
        { reason: "chain_not_ca", depth: 1 },
        { reason: "name_mismatch", depth: 0 },
      ],
    });
  });
});

describe("G4 to G6: the trust anchor was not sent (RFC 7671 §5.2.2, §5.2.3)", () => {
  const sent = [good.leaf, good.intermediate];
  test.for(TA_PARAMETERS.filter(([, , matchingType]) => matchingType !== 0))(
    "G4: %i %i %i, and the missing issuer is named",
    (parameters) =>
      expect(judge([record(good.root, ...parameters)], sent)).toMatchObject({
        reason: "ta_not_sent",
        missingIssuer: "CN=root",
      }),
  );
  test("G4: a chain that ends at its root misses nothing", () =>
    expect(outcome([record(stale, 2, 1, 1)], whole)).toBe("tlsa_mismatch"));
  test("G5: 2 0 0 is enough, and counts as the next element", () => {
    expect(outcome([record(good.root, 2, 0, 0)], sent)).toBe(2);
    expect(outcome([record(good.intermediate, 2, 0, 0)], [good.leaf])).toBe(1);
  });
  test("G5: one of that name with another key is not", () =>
    expect(judge([record(root(), 2, 0, 0)], sent)).toMatchObject({
      reason: "chain_broken",
      nearest: { place: 2 },
    }));
  test("G5: its dates count", () => {
    const expired = threeTier({ root: EXPIRED });
    const ofRoot = record(expired.root, 2, 0, 0);
    expect(outcome([ofRoot], [expired.leaf, expired.intermediate])).toBe("cert_expired");
  });
  test("G5: several links may come from DNS", () => {
    const { intermediate: middle, root: top } = good;
    expect(outcome([record(middle, 2, 0, 0), record(top, 2, 0, 0)], [good.leaf])).toBe(1);
  });
  test("G6: 2 1 0 is enough, and counts as the next element", () => {
    expect(outcome([record(good.root, 2, 1, 0)], sent)).toBe(2);
    expect(outcome([record(good.intermediate, 2, 1, 0)], [good.leaf])).toBe(1);
    expect(outcome([record(stale, 2, 1, 0)], sent)).toBe("tlsa_mismatch");
  });
  test("G6: names, dates and rights of what it signed still count", () => {
    const ofKey = [record(good.root, 2, 1, 0)];
    expect(outcome(ofKey, sent, { names: ["other.example"] })).toBe("name_mismatch");
    const notCa = threeTier({ intermediate: { ca: false } });
    expect(outcome([record(notCa.root, 2, 1, 0)], [notCa.leaf, notCa.intermediate])).toBe(
      "chain_not_ca",
    );
  });
  test("G6: a self-signed leaf is signed by a 2 1 0 key too, as OpenSSL has it", () => {
    const selfSigned = leaf(undefined);
    expect(outcome([record(selfSigned, 2, 1, 0)], [selfSigned])).toBe(1);
  });
});

describe("G7 and RFC 5280 §6.1: rights of the certificates of a path", () => {
  const underTop = (options: Parameters<typeof root>[0]) => {
    const top = root(options);
    const upper = intermediate(top, { subject: "upper" });
    const lower = intermediate(upper, { subject: "lower" });
    return { top, sent: [leaf(lower), lower, upper, top] };
  };
  test.for([
    [0, "path_too_long"],
    [1, "path_too_long"],
    [2, 3],
  ] as const)("G7: path length %i over two CAs: %s", ([pathLength, expected]) => {
    const { top, sent } = underTop({ pathLength });
    for (const parameters of TA_PARAMETERS)
      expect(outcome([record(top, ...parameters)], sent)).toBe(expected);
    // A key alone has no path length.
    expect(outcome([record(top, 2, 1, 0)], sent.slice(0, -1))).toBe(3);
  });
  test.for([
    ["no CA", { ca: false }, "chain_not_ca"],
    ["no CA by keyUsage", { keyUsage: 1 }, "chain_not_ca"],
    ["of version 1", { version: 1 }, "chain_not_ca"],
    ["for clients", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.2"] }, "purpose_mismatch"],
    ["of an unknown critical extension", { extensions: [unknownCritical()] }, "critical_extension"],
    [
      "for other names",
      { extensions: [nameConstraints({ permitted: ["example.net"] })] },
      "name_constraint",
    ],
    [
      "against the name",
      { extensions: [nameConstraints({ excluded: ["com"] }, false)] },
      "name_constraint",
    ],
    ["for the name", { extensions: [nameConstraints({ permitted: ["example.com"] })] }, 2],
  ] as const)("an intermediate %s: %s", ([, options, expected]) => {
    const tiers = threeTier({ intermediate: options });
    const sent = [tiers.leaf, tiers.intermediate, tiers.root];
    expect(outcome([record(tiers.root, 2, 0, 1)], sent)).toBe(expected);
  });
  test.for([
    ["for clients", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.2"] }, "purpose_mismatch"],
    ["whose key only signs certificates", { keyUsage: 1 << 5 }, "purpose_mismatch"],
    ["of an unknown critical extension", { extensions: [unknownCritical()] }, "critical_extension"],
    [
      "with an extension twice",
      { extensions: [unknownCritical(), unknownCritical()] },
      "chain_unreadable",
    ],
  ] as const)("a leaf %s: %s", ([, options, expected]) => {
    const tiers = threeTier({ leaf: options });
    expect(
      outcome([record(tiers.root, 2, 0, 1)], [tiers.leaf, tiers.intermediate, tiers.root]),
    ).toBe(expected);
  });
  test("G7: a self-issued CA does not count (RFC 5280 §6.1.4 (l))", () => {
    const top = root({ pathLength: 1 });
    const renewed = intermediate(top, { subject: "root" });
    const lower = intermediate(renewed, { subject: "lower" });
    expect(outcome([record(top, 2, 0, 1)], [leaf(lower), lower, renewed, top])).toBe(3);
  });
  test("only the last of a path may do without basicConstraints", () => {
    const middle = leaf(good.root, {
      subject: "old",
      dnsNames: null,
      keyUsage: (1 << 5) | (1 << 6),
    });
    const sent = [leaf(middle), middle, good.root];
    expect(outcome([record(middle, 2, 0, 1)], sent)).toBe(1);
    expect(outcome([record(good.root, 2, 0, 1)], sent)).toBe("chain_not_ca");
  });
  test("name constraints speak of common names where these stand for DNS-IDs", () => {
    const constrained = (permitted: string) => {
      const tiers = threeTier({
        leaf: { subject: CHAINS_NAME, dnsNames: null },
        root: { extensions: [nameConstraints({ permitted: [permitted] })] },
      });
      return outcome([record(tiers.root, 2, 0, 1)], [tiers.leaf, tiers.intermediate, tiers.root]);
    };
    expect(constrained("example.com")).toBe(2);
    expect(constrained("example.net")).toBe("name_constraint");
  });
  test("name constraints speak of CAs in between too, self-issued ones excepted", () => {
    const dns = (names: readonly string[]) => ({ dnsNames: names });
    const below = (options: Parameters<typeof intermediate>[1]) => {
      const top = root({ extensions: [nameConstraints({ permitted: ["example.com"] })] });
      const middle = intermediate(top, options);
      return outcome([record(top, 2, 0, 1)], [leaf(middle), middle, top]);
    };
    expect(below(dns(["ca.example.com"]))).toBe(2);
    expect(below(dns(["ca.example.net"]))).toBe("name_constraint");
    expect(below({ subject: "root", ...dns(["ca.example.net"]) })).toBe(2);
  });
  test("SHA-1 in the path is accepted and noted", () => {
    const top = root();
    const middle = intermediate(top, { signatureHash: "sha1" });
    const end = leaf(middle);
    expect(judge([record(top, 2, 0, 1)], [end, middle, top])).toMatchObject({
      verdict: "matched",
      weaklySigned: [1],
    });
    expect(judge([record(middle, 2, 0, 1)], [end, middle, top])).toMatchObject({
      weaklySigned: [],
    });
  });
});

describe("alternatives for one name", () => {
  const otherRoot = root({ subject: "other root" });
  const middle = (issuer: TestCertificate, options = {}) =>
    intermediate(issuer, { keys: good.intermediate, ...options });
  test.for([0, 1])("cross-signed: either root will do, whichever comes first (%i)", (turn) => {
    const both = [good.intermediate, middle(otherRoot)];
    const sent = [good.leaf, ...(turn === 0 ? both : both.reverse()), good.root, otherRoot];
    expect(outcome([record(good.root, 2, 1, 1)], sent)).toBe(2);
    expect(outcome([record(otherRoot, 2, 1, 1)], sent)).toBe(2);
  });
  test("the one in date is taken where another is not", () => {
    const sent = [good.leaf, middle(otherRoot, EXPIRED), good.intermediate];
    expect(outcome([record(good.intermediate, 2, 1, 1)], sent)).toBe(1);
  });
  test("the reason is that of the path that came nearest", () => {
    const sent = [
      good.leaf,
      middle(otherRoot, { ca: false }),
      middle(otherRoot, EXPIRED),
      otherRoot,
    ];
    expect(outcome([record(otherRoot, 2, 1, 1)], sent)).toBe("cert_expired");
  });
  test("of two as bad as each other, the one with less to mend", () => {
    const top = root({ subject: "expired root", ...EXPIRED });
    const sent = [good.leaf, middle(top, EXPIRED), middle(otherRoot, EXPIRED), top, otherRoot];
    expect(judge([record(top, 2, 1, 1), record(otherRoot, 2, 1, 1)], sent)).toMatchObject({
      reason: "cert_expired",
      faults: [{ reason: "cert_expired", depth: 1 }],
    });
  });
  test("a self-signed certificate ends its path, another of its name and key or not", () => {
    const keys = testKeyPair();
    const own = { subject: "own", keys };
    const [selfSigned, ca] = [leaf(undefined, own), root(own)];
    expect(outcome([record(ca, 2, 0, 1)], [selfSigned, ca])).toBe("chain_broken");
    const issued = leaf(ca);
    expect(outcome([record(ca, 2, 0, 1)], [issued, selfSigned, ca])).toBe(1);
  });
  test("two CAs that signed each other are no loop", () => {
    const [aKeys, bKeys] = [testKeyPair(), testKeyPair()];
    const [a, b] = [root({ subject: "a", keys: aKeys }), root({ subject: "b", keys: bKeys })];
    const aByB = intermediate(b, { subject: "a", keys: aKeys });
    const bByA = intermediate(a, { subject: "b", keys: bKeys });
    const end = leaf(aByB);
    expect(outcome([record(stale, 2, 1, 1)], [end, aByB, bByA])).toBe("ta_not_sent");
    expect(outcome([record(b, 2, 1, 0)], [end, aByB, bByA])).toBe(2);
  });
});

describe("X1, X2 and U5: sets of records", () => {
  const [ofLeaf, ofRoot] = [record(good.leaf, 3, 1, 1), record(good.root, 2, 0, 1)];
  const [staleEe, staleTa] = [record(stale, 3, 1, 1), record(stale, 2, 0, 1)];
  test("X1: any one is enough", () => {
    expect(outcome([staleTa, ofLeaf], whole)).toBe(0);
    expect(outcome([staleEe, ofRoot], whole)).toBe(2);
    expect(outcome([staleEe, staleTa, ofRoot], whole)).toBe(2);
  });
  test("X1: usage 3 comes first, so a wrong name does not matter", () =>
    expect(outcome([ofRoot, ofLeaf], whole, { names: ["other.example"] })).toBe(0));
  test("X1: a match that fails says more than a record that is stale", () =>
    expect(outcome([staleEe, ofRoot], whole, { names: ["other.example"] })).toBe("name_mismatch"));
  test("X2: nothing matches", () => {
    expect(outcome([staleEe], whole)).toBe("tlsa_mismatch");
    expect(outcome([staleEe, staleTa], whole)).toBe("tlsa_mismatch");
    expect(outcome([], whole)).toBe("tlsa_mismatch");
  });
  test("U5: a weaker digest beside a stronger one does not count, full data does", () => {
    const stale512 = record(stale, 3, 1, 2);
    expect(outcome([ofLeaf, stale512], whole)).toBe("tlsa_mismatch");
    expect(outcome([record(good.leaf, 3, 1, 0), stale512], whole)).toBe(0);
    expect(outcome([ofRoot, record(stale, 2, 0, 2)], whole)).toBe("tlsa_mismatch");
  });
});

describe("what cannot be read", () => {
  const junk = { ...good.leaf, der: Buffer.from("junk"), spki: Buffer.alloc(0) };
  test("a leaf that is none matches by its octets, never by a key it has not", () => {
    expect(outcome([record(junk, 3, 0, 1)], [junk])).toBe(0);
    expect(outcome([record(junk, 3, 1, 1)], [junk])).toBe("chain_unreadable");
  });
  test("no certificate at all", () => expect(outcome([], [])).toBe("chain_unreadable"));
});
