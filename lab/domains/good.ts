import type { DnssecWarning } from "@/lib/model/dnssec";
import type { LabDomain } from "../plan";
import { domain, GOOD_TLSA, OK, okBy, served, simple } from "./compose";

const NSEC3 = { iterations: 0, saltOctets: 0, optOut: false };
const SHA1: readonly DnssecWarning[] = ["sha1_signature"];

/** A zone signed with one algorithm, all else as it should be. */
const signedBy = (
  name: string,
  algorithm: number,
  what: string,
  dnssecWarnings: readonly DnssecWarning[] = [],
): LabDomain =>
  simple(name, dnssecWarnings.length > 0 ? ["D6"] : ["T2"], `Signed with ${what}.`, "dane_ok", {
    zone: { signing: { algorithms: [algorithm] } },
    ...(dnssecWarnings.length > 0 ? { dnssecWarnings } : {}),
  });

/** Domains where mail is as safe as DANE makes it. */
export const GOOD_DOMAINS: readonly LabDomain[] = [
  simple("good.nl", ["A1", "A3", "T1", "T2", "U1", "E1"], "All as it should be.", "dane_ok", {
    host: { servers: [{ program: "postfix" }] },
  }),
  simple("two-hosts.nl", ["M9", "T2"], "Two MX hosts, both with matching records.", "dane_ok", {
    zone: {
      records: ["@ MX 10 mx1", "@ MX 20 mx2"],
      hosts: { mx1: served({ program: "postfix" }), mx2: served({ program: "postfix" }) },
    },
    hosts: { "mx1.two-hosts.nl": OK, "mx2.two-hosts.nl": OK },
  }),
  simple("rollover.nl", ["X1", "T2"], "Records for the current and for the next key.", "dane_ok", {
    host: { servers: [{ program: "postfix" }], tlsa: ["3 1 1 other", "3 1 1 leaf"] },
  }),
  simple("dual-stack.nl", ["T2", "X3"], "One IPv4 and one IPv6 address.", "dane_ok", {
    host: { servers: [{}, { ipv6: true }] },
    expect: { ...OK, addresses: ["ok", "ok"] },
  }),
  simple("many-addresses.nl", ["X3"], "Four addresses with the same certificate.", "dane_ok", {
    host: { servers: [{}, {}, {}, {}] },
    expect: { ...OK, addresses: ["ok", "ok", "ok", "ok"] },
  }),
  domain("customer-one.nl", ["T2"], "A customer of a provider with DANE.", {
    zones: [
      {
        zone: "customer-one.nl",
        records: ["@ MX 10 mx1.provider.net.", "@ MX 20 mx2.provider.net."],
      },
      {
        zone: "provider.net",
        signing: { denial: NSEC3 },
        records: ["@ MX 10 mx1"],
        hosts: {
          mx1: { servers: [{ program: "postfix" }], tlsa: ["3 1 1 leaf", "3 1 1 other"] },
          mx2: { servers: [{ program: "postfix" }], tlsa: ["3 1 1 leaf", "3 1 1 other"] },
        },
      },
    ],
    verdict: "dane_ok",
    hosts: { "mx1.provider.net": OK, "mx2.provider.net": OK },
  }),
  domain("customer-two.de", ["T2"], "Another customer of that provider.", {
    zones: [{ zone: "customer-two.de", records: ["@ MX 10 mx1.provider.net."] }],
    verdict: "dane_ok",
    hosts: { "mx1.provider.net": OK },
  }),
  domain("provider.net", ["T2"], "That provider's own domain.", {
    zones: [],
    verdict: "dane_ok",
    hosts: { "mx1.provider.net": OK },
  }),
  simple("nsec3.nl", ["T2"], "Denial by NSEC3 as RFC 9276 wants it.", "dane_ok", {
    zone: { signing: { denial: NSEC3 } },
  }),
  simple("nsec3-opt-out.nl", ["T2"], "Denial by NSEC3 with opt-out.", "dane_ok", {
    zone: { signing: { denial: { ...NSEC3, optOut: true } } },
  }),
  simple("deep.a.b.c.se", ["T2"], "A zone far below its parent.", "dane_ok"),
  simple(
    "wildcard-tlsa.se",
    ["D9", "T2"],
    "The TLSA record is expanded from a wildcard.",
    "dane_ok",
    { host: { tlsaAt: "=*._tcp.mx" } },
  ),
  domain("any.wildcard-mx.se", ["D9", "T2"], "The MX record is expanded from a wildcard.", {
    zones: [{ zone: "wildcard-mx.se", records: ["* MX 10 mx"], hosts: { mx: served({}) } }],
    verdict: "dane_ok",
    hosts: { "mx.wildcard-mx.se": OK },
  }),
  domain("any.wildcard-nsec3.se", ["D9"], "The same in a zone with NSEC3.", {
    zones: [
      {
        zone: "wildcard-nsec3.se",
        signing: { denial: NSEC3 },
        records: ["* MX 10 mx"],
        hosts: { mx: served({}) },
      },
    ],
    verdict: "dane_ok",
    hosts: { "mx.wildcard-nsec3.se": OK },
  }),
  simple("two-algorithms.se", ["D5"], "Signed with two algorithms.", "dane_ok", {
    zone: { signing: { algorithms: [8, 13] } },
  }),
  signedBy("rsasha1.com", 5, "RSASHA1(5)", SHA1),
  signedBy("rsasha1-nsec3.com", 7, "RSASHA1-NSEC3-SHA1(7)", SHA1),
  signedBy("rsasha256.com", 8, "RSASHA256(8)"),
  signedBy("rsasha512.com", 10, "RSASHA512(10)"),
  signedBy("p256.com", 13, "ECDSAP256SHA256(13)"),
  signedBy("p384.com", 14, "ECDSAP384SHA384(14)"),
  signedBy("ed25519.com", 15, "ED25519(15)"),
  signedBy("ed448.com", 16, "ED448(16)"),
  ...(
    [
      ["3-0-0.org", "3 0 0 leaf", 3, 0, 0],
      ["3-0-1.org", "3 0 1 leaf", 3, 0, 1],
      ["3-0-2.org", "3 0 2 leaf", 3, 0, 2],
      ["3-1-0.org", "3 1 0 leaf", 3, 1, 0],
      ["3-1-2.org", "3 1 2 leaf", 3, 1, 2],
    ] as const
  ).map(([name, record, usage, selector, matchingType]) =>
    simple(name, ["U1", "E1"], `One record ${usage} ${selector} ${matchingType}.`, "dane_ok", {
      host: { tlsa: [record] },
      expect: okBy(usage, selector, matchingType, 0),
    }),
  ),
  ...(
    [
      ["2-0-0.org", "2 0 0 root", 2, 0, 0],
      ["2-0-1.org", "2 0 1 root", 2, 0, 1],
      ["2-0-2.org", "2 0 2 root", 2, 0, 2],
      ["2-1-0.org", "2 1 0 root", 2, 1, 0],
      ["2-1-1.org", "2 1 1 root", 2, 1, 1],
      ["2-1-2.org", "2 1 2 root", 2, 1, 2],
    ] as const
  ).map(([name, record, usage, selector, matchingType]) =>
    simple(
      name,
      ["U1", "G1"],
      `One record ${usage} ${selector} ${matchingType}, its root sent.`,
      "dane_ok",
      {
        host: { servers: [{ chain: { issuers: 2 } }], tlsa: [record] },
        expect: okBy(usage, selector, matchingType, 2),
      },
    ),
  ),
  simple(
    "mixed-usages.org",
    ["X1"],
    "A DANE-TA(2) record of somebody else beside a good one.",
    "dane_ok",
    { host: { tlsa: ["2 1 1 other", ...GOOD_TLSA] } },
  ),
];
