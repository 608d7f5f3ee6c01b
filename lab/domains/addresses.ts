import type { ExpectedHost, LabDomain } from "../plan";
import { domain, GOOD_TLSA, OK, STALE_DIGEST, served, simple } from "./compose";

const INSECURE: ExpectedHost = {
  verdict: "insecure",
  addressStatus: "insecure",
  tlsaStatus: null,
  tlsaBase: null,
};
const NO_ADDRESS: ExpectedHost = { verdict: "no_address", tlsaStatus: null, tlsaBase: null };

/** Decision table A: the hosts' addresses, and where their TLSA records are looked for. */
export const ADDRESS_DOMAINS: readonly LabDomain[] = [
  simple("no-address.nl", ["A2"], "The MX host has no address.", "no_mail", {
    host: { servers: [], tlsa: [] },
    expect: NO_ADDRESS,
  }),
  simple("host-nxdomain.nl", ["A2"], "The MX host does not exist.", "no_mail", {
    zone: { hosts: {} },
    expect: NO_ADDRESS,
  }),
  simple(
    "one-host-nxdomain.nl",
    ["A2"],
    "One MX host does not exist, the other is good.",
    "dane_ok",
    {
      zone: { records: ["@ MX 10 gone", "@ MX 20 mx"] },
      hosts: { "gone.one-host-nxdomain.nl": NO_ADDRESS, "mx.one-host-nxdomain.nl": OK },
    },
  ),
  domain("address-insecure.nl", ["A4"], "Unsigned host whose name servers fail at TLSA: no harm.", {
    zones: [
      { zone: "address-insecure.nl", records: ["@ MX 10 mx.address-insecure.com."] },
      {
        zone: "address-insecure.com",
        signing: null,
        hosts: { mx: { servers: [{}] } },
        serverFaults: [{ types: ["TLSA"], does: "servfail" }],
      },
    ],
    verdict: "no_dane",
    hosts: { "mx.address-insecure.com": INSECURE },
  }),
  domain("insecure-host-tlsa.nl", ["A4"], "Unsigned host with TLSA records, which do not count.", {
    zones: [
      { zone: "insecure-host-tlsa.nl", records: ["@ MX 10 mx.insecure-host-tlsa.com."] },
      { zone: "insecure-host-tlsa.com", signing: null, hosts: { mx: served({}) } },
    ],
    verdict: "no_dane",
    hosts: { "mx.insecure-host-tlsa.com": INSECURE },
  }),
  domain("alias-in-unsigned.nl", ["A5", "A10"], "The host is a CNAME in an unsigned zone.", {
    zones: [
      { zone: "alias-in-unsigned.nl", records: ["@ MX 10 mx.alias-in-unsigned.com."] },
      { zone: "alias-in-unsigned.com", signing: null, records: ["mx CNAME mx.good.nl."] },
    ],
    verdict: "no_dane",
    hosts: { "mx.alias-in-unsigned.com": INSECURE },
  }),
  simple(
    "secure-alias-out.nl",
    ["A6"],
    "A signed CNAME to an unsigned address; TLSA at the CNAME.",
    "dane_ok",
    {
      zone: { records: ["@ MX 10 mx", "mx CNAME real.secure-alias-out.com."], hosts: {} },
      more: [
        {
          zone: "secure-alias-out.com",
          signing: null,
          hosts: { real: { ...served({}), tlsaAt: "mx.secure-alias-out.nl." } },
        },
      ],
      expect: { ...OK, addressStatus: "insecure" },
    },
  ),
  simple("secure-alias-out-no-tlsa.nl", ["A6"], "The same without TLSA records.", "no_dane", {
    zone: { records: ["@ MX 10 mx", "mx CNAME real.secure-alias-out-no-tlsa.com."], hosts: {} },
    more: [
      { zone: "secure-alias-out-no-tlsa.com", signing: null, hosts: { real: { servers: [{}] } } },
    ],
    expect: { verdict: "insecure", addressStatus: "insecure", tlsaBase: null },
  }),
  domain("alias-target-tlsa.nl", ["A7", "A12", "T7"], "A signed alias; TLSA at its target.", {
    zones: [
      {
        zone: "alias-target-tlsa.nl",
        records: ["@ MX 10 mx", "mx CNAME real.alias-target-tlsa.se."],
      },
      { zone: "alias-target-tlsa.se", hosts: { real: served({}) } },
    ],
    verdict: "dane_ok",
    hosts: { "mx.alias-target-tlsa.nl": { ...OK, tlsaBase: "real.alias-target-tlsa.se" } },
  }),
  simple(
    "alias-both-tlsa.nl",
    ["A7", "T7"],
    "TLSA at the alias and at its target: the target's count.",
    "dane_ok",
    {
      zone: {
        records: ["@ MX 10 mx", "mx CNAME real", `_@port._tcp.mx TLSA 3 1 1 ${STALE_DIGEST}`],
        hosts: { real: served({}) },
      },
      hosts: { "mx.alias-both-tlsa.nl": { ...OK, tlsaBase: "real.alias-both-tlsa.nl" } },
    },
  ),
  simple("alias-own-tlsa.nl", ["A7", "A12"], "A signed alias; TLSA at the alias only.", "dane_ok", {
    zone: {
      records: ["@ MX 10 mx", "mx CNAME real"],
      hosts: { real: { servers: [{}], tlsa: GOOD_TLSA, tlsaAt: "mx" } },
    },
    hosts: { "mx.alias-own-tlsa.nl": OK },
  }),
  simple(
    "alias-middle-tlsa.nl",
    ["A8"],
    "TLSA at a name half-way along the aliases: not looked at.",
    "no_dane",
    {
      zone: {
        records: ["@ MX 10 mx", "mx CNAME middle", "middle CNAME real"],
        hosts: { real: { servers: [{}], tlsa: GOOD_TLSA, tlsaAt: "middle" } },
      },
      hosts: { "mx.alias-middle-tlsa.nl": { verdict: "no_tlsa", tlsaBase: null } },
    },
  ),
  simple("dname.nl", ["A9"], "The host's name is below a DNAME.", "dane_ok", {
    zone: {
      records: ["@ MX 10 mx.old", "old DNAME new.dname.nl."],
      hosts: { "mx.new": served({}) },
    },
    hosts: { "mx.old.dname.nl": { ...OK, tlsaBase: "mx.new.dname.nl" } },
  }),
  domain(
    "alias-through-unsigned.nl",
    ["A10", "A6"],
    "Secure CNAME, then an unsigned one, then a signed host.",
    {
      zones: [
        {
          zone: "alias-through-unsigned.nl",
          records: ["@ MX 10 mx", "mx CNAME hop.alias-through-unsigned.com."],
        },
        { zone: "alias-through-unsigned.com", signing: null, records: ["hop CNAME mx.good.nl."] },
      ],
      verdict: "no_dane",
      hosts: {
        "mx.alias-through-unsigned.nl": {
          verdict: "insecure",
          addressStatus: "insecure",
          tlsaBase: null,
        },
      },
    },
  ),
  simple("alias-loop.nl", ["M10"], "The host's CNAMEs lead back to themselves.", "tempfail", {
    zone: { records: ["@ MX 10 mx", "mx CNAME other", "other CNAME mx"], hosts: {} },
    expect: {
      verdict: "dns_error",
      addressStatus: "indeterminate",
      tlsaStatus: null,
      tlsaBase: null,
    },
  }),
  simple("aaaa-servfail.nl", ["A11"], "SERVFAIL for AAAA, a good A record.", "dane_ok", {
    zone: { serverFaults: [{ types: ["AAAA"], at: "mx", does: "servfail" }] },
  }),
  simple(
    "aaaa-bogus.nl",
    ["A11"],
    "The denial of AAAA does not verify, the A record does.",
    "dane_ok",
    { zone: { serverFaults: [{ types: ["AAAA"], at: "mx", does: "strip_denial" }] } },
  ),
  simple("address-bogus.nl", ["M10"], "The signature of the address record is wrong.", "tempfail", {
    zone: { signing: { fault: { kind: "signature_invalid", types: ["A"] } } },
    expect: { verdict: "bogus", addressStatus: "bogus", tlsaStatus: null, tlsaBase: null },
  }),
];
