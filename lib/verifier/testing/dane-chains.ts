import { contextTag, DER } from "../x509/der";
import { derElement, derSequence, derText } from "./der-writer";
import {
  type TestCertificate,
  type TestCertificateOptions,
  testCertificate,
  testExtension,
  testKeyPair,
} from "./test-certificate";

/** A chain that a server sends, and certificates that records may be of, by what they are. */
export type DaneChain = {
  name: string;
  sent: readonly TestCertificate[];
  of: Readonly<Record<string, TestCertificate>>;
};

/** When every chain here is judged, in epoch seconds, and the name its leaf ought to have. */
export const CHAINS_AT = Date.UTC(2026, 10, 26) / 1000;
export const CHAINS_NAME = "mx.example.com";

const VALID = { notBefore: new Date("2026-01-01"), notAfter: new Date("2027-01-01") };
export const EXPIRED = { notBefore: new Date("2025-01-01"), notAfter: new Date("2026-01-01") };
export const NOT_YET = { notBefore: new Date("2027-01-01"), notAfter: new Date("2028-01-01") };

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE = "2.5.29.37.0";

type Options = TestCertificateOptions;
const made = (options: Options): TestCertificate => testCertificate({ ...VALID, ...options });
export const root = (options: Options = {}) => made({ subject: "root", ca: true, ...options });
export const intermediate = (issuer: TestCertificate, options: Options = {}) =>
  made({ subject: "intermediate", ca: true, issuer, ...options });
export const leaf = (issuer: TestCertificate | undefined, options: Options = {}) =>
  made({ subject: "leaf", dnsNames: [CHAINS_NAME], ...(issuer ? { issuer } : {}), ...options });

/** Root, intermediate and leaf, each made as its options ask. */
export function threeTier(
  options: { leaf?: Options; intermediate?: Options; root?: Options } = {},
) {
  const top = root(options.root);
  const middle = intermediate(top, options.intermediate);
  return { leaf: leaf(middle, options.leaf), intermediate: middle, root: top };
}

type Tiers = ReturnType<typeof threeTier>;
const whole = (name: string, tiers: Tiers): DaneChain => ({
  name,
  sent: [tiers.leaf, tiers.intermediate, tiers.root],
  of: tiers,
});

/** A name constraints extension (RFC 5280 §4.2.1.10) over DNS names. */
export const nameConstraints = (
  { permitted, excluded }: { permitted?: readonly string[]; excluded?: readonly string[] },
  critical = true,
): Buffer => {
  const subtrees = (number: number, names: readonly string[] | undefined) =>
    names
      ? [
          derElement(
            contextTag(number, "constructed"),
            ...names.map((name) => derSequence(derText(contextTag(2, "primitive"), name))),
          ),
        ]
      : [];
  const value = derSequence(...subtrees(0, permitted), ...subtrees(1, excluded));
  return testExtension("2.5.29.30", value, critical);
};

/** A critical extension of nobody's. */
export const unknownCritical = (): Buffer =>
  testExtension("1.3.6.1.4.1.99999.1", derElement(DER.NULL), true);

const addressSan = (): Buffer =>
  testExtension(
    "2.5.29.17",
    derSequence(derElement(contextTag(7, "primitive"), Buffer.from([192, 0, 2, 1]))),
  );

/** Chains for every row G1 to G7 and N1 to N4 of the decision table, whole and broken. */
export function daneChains(): DaneChain[] {
  return [...sentOtherwise(), ...outOfDate(), ...named(), ...withoutRights(), ...linked()];
}

function sentOtherwise(): DaneChain[] {
  const tiers = threeTier();
  const stranger = root({ subject: "stranger" });
  const selfSigned = leaf(undefined);
  return [
    whole("whole", tiers),
    { name: "root not sent", sent: [tiers.leaf, tiers.intermediate], of: tiers },
    { name: "leaf only", sent: [tiers.leaf], of: tiers },
    { name: "intermediate not sent", sent: [tiers.leaf, tiers.root], of: tiers },
    { name: "misordered", sent: [tiers.leaf, tiers.root, tiers.intermediate], of: tiers },
    {
      name: "superfluous and repeated",
      sent: [tiers.leaf, stranger, tiers.leaf, tiers.intermediate, tiers.intermediate, tiers.root],
      of: { ...tiers, stranger },
    },
    { name: "self-signed leaf", sent: [selfSigned], of: { leaf: selfSigned, stranger } },
    {
      name: "self-signed leaf and others",
      sent: [selfSigned, tiers.root],
      of: { leaf: selfSigned, root: tiers.root },
    },
    ...(["rsa", "ed25519", "p384"] as const).map((keyType) =>
      whole(
        keyType,
        threeTier({ leaf: { keyType }, intermediate: { keyType }, root: { keyType } }),
      ),
    ),
  ];
}

const outOfDate = (): DaneChain[] =>
  (["leaf", "intermediate", "root"] as const).flatMap((tier) => {
    const expired = threeTier({ [tier]: EXPIRED });
    return [
      whole(`expired ${tier}`, expired),
      whole(`${tier} not yet valid`, threeTier({ [tier]: NOT_YET })),
      {
        name: `expired ${tier}, root not sent`,
        sent: [expired.leaf, expired.intermediate],
        of: expired,
      },
    ];
  });

const named = (): DaneChain[] =>
  (
    [
      ["another name", { dnsNames: ["mx.example.net"] }],
      ["one of several names", { dnsNames: ["a.example", "MX.Example.COM", "b.example"] }],
      ["wildcard", { dnsNames: ["*.example.com"] }],
      ["wildcard over two labels", { dnsNames: ["*.com"] }],
      ["wildcard not first", { dnsNames: ["mx.*.com"] }],
      ["wildcard of another parent", { dnsNames: ["*.mx.example.com"] }],
      ["partial wildcard m*", { dnsNames: ["m*.example.com"] }],
      ["partial wildcard *x", { dnsNames: ["*x.example.com"] }],
      ["final dot", { dnsNames: ["mx.example.com."] }],
      ["NUL in a name", { dnsNames: ["mx.example.com\0.example.net"] }],
      ["not ASCII", { dnsNames: [Buffer.from([0xef, ...Buffer.from("mx.example.com")])] }],
      ["common name only", { subject: CHAINS_NAME, dnsNames: null }],
      ["wildcard common name", { subject: "*.example.com", dnsNames: null }],
      ["common name beside another DNS-ID", { subject: CHAINS_NAME, dnsNames: ["a.example"] }],
      [
        "common name beside an address",
        { subject: CHAINS_NAME, dnsNames: null, extensions: [addressSan()] },
      ],
      ["no name at all", { dnsNames: null }],
    ] as const
  ).map(([name, options]) => whole(name, threeTier({ leaf: options })));

const withoutRights = (): DaneChain[] => {
  const fourTier = (options: { upper?: Options; lower?: Options; top?: Options }) => {
    const top = root(options.top);
    const upper = intermediate(top, { subject: "upper", ...options.upper });
    const lower = intermediate(upper, { subject: "lower", ...options.lower });
    const end = leaf(lower);
    return { sent: [end, lower, upper, top], of: { leaf: end, lower, upper, root: top } };
  };
  return [
    { name: "root allows no CA below", ...fourTier({ top: { pathLength: 0 } }) },
    { name: "root allows one CA below, of two", ...fourTier({ top: { pathLength: 1 } }) },
    { name: "root allows two CAs below", ...fourTier({ top: { pathLength: 2 } }) },
    { name: "intermediate allows no CA below", ...fourTier({ upper: { pathLength: 0 } }) },
    {
      name: "self-issued CA does not count for the path length",
      ...fourTier({ top: { pathLength: 1 }, upper: { subject: "root" } }),
    },
    whole("intermediate is no CA", threeTier({ intermediate: { ca: false } })),
    whole("intermediate may not sign", threeTier({ intermediate: { keyUsage: 1 } })),
    whole("intermediate without keyUsage", threeTier({ intermediate: { keyUsage: null } })),
    whole("root is no CA", threeTier({ root: { ca: false, keyUsage: null } })),
    whole("root of version 1", threeTier({ root: { version: 1 } })),
    whole("intermediate of version 1", threeTier({ intermediate: { version: 1 } })),
    whole("leaf of version 1", threeTier({ leaf: { version: 1, subject: CHAINS_NAME } })),
    whole("leaf is a CA too", threeTier({ leaf: { ca: true } })),
    whole("leaf key is for signing certificates only", threeTier({ leaf: { keyUsage: 1 << 5 } })),
    whole("leaf for servers", threeTier({ leaf: { extendedKeyUsage: [SERVER_AUTH] } })),
    whole("leaf for clients", threeTier({ leaf: { extendedKeyUsage: [CLIENT_AUTH] } })),
    whole("leaf for any purpose", threeTier({ leaf: { extendedKeyUsage: [ANY_PURPOSE] } })),
    whole(
      "intermediate for clients",
      threeTier({ intermediate: { extendedKeyUsage: [CLIENT_AUTH] } }),
    ),
    whole("root for clients", threeTier({ root: { extendedKeyUsage: [CLIENT_AUTH] } })),
    whole(
      "unknown critical extension, leaf",
      threeTier({ leaf: { extensions: [unknownCritical()] } }),
    ),
    whole(
      "unknown critical extension, root",
      threeTier({ root: { extensions: [unknownCritical()] } }),
    ),
    ...(
      [
        ["permitted", { permitted: ["example.com"] }],
        ["permitted below a dot", { permitted: [".example.com"] }],
        ["not permitted", { permitted: ["example.net"] }],
        ["excluded", { excluded: ["example.com"] }],
        ["excluded elsewhere", { excluded: ["ample.com"] }],
      ] as const
    ).flatMap(([name, constraints]) => [
      whole(
        `name ${name} by the intermediate`,
        threeTier({ intermediate: { extensions: [nameConstraints(constraints)] } }),
      ),
      whole(
        `name ${name} by the root, not critical`,
        threeTier({ root: { extensions: [nameConstraints(constraints, false)] } }),
      ),
    ]),
    whole(
      "common name not permitted",
      threeTier({
        leaf: { subject: CHAINS_NAME, dnsNames: null },
        intermediate: { extensions: [nameConstraints({ permitted: ["example.net"] })] },
      }),
    ),
  ];
};

/** Chains whose names or signatures lead astray. */
function linked(): DaneChain[] {
  const tiers = threeTier({ leaf: { keyIdentifiers: false } });
  const otherRoot = root({ subject: "other root" });
  const keys = {
    publicKey: tiers.intermediate.publicKey,
    privateKey: tiers.intermediate.privateKey,
  };
  const crossSigned = intermediate(otherRoot, { keys });
  const crossExpired = intermediate(otherRoot, { keys, ...EXPIRED });
  const decoy = intermediate(otherRoot);
  const crossed = { ...tiers, crossSigned, otherRoot };
  const written = root({ subject: "Root" });
  const readOtherwise = intermediate(written, { issuerName: root().subject });
  const belowWritten = leaf(readOtherwise);
  const newKey = testKeyPair();
  const rollover = root({ keys: newKey, issuer: tiers.root });
  const belowRollover = leaf(rollover);
  const misled = leaf(tiers.intermediate, {
    keyIdentifiers: true,
    issuer: { ...tiers.intermediate, subjectKeyIdentifier: Buffer.alloc(20, 1) },
  });
  return [
    whole("forged leaf", threeTier({ leaf: { forged: true } })),
    whole("forged intermediate", threeTier({ intermediate: { forged: true } })),
    whole("forged root", threeTier({ root: { forged: true } })),
    {
      name: "cross-signed",
      sent: [tiers.leaf, tiers.intermediate, crossSigned, tiers.root, otherRoot],
      of: crossed,
    },
    {
      name: "cross-signed, the other way first",
      sent: [tiers.leaf, crossSigned, tiers.intermediate, otherRoot, tiers.root],
      of: crossed,
    },
    {
      name: "cross-signed, one expired",
      sent: [tiers.leaf, crossExpired, tiers.intermediate, tiers.root, otherRoot],
      of: { ...tiers, crossExpired, otherRoot },
    },
    {
      name: "same name, another key first",
      sent: [tiers.leaf, decoy, tiers.intermediate, tiers.root],
      of: { ...tiers, decoy },
    },
    {
      name: "same name, another key only",
      sent: [tiers.leaf, decoy, otherRoot],
      of: { ...tiers, decoy, otherRoot },
    },
    {
      name: "issuer written in another case",
      sent: [belowWritten, readOtherwise, written],
      of: { leaf: belowWritten, intermediate: readOtherwise, root: written },
    },
    {
      name: "authority key identifier of another",
      sent: [misled, tiers.intermediate, tiers.root],
      of: { ...tiers, leaf: misled },
    },
    {
      name: "new key signed by the old one, one name",
      sent: [belowRollover, rollover, tiers.root],
      of: { leaf: belowRollover, rollover, root: tiers.root },
    },
  ];
}
