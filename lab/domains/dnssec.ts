import type { RuleId } from "@/lib/model/check-rules";
import type { DnssecReason } from "@/lib/model/dnssec";
import type { ExpectedHost, LabDomain, Signing, ZonePlan } from "../plan";
import { domain, OK, served, simple } from "./compose";

const HOST_INSECURE: ExpectedHost = {
  verdict: "insecure",
  addressStatus: "insecure",
  tlsaStatus: null,
  tlsaBase: null,
};

/** A zone that counts as unsigned. */
const insecure = (
  name: string,
  rules: readonly RuleId[],
  about: string,
  signing: Signing | null,
): LabDomain =>
  simple(name, rules, about, "insecure", {
    zone: { signing },
    mxStatus: "insecure",
    expect: HOST_INSECURE,
  });

/** A zone that fails validation altogether. */
const bogus = (
  name: string,
  rules: readonly RuleId[],
  about: string,
  code: DnssecReason,
  signing: Signing,
): LabDomain =>
  simple(name, rules, about, "bogus", {
    zone: { signing },
    mxStatus: "bogus",
    hosts: {},
    mxReason: code,
    problems: [{ code: "mx_bogus", rule: "M3" }],
  });
const ALL = ["SOA", "MX", "A", "TLSA", "DNSKEY", "NSEC"] as const;
const nsec3 = (iterations: number, saltOctets = 0, optOut = false): Signing => ({
  denial: { iterations, saltOctets, optOut },
});

/** A domain below a TLD whose name servers fail at its DS query. */
const dsLookup = (name: string, about: string, verdict: "bogus" | "dns_error"): LabDomain =>
  simple(name, ["D4"], about, verdict, {
    zone: { signing: null },
    mxStatus: verdict === "bogus" ? "bogus" : "indeterminate",
    hosts: {},
  });

/** TLDs of the lab that are not merely signed zones with NSEC. */
export const TLD_PLANS: readonly ZonePlan[] = [
  { zone: "com", signing: nsec3(0, 0, true) },
  { zone: "net", signing: nsec3(0, 0, true) },
  { zone: "de", signing: nsec3(0) },
  { zone: "ch", signing: { ...nsec3(5, 4), algorithms: [8] } },
  {
    zone: "be",
    serverFaults: [
      { types: ["DS"], at: "ds-servfail", does: "servfail" },
      { types: ["DS"], at: "ds-silence", does: "silence" },
      { types: ["DS"], at: "ds-denial-stripped", does: "strip_denial" },
    ],
  },
  { zone: "dk", signing: null },
  { zone: "cz", signing: { ds: "wrong" } },
];

/** Decision table D: DNSSEC. */
export const DNSSEC_DOMAINS: readonly LabDomain[] = [
  insecure("algorithm-12.eu", ["D1"], "Signed with an algorithm that nobody supports.", {
    algorithms: [12],
  }),
  insecure("algorithm-250.eu", ["D1"], "Signed with an algorithm that has no number yet.", {
    algorithms: [250],
  }),
  insecure("digest-unknown.eu", ["D1"], "A DS record with an unknown digest.", {
    ds: "unknown_digest",
  }),
  bogus("ds-wrong.eu", ["D2"], "The DS record is of no key there is.", "no_matching_ds", {
    ds: "wrong",
  }),
  bogus(
    "ds-idle-key.eu",
    ["D2"],
    "The DS record is of a key that signs nothing.",
    "dnskey_not_signed",
    { fault: { kind: "ds_of_idle_key" } },
  ),
  bogus("keys-unsigned.eu", ["D2"], "The keys are not signed.", "dnskey_not_signed", {
    fault: { kind: "signature_missing", types: ["DNSKEY"] },
  }),
  bogus("all-expired.eu", ["D2", "M3"], "Every signature has expired.", "signature_expired", {
    fault: { kind: "signature_expired", types: ALL },
  }),
  bogus("all-future.eu", ["D2", "M3"], "No signature is valid yet.", "signature_not_yet_valid", {
    fault: { kind: "signature_future", types: ALL },
  }),
  bogus("mx-unsigned.eu", ["M3"], "The MX records' signature is missing.", "rrsig_missing", {
    fault: { kind: "signature_missing", types: ["MX"] },
  }),
  bogus("mx-expired.eu", ["M3"], "The MX records' signature has expired.", "signature_expired", {
    fault: { kind: "signature_expired", types: ["MX"] },
  }),
  insecure("unsigned.se", ["D3"], "Unsigned below a TLD with NSEC.", null),
  insecure("unsigned.com", ["D3"], "Unsigned below a TLD with NSEC3 and opt-out.", null),
  insecure("unsigned.de", ["D3"], "Unsigned below a TLD with NSEC3.", null),
  insecure("signed-no-ds.nl", ["D3"], "Signed, and the DS record was never published.", {
    ds: "none",
  }),
  insecure("signed.dk", ["D3"], "Signed below an unsigned TLD.", {}),
  domain("child.unsigned-parent.nl", ["D3"], "Signed below an unsigned zone.", {
    zones: [
      { zone: "unsigned-parent.nl", signing: null },
      { zone: "child.unsigned-parent.nl", records: ["@ MX 10 mx"], hosts: { mx: served({}) } },
    ],
    verdict: "insecure",
    mxStatus: "insecure",
    hosts: { "mx.child.unsigned-parent.nl": HOST_INSECURE },
  }),
  simple("below-broken.cz", ["D2"], "All is well, but its TLD's DS record is wrong.", "bogus", {
    mxStatus: "bogus",
    hosts: {},
  }),
  dsLookup("ds-servfail.be", "The TLD's servers fail at the DS query.", "dns_error"),
  dsLookup("ds-silence.be", "The TLD's servers do not answer the DS query.", "dns_error"),
  dsLookup("ds-denial-stripped.be", "No DS record, and no proof of that.", "bogus"),
  simple(
    "one-algorithm-invalid.eu",
    ["D5"],
    "Two algorithms, the signatures of one are wrong.",
    "dane_ok",
    { zone: { signing: { algorithms: [8, 13], fault: { kind: "first_algorithm_invalid" } } } },
  ),
  simple(
    "one-algorithm-unsupported.eu",
    ["D5"],
    "A supported and an unsupported algorithm.",
    "dane_ok",
    { zone: { signing: { algorithms: [12, 13] } } },
  ),
  simple("ds-sha1.eu", ["D6"], "Only a SHA-1 DS record.", "dane_ok", {
    zone: { signing: { ds: "sha1" } },
    dnssecWarnings: ["sha1_ds"],
  }),
  simple("ds-sha1-and-sha256.eu", ["D6"], "A SHA-1 DS record beside a SHA-256 one.", "dane_ok", {
    zone: { signing: { ds: "sha1_and_sha256" } },
  }),
  simple("ds-sha384.eu", ["T2"], "A SHA-384 DS record.", "dane_ok", {
    zone: { signing: { ds: "sha384" } },
  }),
  simple(
    "nsec3-200.eu",
    ["D7"],
    "NSEC3 with 200 iterations: denials are insecure, records are not.",
    "no_dane",
    {
      zone: { signing: nsec3(200), hosts: { mx: { servers: [{}] } } },
      expect: { verdict: "no_tlsa", tlsaStatus: "insecure", tlsaBase: null },
    },
  ),
  simple("nsec3-200-tlsa.eu", ["D7"], "The same with TLSA records, which are secure.", "dane_ok", {
    zone: { signing: nsec3(200) },
  }),
  simple("nsec3-150.eu", ["D7"], "NSEC3 with 150 iterations: as many as count.", "no_dane", {
    zone: { signing: nsec3(150), hosts: { mx: { servers: [{}] } } },
    expect: { verdict: "no_tlsa", tlsaBase: null },
    dnssecWarnings: ["nsec3_iterations"],
  }),
  simple("nsec3-salt.eu", ["D7"], "NSEC3 with one iteration and a salt: flagged.", "no_dane", {
    zone: { signing: nsec3(1, 8), hosts: { mx: { servers: [{}] } } },
    expect: { verdict: "no_tlsa", tlsaBase: null },
    dnssecWarnings: ["nsec3_iterations", "nsec3_salt"],
  }),
  simple(
    "parent-denial.eu",
    ["D8"],
    "MX is denied with the parent's NSEC record of the delegation.",
    "bogus",
    {
      zone: { serverFaults: [{ types: ["MX"], does: "parent_denial" }] },
      mxStatus: "bogus",
      hosts: {},
      mxReason: "denial_missing",
    },
  ),
  domain(
    "any.wildcard-unproven.eu",
    ["D9"],
    "A wildcard answers without proof that no closer name exists.",
    {
      zones: [
        {
          zone: "wildcard-unproven.eu",
          records: ["* MX 10 mx"],
          hosts: { mx: served({}) },
          serverFaults: [{ types: ["MX"], does: "strip_denial" }],
        },
      ],
      verdict: "bogus",
      mxStatus: "bogus",
      hosts: {},
      mxReason: "wildcard_not_denied",
    },
  ),
  simple("denial-left-out.eu", ["D3", "T5"], "Signed without any NSEC record.", "tempfail", {
    zone: { signing: { fault: { kind: "denial_left_out" } }, hosts: { mx: { servers: [{}] } } },
    expect: { verdict: "bogus", tlsaStatus: "bogus" },
  }),
  bogus("key-revoked.eu", ["D10"], "The only key has REVOKE set.", "key_revoked", {
    fault: { kind: "key_revoked" },
  }),
  bogus("key-not-zone.eu", ["D10"], "The only key lacks the ZONE flag.", "key_not_zone", {
    fault: { kind: "key_not_zone" },
  }),
  bogus("key-protocol.eu", ["D10"], "The only key has protocol 2.", "key_protocol", {
    fault: { kind: "key_protocol" },
  }),
  simple(
    "unknown-types-fail.nl",
    ["T2"],
    "All is well, but queries for unknown types get NOTIMP.",
    "dane_ok",
    { zone: { serverFaults: [{ types: "unknown", does: "notimp" }] }, expect: OK },
  ),
  simple("servers-silent.nl", ["M3"], "The name servers answer nothing.", "dns_error", {
    zone: { serverFaults: [{ types: "any", does: "silence" }] },
    mxStatus: "indeterminate",
    hosts: {},
  }),
];
