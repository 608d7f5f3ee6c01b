import type { DnssecStatus } from "@/lib/model/dnssec";
import type { ExpectedHost, LabDomain, ServerFault, Signing } from "../plan";
import { domain, GOOD_TLSA, OK, STALE_DIGEST, served, simple } from "./compose";

const failed = (verdict: "bogus" | "dns_error", tlsaStatus: DnssecStatus): ExpectedHost => ({
  verdict,
  tlsaStatus,
});

/** A good host whose TLSA look-up fails at the name server. */
const lookupFails = (does: ServerFault["does"], expect: ExpectedHost): LabDomain =>
  simple(
    `tlsa-${does.replaceAll("_", "-")}.nl`,
    ["T5"],
    `The TLSA look-up ends in: ${does}.`,
    "tempfail",
    { zone: { serverFaults: [{ types: ["TLSA"], does }] }, expect },
  );

/** A good host whose TLSA records' signature is not what it should be. */
const signatureFails = (
  kind: "signature_invalid" | "signature_expired" | "signature_future" | "signature_missing",
) => {
  const signing: Signing = { fault: { kind, types: ["TLSA"] } };
  return simple(
    `tlsa-${kind.replaceAll("_", "-")}.nl`,
    ["T5"],
    `The TLSA records: ${kind}.`,
    "tempfail",
    { zone: { signing }, expect: failed("bogus", "bogus") },
  );
};

/** Decision table T: the TLSA look-up. */
export const TLSA_DOMAINS: readonly LabDomain[] = [
  simple("none-usable.nl", ["T3", "U2"], "Only a PKIX-EE(1) record.", "dane_unusable", {
    host: { tlsa: ["1 1 1 leaf"] },
    expect: { verdict: "unusable" },
    problems: [{ code: "usage_pkix", rule: "U2" }],
  }),
  simple(
    "none-usable-no-tls.nl",
    ["T3", "S2"],
    "No usable record, and no STARTTLS either.",
    "dane_fail",
    {
      host: { tlsa: ["1 1 1 leaf"], servers: [{ fault: "starttls_not_offered" }] },
      expect: { verdict: "no_tls" },
      problems: [{ code: "starttls_not_offered" }],
    },
  ),
  simple("tlsa-insecure.nl", ["T4"], "The TLSA name lies in an unsigned child zone.", "no_dane", {
    zone: { hosts: { mx: { servers: [{}] } } },
    more: [
      {
        zone: "_tcp.mx.tlsa-insecure.nl",
        signing: null,
        records: [`_@port TLSA 3 1 1 ${STALE_DIGEST}`],
      },
    ],
    expect: { verdict: "insecure", tlsaStatus: "insecure", tlsaBase: null },
  }),
  simple("tlsa-denied-insecurely.nl", ["T4"], "The same, and no TLSA record there.", "no_dane", {
    zone: { hosts: { mx: { servers: [{}] } } },
    more: [{ zone: "_tcp.mx.tlsa-denied-insecurely.nl", signing: null }],
    expect: { verdict: "no_tlsa", tlsaStatus: "insecure", tlsaBase: null },
  }),
  simple("tlsa-nodata.nl", ["T4"], "The TLSA name exists with another type only.", "no_dane", {
    zone: {
      records: ["@ MX 10 mx", '_@port._tcp.mx TXT "no TLSA"'],
      hosts: { mx: { servers: [{}] } },
    },
    expect: { verdict: "no_tlsa", tlsaBase: null },
  }),
  simple("tlsa-other-port.nl", ["T1", "T4"], "TLSA records for port 465 only.", "no_dane", {
    zone: {
      records: ["@ MX 10 mx", `_465._tcp.mx TLSA 3 1 1 ${STALE_DIGEST}`],
      hosts: { mx: { servers: [{}] } },
    },
    expect: { verdict: "no_tlsa", tlsaBase: null },
  }),
  lookupFails("servfail", failed("dns_error", "indeterminate")),
  lookupFails("refused", failed("dns_error", "indeterminate")),
  lookupFails("notimp", failed("dns_error", "indeterminate")),
  lookupFails("silence", failed("dns_error", "indeterminate")),
  lookupFails("truncate", failed("dns_error", "indeterminate")),
  lookupFails("malformed", failed("dns_error", "indeterminate")),
  lookupFails("strip_signatures", failed("bogus", "bogus")),
  signatureFails("signature_invalid"),
  signatureFails("signature_expired"),
  signatureFails("signature_future"),
  signatureFails("signature_missing"),
  simple("tlsa-denial-stripped.nl", ["T5"], "No TLSA records, and no proof of that.", "tempfail", {
    zone: {
      // Another type at the name: a denial of the name as a whole would do for Unbound.
      records: ["@ MX 10 mx", '_@port._tcp.mx TXT "no TLSA"'],
      hosts: { mx: { servers: [{}] } },
      serverFaults: [{ types: ["TLSA"], does: "strip_denial" }],
    },
    expect: failed("bogus", "bogus"),
  }),
  domain(
    "tlsa-servfail-at-target.nl",
    ["T5", "A7"],
    "SERVFAIL at the alias's target; records at the alias do not help.",
    {
      zones: [
        {
          zone: "tlsa-servfail-at-target.nl",
          records: [
            "@ MX 10 mx",
            "mx CNAME real.tlsa-servfail-at-target.se.",
            `_@port._tcp.mx TLSA 3 1 1 ${STALE_DIGEST}`,
          ],
        },
        {
          zone: "tlsa-servfail-at-target.se",
          hosts: { real: served({}) },
          serverFaults: [{ types: ["TLSA"], does: "servfail" }],
        },
      ],
      verdict: "tempfail",
      hosts: {
        "mx.tlsa-servfail-at-target.nl": {
          ...failed("dns_error", "indeterminate"),
          tlsaBase: "real.tlsa-servfail-at-target.se",
        },
      },
    },
  ),
  simple("tlsa-alias.nl", ["T6"], "The TLSA name is a CNAME to one shared record.", "dane_ok", {
    zone: {
      records: ["@ MX 10 mx", "_@port._tcp.mx CNAME tlsa"],
      hosts: { mx: { servers: [{}], tlsa: GOOD_TLSA, tlsaAt: "=tlsa" } },
    },
  }),
  simple(
    "tlsa-alias-insecure.nl",
    ["T6", "T4"],
    "The TLSA name's CNAME leads into an unsigned zone.",
    "no_dane",
    {
      zone: {
        records: ["@ MX 10 mx", "_@port._tcp.mx CNAME tlsa.tlsa-alias-insecure.com."],
        hosts: { mx: { servers: [{}] } },
      },
      more: [
        {
          zone: "tlsa-alias-insecure.com",
          signing: null,
          records: [`tlsa TLSA 3 1 1 ${STALE_DIGEST}`],
        },
      ],
      expect: { verdict: "insecure", tlsaStatus: "insecure", tlsaBase: null },
    },
  ),
  simple(
    "tlsa-alias-dangling.nl",
    ["T6", "T4"],
    "The TLSA name's CNAME leads to nothing.",
    "no_dane",
    {
      zone: {
        records: ["@ MX 10 mx", "_@port._tcp.mx CNAME nothing"],
        hosts: { mx: { servers: [{}] } },
      },
      expect: { verdict: "no_tlsa", tlsaBase: null },
    },
  ),
  simple(
    "tlsa-one-of-two-fails.nl",
    ["T5", "M9"],
    "SERVFAIL for one host's TLSA, the other is good.",
    "dane_partial",
    {
      zone: {
        records: ["@ MX 10 mx1", "@ MX 20 mx2"],
        hosts: { mx1: served({}), mx2: served({}) },
        serverFaults: [{ types: ["TLSA"], at: "mx1", does: "servfail" }],
      },
      hosts: {
        "mx1.tlsa-one-of-two-fails.nl": failed("dns_error", "indeterminate"),
        "mx2.tlsa-one-of-two-fails.nl": OK,
      },
    },
  ),
];
