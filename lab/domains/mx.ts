import type { LabDomain } from "../plan";
import { domain, GOOD_TLSA, OK, served, simple } from "./compose";

/** Where the host is and is good; only the way to it differs. */
const goodHost = { mx: served({}) };

/** Decision table M: the destination and its MX records. */
export const MX_DOMAINS: readonly LabDomain[] = [
  simple("mx-is-ip.nl", ["M2"], "The exchange is written as an IP address.", "no_mail", {
    zone: { records: ["@ MX 10 192.0.2.1."], hosts: {} },
    hosts: { "192.0.2.1": { verdict: "no_address", tlsaStatus: null, tlsaBase: null } },
    problems: [{ code: "mx_is_ip", rule: "M2" }],
  }),
  simple(
    "mx-ip-and-host.nl",
    ["M2"],
    "One exchange is an IP address, the other a good host.",
    "dane_ok",
    {
      zone: { records: ["@ MX 10 mx", "@ MX 20 192.0.2.1."], hosts: goodHost },
      hosts: {
        "mx.mx-ip-and-host.nl": OK,
        "192.0.2.1": { verdict: "no_address", tlsaStatus: null, tlsaBase: null },
      },
      problems: [{ code: "mx_is_ip", rule: "M2" }],
    },
  ),
  ...(["servfail", "refused", "silence", "malformed", "truncate"] as const).map((does) =>
    simple(`mx-${does}.nl`, ["M3"], `The MX look-up ends in: ${does}.`, "dns_error", {
      zone: { serverFaults: [{ types: ["MX"], does }] },
      mxStatus: "indeterminate",
      hosts: {},
    }),
  ),
  simple("mx-bogus.nl", ["M3"], "The signature of the MX records is wrong.", "bogus", {
    zone: { signing: { fault: { kind: "signature_invalid", types: ["MX"] } } },
    mxStatus: "bogus",
    hosts: {},
    mxReason: "signature_invalid",
    problems: [{ code: "mx_bogus", rule: "M3" }],
  }),
  domain("insecure-mx.nl", ["M4", "N2", "M11"], "An unsigned domain at a host with DANE.", {
    zones: [
      { zone: "insecure-mx.nl", signing: null, records: ["@ MX 10 mx.insecure-mx-host.nl."] },
      { zone: "insecure-mx-host.nl", hosts: goodHost },
    ],
    verdict: "insecure",
    mxStatus: "insecure",
    hosts: { "mx.insecure-mx-host.nl": OK },
  }),
  simple("unsigned.nl", ["M4", "A4", "D3"], "Not signed at all.", "insecure", {
    zone: { signing: null },
    mxStatus: "insecure",
    expect: { verdict: "insecure", addressStatus: "insecure", tlsaStatus: null, tlsaBase: null },
  }),
  domain(
    "www.alias-insecure.nl",
    ["M4", "A10"],
    "A CNAME in an unsigned zone leads to a good domain.",
    {
      zones: [{ zone: "alias-insecure.nl", signing: null, records: ["www CNAME good.nl."] }],
      verdict: "insecure",
      mxStatus: "insecure",
      hosts: { "mx.good.nl": OK },
    },
  ),
  simple("implicit.se", ["M5"], "No MX records; the domain itself takes mail.", "dane_ok", {
    zone: { records: [], hosts: { "@": served({}) } },
    hosts: { "implicit.se": OK },
  }),
  simple("implicit-unsigned.se", ["M5"], "No MX records in an unsigned zone.", "insecure", {
    zone: { signing: null, records: [], hosts: { "@": served({}) } },
    mxStatus: "insecure",
    hosts: {
      "implicit-unsigned.se": {
        verdict: "insecure",
        addressStatus: "insecure",
        tlsaStatus: null,
        tlsaBase: null,
      },
    },
  }),
  simple("implicit-no-address.se", ["M5", "A2"], "Neither MX records nor an address.", "no_mail", {
    zone: { records: ['@ TXT "no mail here"'], hosts: {} },
    hosts: {
      "implicit-no-address.se": { verdict: "no_address", tlsaStatus: null, tlsaBase: null },
    },
  }),
  domain("no-such-domain.nl", ["M6"], "Does not exist, and its parent proves it.", {
    zones: [],
    verdict: "nxdomain",
    hosts: {},
  }),
  domain("no-such.unsigned.nl", ["M6"], "Does not exist, without proof.", {
    zones: [],
    verdict: "nxdomain",
    mxStatus: "insecure",
    hosts: {},
  }),
  simple("null-mx.nl", ["M7"], "A null MX: takes no mail.", "null_mx", {
    zone: { records: ["@ MX 0 ."], hosts: {} },
    hosts: {},
  }),
  simple("null-mx-unsigned.nl", ["M7"], "A null MX in an unsigned zone.", "null_mx", {
    zone: { signing: null, records: ["@ MX 0 ."], hosts: {} },
    mxStatus: "insecure",
    hosts: {},
  }),
  simple("null-mx-not-alone.nl", ["M7"], "A null MX beside a good host.", "dane_ok", {
    zone: { records: ["@ MX 0 .", "@ MX 10 mx"], hosts: goodHost },
    problems: [{ code: "null_mx_not_alone", rule: "M7" }],
  }),
  domain("www.alias.nl", ["M8"], "A signed CNAME to a signed domain with MX records.", {
    zones: [
      { zone: "alias.nl", records: ["www CNAME alias-target.se."] },
      { zone: "alias-target.se", records: ["@ MX 10 mx"], hosts: goodHost },
    ],
    verdict: "dane_ok",
    hosts: { "mx.alias-target.se": OK },
  }),
  simple(
    "worse-host-only.nl",
    ["M9"],
    "Only the worse of two hosts has TLSA records.",
    "dane_partial",
    {
      zone: {
        records: ["@ MX 10 mx1", "@ MX 20 mx2"],
        hosts: { mx1: { servers: [{}] }, mx2: served({}) },
      },
      hosts: {
        "mx1.worse-host-only.nl": { verdict: "no_tlsa", tlsaBase: null },
        "mx2.worse-host-only.nl": OK,
      },
    },
  ),
  simple(
    "better-host-only.nl",
    ["M9"],
    "Only the better of two hosts has TLSA records.",
    "dane_partial",
    {
      zone: {
        records: ["@ MX 10 mx1", "@ MX 20 mx2"],
        hosts: { mx1: served({}), mx2: { servers: [{}] } },
      },
      hosts: {
        "mx1.better-host-only.nl": OK,
        "mx2.better-host-only.nl": { verdict: "no_tlsa", tlsaBase: null },
      },
    },
  ),
  simple(
    "one-host-servfail.nl",
    ["M10"],
    "SERVFAIL for one host's addresses, the other is good.",
    "dane_partial",
    {
      zone: {
        records: ["@ MX 10 mx1", "@ MX 20 mx2"],
        hosts: { mx1: served({}), mx2: served({}) },
        serverFaults: [{ types: ["A", "AAAA"], at: "mx1", does: "servfail" }],
      },
      hosts: {
        "mx1.one-host-servfail.nl": {
          verdict: "dns_error",
          addressStatus: "indeterminate",
          tlsaStatus: null,
          tlsaBase: null,
        },
        "mx2.one-host-servfail.nl": OK,
      },
    },
  ),
  simple("only-host-servfail.nl", ["M10"], "SERVFAIL for the only host's addresses.", "tempfail", {
    zone: { serverFaults: [{ types: ["A", "AAAA"], at: "mx", does: "servfail" }] },
    expect: {
      verdict: "dns_error",
      addressStatus: "indeterminate",
      tlsaStatus: null,
      tlsaBase: null,
    },
  }),
  domain("exchange.example.org", ["M8", "N1", "A7", "A12"], "The example of RFC 7672 \xA73.2.2.", {
    zones: [
      { zone: "example.org", records: ["exchange CNAME example.com."] },
      {
        zone: "example.com",
        records: [
          "@ MX 10 mx10",
          "@ MX 15 mx15",
          "@ MX 20 mx20",
          "mx15 CNAME mxbackup",
          "mx20 CNAME mxbackup.example.net.",
        ],
        hosts: {
          mx10: {
            servers: [{ chain: { issuers: 1, names: ["exchange.example.org"] } }],
            tlsa: ["2 1 1 root"],
          },
          mxbackup: {
            servers: [{ chain: { issuers: 1, names: ["example.com"] } }],
            tlsa: ["2 1 1 root"],
            tlsaAt: "mx15",
          },
        },
      },
      {
        zone: "example.net",
        hosts: {
          mxbackup: {
            servers: [{ chain: { issuers: 1, names: ["mxbackup.example.net"] } }],
            tlsa: ["2 1 1 root"],
          },
        },
      },
    ],
    verdict: "dane_ok",
    hosts: {
      "mx10.example.com": {
        verdict: "ok",
        matched: { usage: 2, selector: 1, matchingType: 1, depth: 1 },
      },
      "mx15.example.com": {
        verdict: "ok",
        matched: { usage: 2, selector: 1, matchingType: 1, depth: 1 },
      },
      "mx20.example.com": {
        verdict: "ok",
        tlsaBase: "mxbackup.example.net",
        matched: { usage: 2, selector: 1, matchingType: 1, depth: 1 },
      },
    },
  }),
  simple("no-dane.nl", ["T4", "M11"], "Signed, and no TLSA records.", "no_dane", {
    host: { servers: [{}], tlsa: [] },
    expect: { verdict: "no_tlsa", tlsaBase: null },
  }),
  simple(
    "good-and-unsigned.nl",
    ["M9"],
    "A good host, and one in an unsigned zone.",
    "dane_partial",
    {
      zone: {
        records: ["@ MX 10 mx", "@ MX 20 mx.unsigned.nl."],
        hosts: { mx: { servers: [{}], tlsa: GOOD_TLSA } },
      },
      hosts: {
        "mx.good-and-unsigned.nl": OK,
        "mx.unsigned.nl": {
          verdict: "insecure",
          addressStatus: "insecure",
          tlsaStatus: null,
          tlsaBase: null,
        },
      },
    },
  ),
];
