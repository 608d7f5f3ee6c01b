import type { RuleId } from "@/lib/model/check-rules";
import type { TlsaUnusableReason } from "@/lib/model/dns-tlsa";
import type { LabDomain, TlsaText } from "../plan";
import { GOOD_TLSA, OK, okBy, simple } from "./compose";

/** A good host with one record only, which cannot be used. */
const unusable = (
  name: string,
  rule: RuleId,
  code: TlsaUnusableReason,
  record: TlsaText,
): LabDomain =>
  simple(
    name,
    [rule, "T3"],
    `Its only record is \`${record.slice(0, 16)}\`: ${code}.`,
    "dane_unusable",
    { host: { tlsa: [record] }, expect: { verdict: "unusable" }, problems: [{ code, rule }] },
  );

/** Decision table U: which TLSA records count. */
export const USABILITY_DOMAINS: readonly LabDomain[] = [
  unusable("usage-0.se", "U2", "usage_pkix", "0 0 1 leaf"),
  unusable("usage-1.se", "U2", "usage_pkix", "1 1 1 leaf"),
  unusable("usage-4.se", "U3", "usage_unknown", "4 1 1 leaf"),
  unusable("usage-255.se", "U3", "usage_unknown", "255 1 1 leaf"),
  unusable("selector-2.se", "U3", "selector_unknown", "3 2 1 leaf"),
  unusable("matching-type-3.se", "U3", "matching_type_unknown", "3 1 3 leaf"),
  unusable("digest-short.se", "U4", "digest_length", `3 1 1 hex:${"ab".repeat(31)}`),
  unusable("digest-long.se", "U4", "digest_length", `3 1 1 hex:${"ab".repeat(64)}`),
  unusable("sha512-short.se", "U4", "digest_length", `3 1 2 hex:${"ab".repeat(32)}`),
  unusable("full-not-a-key.se", "U4", "public_key_unreadable", `3 1 0 hex:${"ab".repeat(91)}`),
  unusable(
    "full-not-a-certificate.se",
    "U4",
    "certificate_unreadable",
    `2 0 0 hex:${"cd".repeat(120)}`,
  ),
  simple(
    "unusable-beside-good.se",
    ["U2", "U3", "U4", "T2"],
    "Unusable records beside a good one.",
    "dane_ok",
    { host: { tlsa: ["1 1 1 leaf", "4 1 1 leaf", "3 1 1 hex:abab", ...GOOD_TLSA] } },
  ),
  simple(
    "unusable-beside-wrong.se",
    ["U2", "X2"],
    "An unusable record that would match, beside a usable one that does not.",
    "dane_fail",
    {
      host: { tlsa: ["1 1 1 leaf", "3 1 1 other"] },
      expect: { verdict: "fail" },
      problems: [{ code: "tlsa_mismatch", rule: "X2" }],
    },
  ),
  simple("weaker-digest-only.se", ["U5"], "Only the weaker of two digests matches.", "dane_fail", {
    host: { tlsa: ["3 1 1 leaf", "3 1 2 other"] },
    expect: { verdict: "fail" },
    problems: [{ code: "tlsa_mismatch", rule: "X2" }],
  }),
  simple(
    "stronger-digest-only.se",
    ["U5"],
    "Only the stronger of two digests matches.",
    "dane_ok",
    { host: { tlsa: ["3 1 1 other", "3 1 2 leaf"] }, expect: okBy(3, 1, 2, 0) },
  ),
  simple(
    "full-beside-digest.se",
    ["U5"],
    "Full(0) matches, and a stronger digest does not hide it.",
    "dane_ok",
    { host: { tlsa: ["3 1 0 leaf", "3 1 2 other"] }, expect: okBy(3, 1, 0, 0) },
  ),
  simple(
    "digests-of-other-selector.se",
    ["U5"],
    "A stronger digest of another selector hides nothing.",
    "dane_ok",
    { host: { tlsa: ["3 1 1 leaf", "3 0 2 other"] }, expect: OK },
  ),
];
