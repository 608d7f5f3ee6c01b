import type { RuleId } from "@/lib/model/check-rules";
import type { TlsaMismatchReason } from "@/lib/model/dns-tlsa";
import type { ChainPlan, ExpectedHost, LabDomain, TlsaText } from "../plan";
import { domain, GOOD_TLSA, OK, okBy, simple } from "./compose";

const ROOT_KEY = ["2 1 1 root"] as const;

/** One host with this chain and these records. */
const chained = (
  name: string,
  rules: readonly RuleId[],
  about: string,
  chain: ChainPlan,
  tlsa: readonly TlsaText[],
  expect: ExpectedHost,
): LabDomain =>
  simple(name, rules, about, expect.verdict === "ok" ? "dane_ok" : "dane_fail", {
    host: { servers: [{ chain }], tlsa },
    expect,
  });

/** The row that decides, where `rules` name the finer point behind it. */
const OUTCOME_ROWS: Partial<Record<TlsaMismatchReason, RuleId>> = {
  name_mismatch: "G2",
  tlsa_mismatch: "X2",
};

/** The same where no record authenticates the chain, and why. */
const mismatched = (
  name: string,
  rules: readonly [RuleId, ...RuleId[]],
  about: string,
  code: TlsaMismatchReason,
  chain: ChainPlan,
  tlsa: readonly TlsaText[] = ROOT_KEY,
): LabDomain => ({
  ...chained(name, rules, about, chain, tlsa, { verdict: "fail" }),
  problems: [{ code, rule: OUTCOME_ROWS[code] ?? rules[0] }],
});
const BY_ROOT_KEY = okBy(2, 1, 1, 1);

/** Decision table E, G, N and X: whether the certificate chain is the one that was promised. */
export const CERTIFICATE_DOMAINS: readonly LabDomain[] = [
  chained(
    "ee-other-name.de",
    ["E2"],
    "DANE-EE(3), and a certificate for another name.",
    { names: ["other.invalid"] },
    GOOD_TLSA,
    OK,
  ),
  chained(
    "ee-no-name.de",
    ["E2"],
    "DANE-EE(3), and a certificate without any name.",
    { names: [] },
    GOOD_TLSA,
    OK,
  ),
  chained(
    "ee-expired.de",
    ["E3"],
    "DANE-EE(3), and the certificate has expired.",
    { dates: "expired" },
    GOOD_TLSA,
    OK,
  ),
  chained(
    "ee-future.de",
    ["E3"],
    "DANE-EE(3), and the certificate is not valid yet.",
    { dates: "future" },
    GOOD_TLSA,
    OK,
  ),
  chained(
    "ee-unknown-ca.de",
    ["E3"],
    "DANE-EE(3) under a CA nobody knows.",
    { issuers: 2, sends: ["leaf"] },
    GOOD_TLSA,
    OK,
  ),
  chained(
    "ee-broken-chain.de",
    ["E3"],
    "DANE-EE(3), and the leaf's signature is broken.",
    { issuers: 1, fault: "leaf_signature_broken" },
    GOOD_TLSA,
    OK,
  ),
  chained("ee-rsa.de", ["E1"], "DANE-EE(3) on an RSA key.", { keyType: "rsa" }, GOOD_TLSA, OK),
  mismatched(
    "ee-of-issuer.de",
    ["E4", "X2"],
    "A DANE-EE(3) record made from the issuer.",
    "tlsa_mismatch",
    { issuers: 1 },
    ["3 1 1 root"],
  ),
  mismatched(
    "wrong-key.de",
    ["X2"],
    "The record is of another key: a forgotten roll-over.",
    "tlsa_mismatch",
    {},
    ["3 1 1 other"],
  ),
  mismatched(
    "wrong-certificate.de",
    ["X2"],
    "The record is of the certificate before the renewal.",
    "tlsa_mismatch",
    {},
    ["3 0 1 other"],
  ),
  simple("wrong-key-postfix.de", ["X2"], "Postfix with the record of another key.", "dane_fail", {
    host: { servers: [{ program: "postfix" }], tlsa: ["3 1 1 other"] },
    expect: { verdict: "fail" },
    problems: [{ code: "tlsa_mismatch", rule: "X2" }],
  }),
  chained(
    "ta-root.de",
    ["G1"],
    "DANE-TA(2) on a root's key, the root sent.",
    { issuers: 1 },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  chained(
    "ta-intermediate.de",
    ["G1"],
    "DANE-TA(2) on the intermediate; the root is not sent.",
    { issuers: 2, sends: ["leaf", "intermediate"] },
    ["2 0 1 intermediate"],
    okBy(2, 0, 1, 1),
  ),
  chained(
    "ta-intermediate-key.de",
    ["G1"],
    "DANE-TA(2) on the intermediate's key.",
    { issuers: 2 },
    ["2 1 1 intermediate"],
    okBy(2, 1, 1, 1),
  ),
  chained(
    "ta-rsa.de",
    ["G1"],
    "DANE-TA(2) over RSA certificates.",
    { issuers: 2, keyType: "rsa" },
    ROOT_KEY,
    okBy(2, 1, 1, 2),
  ),
  mismatched(
    "ta-other-name.de",
    ["G2"],
    "DANE-TA(2), and a certificate for another name.",
    "name_mismatch",
    { issuers: 1, names: ["other.invalid"] },
  ),
  mismatched(
    "ta-no-name.de",
    ["G2"],
    "DANE-TA(2), and a certificate without a name.",
    "name_mismatch",
    { issuers: 1, names: [] },
  ),
  mismatched(
    "ta-leaf-expired.de",
    ["G3"],
    "DANE-TA(2), and the leaf has expired.",
    "cert_expired",
    { issuers: 1, dates: "expired" },
  ),
  mismatched(
    "ta-leaf-future.de",
    ["G3"],
    "DANE-TA(2), and the leaf is not valid yet.",
    "cert_not_yet_valid",
    { issuers: 1, dates: "future" },
  ),
  mismatched(
    "ta-root-expired.de",
    ["G3"],
    "DANE-TA(2), and the trust anchor has expired.",
    "cert_expired",
    { issuers: 1, fault: "root_expired" },
  ),
  mismatched(
    "ta-not-sent.de",
    ["G4"],
    "DANE-TA(2) on a root that is not sent, by digest of its key.",
    "ta_not_sent",
    { issuers: 1, sends: ["leaf"] },
  ),
  mismatched(
    "ta-not-sent-certificate.de",
    ["G4"],
    "The same by digest of the certificate.",
    "ta_not_sent",
    { issuers: 2, sends: ["leaf", "intermediate"] },
    ["2 0 1 root"],
  ),
  chained(
    "ta-in-dns.de",
    ["G5"],
    "DANE-TA(2) with the root itself in DNS, not sent.",
    { issuers: 1, sends: ["leaf"] },
    ["2 0 0 root"],
    okBy(2, 0, 0, 1),
  ),
  chained(
    "ta-key-in-dns.de",
    ["G6"],
    "DANE-TA(2) with the root's key in DNS, not sent.",
    { issuers: 1, sends: ["leaf"] },
    ["2 1 0 root"],
    okBy(2, 1, 0, 1),
  ),
  chained(
    "ta-key-in-dns-long.de",
    ["G6"],
    "The same with an intermediate between.",
    { issuers: 2, sends: ["leaf", "intermediate"] },
    ["2 1 0 root"],
    okBy(2, 1, 0, 2),
  ),
  mismatched(
    "ta-path-length.de",
    ["G7"],
    "DANE-TA(2) on a root whose path length allows no intermediate.",
    "path_too_long",
    { issuers: 2, fault: "path_too_long" },
    ["2 0 1 root"],
  ),
  mismatched(
    "ta-broken-signature.de",
    ["G1"],
    "DANE-TA(2), and the leaf is not signed by the key of its issuer.",
    "chain_broken",
    { issuers: 1, fault: "leaf_signature_broken" },
  ),
  mismatched(
    "ta-not-a-ca.de",
    ["G1"],
    "DANE-TA(2), and the intermediate is no CA.",
    "chain_not_ca",
    { issuers: 2, fault: "intermediate_not_ca" },
  ),
  mismatched(
    "ta-is-leaf.de",
    ["G1"],
    "A DANE-TA(2) record made from the leaf itself.",
    "ta_leaf_only",
    {},
    ["2 1 1 leaf"],
  ),
  mismatched(
    "ta-of-stranger.de",
    ["X2"],
    "DANE-TA(2) on a certificate that is in no chain.",
    "tlsa_mismatch",
    { issuers: 1 },
    ["2 1 1 other"],
  ),
  chained(
    "ta-extra-sent.de",
    ["G1"],
    "A foreign certificate is sent between.",
    { issuers: 1, sends: ["leaf", "stranger", "root"] },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  chained(
    "name-of-domain.de",
    ["N1"],
    "DANE-TA(2), a certificate for the mail domain.",
    { issuers: 1, names: ["name-of-domain.de"] },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  chained(
    "name-among-others.de",
    ["N1"],
    "DANE-TA(2), the host's name among others.",
    { issuers: 1, names: ["a.invalid", "@host", "b.invalid"] },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  domain(
    "www.name-expanded.de",
    ["N1", "M8"],
    "A certificate for the domain that a CNAME leads to.",
    {
      zones: [
        { zone: "name-expanded.de", records: ["www CNAME name-expanded-target.de."] },
        {
          zone: "name-expanded-target.de",
          records: ["@ MX 10 mx"],
          hosts: {
            mx: {
              servers: [{ chain: { issuers: 1, names: ["name-expanded-target.de"] } }],
              tlsa: ROOT_KEY,
            },
          },
        },
      ],
      verdict: "dane_ok",
      hosts: { "mx.name-expanded-target.de": BY_ROOT_KEY },
    },
  ),
  domain(
    "name-insecure-mx.de",
    ["N2", "M4"],
    "Unsigned MX: a certificate for the domain alone proves nothing.",
    {
      zones: [
        {
          zone: "name-insecure-mx.de",
          signing: null,
          records: ["@ MX 10 mx.name-insecure-mx-host.de."],
        },
        {
          zone: "name-insecure-mx-host.de",
          hosts: {
            mx: {
              servers: [{ chain: { issuers: 1, names: ["name-insecure-mx.de"] } }],
              tlsa: ROOT_KEY,
            },
          },
        },
      ],
      verdict: "insecure",
      mxStatus: "insecure",
      hosts: { "mx.name-insecure-mx-host.de": { verdict: "fail" } },
      problems: [{ code: "name_mismatch", rule: "G2" }],
    },
  ),
  domain(
    "www.name-implicit.de",
    ["N2b", "M5", "A7"],
    "No MX; the alias's own name is in the certificate.",
    {
      zones: [
        {
          zone: "name-implicit.de",
          records: ["www CNAME real"],
          hosts: {
            real: {
              servers: [{ chain: { issuers: 1, names: ["www.name-implicit.de"] } }],
              tlsa: ROOT_KEY,
            },
          },
        },
      ],
      verdict: "dane_ok",
      hosts: { "www.name-implicit.de": { ...BY_ROOT_KEY, tlsaBase: "real.name-implicit.de" } },
    },
  ),
  simple(
    "name-of-alias.de",
    ["N1", "A7", "G2"],
    "A certificate for the MX name before its CNAME: not a reference name.",
    "dane_fail",
    {
      zone: {
        records: ["@ MX 10 mx", "mx CNAME real"],
        hosts: {
          real: {
            servers: [{ chain: { issuers: 1, names: ["mx.name-of-alias.de"] } }],
            tlsa: ROOT_KEY,
          },
        },
      },
      expect: { verdict: "fail", tlsaBase: "real.name-of-alias.de" },
      problems: [{ code: "name_mismatch", rule: "G2" }],
    },
  ),
  chained(
    "cn-only.de",
    ["N3"],
    "No DNS names, the right common name.",
    { issuers: 1, names: [], commonName: "@host" },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  mismatched(
    "cn-beside-san.de",
    ["N3"],
    "The right common name beside DNS names that are not.",
    "name_mismatch",
    { issuers: 1, names: ["other.invalid"], commonName: "@host" },
  ),
  chained(
    "wildcard-name.de",
    ["N4"],
    "A wildcard for the host's parent.",
    { issuers: 1, names: ["*.wildcard-name.de"] },
    ROOT_KEY,
    BY_ROOT_KEY,
  ),
  simple("wildcard-two-labels.de", ["N4"], "A wildcard two labels above the host.", "dane_fail", {
    zone: {
      records: ["@ MX 10 a.b"],
      hosts: {
        "a.b": {
          servers: [{ chain: { issuers: 1, names: ["*.wildcard-two-labels.de"] } }],
          tlsa: ROOT_KEY,
        },
      },
    },
    hosts: { "a.b.wildcard-two-labels.de": { verdict: "fail" } },
    problems: [{ code: "name_mismatch", rule: "G2" }],
  }),
  mismatched("wildcard-partial.de", ["N4"], "`m*.` is no wildcard.", "name_mismatch", {
    issuers: 1,
    names: ["m*.wildcard-partial.de"],
  }),
  mismatched("wildcard-partial-end.de", ["N4"], "`*x.` is no wildcard either.", "name_mismatch", {
    issuers: 1,
    names: ["*x.wildcard-partial-end.de"],
  }),
  chained(
    "both-usages.de",
    ["X1"],
    "The DANE-TA(2) record fails, the DANE-EE(3) record matches.",
    { issuers: 1, names: ["other.invalid"] },
    ["2 1 1 root", "3 1 1 leaf"],
    OK,
  ),
  chained(
    "both-usages-ta.de",
    ["X1"],
    "The DANE-EE(3) record fails, the DANE-TA(2) record matches.",
    { issuers: 1 },
    ["3 1 1 other", "2 1 1 root"],
    BY_ROOT_KEY,
  ),
  mismatched(
    "both-usages-none.de",
    ["X2"],
    "Neither of two records matches.",
    "tlsa_mismatch",
    { issuers: 1 },
    ["3 1 1 other", "2 1 1 other"],
  ),
];
