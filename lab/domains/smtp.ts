import type { RuleId } from "@/lib/model/check-rules";
import type { AddressVerdict } from "@/lib/model/check-verdicts";
import type { NoSessionFault, NoTlsFault } from "@/lib/model/smtp-probe";
import type { HostPlan, LabDomain, SmtpFault } from "../plan";
import { GOOD_TLSA, OK, simple } from "./compose";

const named = (fault: SmtpFault): string => fault.replaceAll("_", "-").toLowerCase();

/** A host with a good record whose server holds no SMTP session. */
const noSession = (fault: SmtpFault, code: NoSessionFault, about: string): LabDomain =>
  simple(`${named(fault)}.ch`, ["S1"], about, "tempfail", {
    host: { servers: [{ fault }] },
    expect: { verdict: "unreachable", addresses: ["unreachable"] },
    problems: [{ code, rule: "S1" }],
  });

/** A host with a good record whose server does not come to TLS. */
const noTls = (fault: SmtpFault, code: NoTlsFault, rule: RuleId, about: string): LabDomain =>
  simple(`${named(fault)}.ch`, [rule], about, "dane_fail", {
    host: { servers: [{ fault }] },
    expect: { verdict: "no_tls", addresses: ["no_tls"] },
    // Who comes once cannot tell a server that waits for the second time.
    problems: [{ code, rule: rule === "S4" ? "S2" : rule }],
  });

/** One good address beside one that is not. */
const secondAddress = (
  name: string,
  rules: readonly RuleId[],
  about: string,
  servers: NonNullable<HostPlan["servers"]>,
  verdict: AddressVerdict,
): LabDomain => {
  const isHarmless = verdict === "unreachable";
  const host = { ...OK, addresses: ["ok", verdict] } as const;
  return simple(name, rules, about, isHarmless ? "dane_ok" : "dane_fail", {
    host: { servers },
    expect: isHarmless
      ? host
      : { verdict: verdict === "fail" ? "fail" : "no_tls", addresses: ["ok", verdict] },
  });
};

/** Decision table S: SMTP and TLS; and X3, several addresses or key types. */
export const SMTP_DOMAINS: readonly LabDomain[] = [
  simple("refused.ch", ["S1"], "Nothing listens at the host's address.", "tempfail", {
    host: { servers: [{ down: true }] },
    expect: { verdict: "unreachable", addresses: ["unreachable"] },
    problems: [{ code: "connection_refused", rule: "S1" }],
  }),
  noSession("banner_554", "banner_rejected", "The server greets with 554."),
  noSession("banner_421", "banner_rejected", "The server greets with 421."),
  noSession("banner_never", "banner_timeout", "The server takes the connection and says nothing."),
  noSession("banner_closes", "closed_early", "The server closes at once."),
  noSession("banner_garbage", "reply_malformed", "The greeting is no SMTP reply."),
  noSession("banner_escapes", "banner_rejected", "The greeting would clear a terminal."),
  simple(
    "certificate-escapes.ch",
    ["G2"],
    "Names in the certificate that would colour a terminal.",
    "dane_fail",
    {
      host: {
        servers: [
          {
            chain: {
              issuers: 1,
              commonName: "\u001b[31mred\u0007",
              names: ["\u001b[2J.invalid", "\r\nother.invalid"],
            },
          },
        ],
        tlsa: ["2 0 1 root"],
      },
      expect: { verdict: "fail", addresses: ["fail"] },
      problems: [{ code: "name_mismatch", rule: "G2" }],
    },
  ),
  simple("name-escapes.ch", ["A2"], "An MX host with a terminal's escapes for a name.", "no_mail", {
    zone: { records: ["@ MX 10 \\027[31mmx"], hosts: {} },
    hosts: {
      "\\027[31mmx.name-escapes.ch": { verdict: "no_address", tlsaStatus: null, tlsaBase: null },
    },
  }),
  noSession("ehlo_502", "ehlo_rejected", "EHLO is refused."),
  noSession("ehlo_closes", "closed_early", "The server closes when it sees EHLO."),
  noSession("ehlo_too_long", "reply_too_long", "The reply to EHLO never ends."),
  secondAddress(
    "one-address-down.ch",
    ["S1", "X3"],
    "One of two addresses does not answer.",
    [{}, { down: true }],
    "unreachable",
  ),
  noTls("starttls_not_offered", "starttls_not_offered", "S2", "STARTTLS is not offered."),
  noTls("starttls_454", "starttls_rejected", "S3", "STARTTLS is offered and answered with 454."),
  noTls("starttls_501", "starttls_rejected", "S3", "STARTTLS is offered and answered with 501."),
  noTls("starttls_never", "starttls_timeout", "S3", "STARTTLS is never answered."),
  noTls("starttls_closes", "starttls_closed", "S3", "The server closes when it sees STARTTLS."),
  noTls(
    "plaintext_injected",
    "plaintext_injected",
    "S3",
    "Plain text follows the reply to STARTTLS.",
  ),
  noTls("handshake_garbage", "handshake_failed", "S3", "The handshake is answered with garbage."),
  noTls("handshake_closes", "handshake_closed", "S3", "The server closes during the handshake."),
  noTls("handshake_never", "handshake_timeout", "S3", "The handshake is never answered."),
  noTls(
    "starttls_after_greylisting",
    "starttls_not_offered",
    "S4",
    "STARTTLS is offered to those who come a second time.",
  ),
  simple("sni-needed.ch", ["S5"], "The right chain only for the right SNI.", "dane_ok", {
    host: { servers: [{ chainWithoutSni: {} }] },
  }),
  simple(
    "sni-of-alias.ch",
    ["S5", "A7"],
    "The right chain only for the alias's target, the TLSA base.",
    "dane_ok",
    {
      zone: {
        records: ["@ MX 10 mx", "mx CNAME real"],
        hosts: { real: { servers: [{ chainWithoutSni: {} }], tlsa: GOOD_TLSA } },
      },
      expect: { ...OK, tlsaBase: "real.sni-of-alias.ch" },
    },
  ),
  simple(
    "sni-of-domain.ch",
    ["S6", "X2"],
    "The right chain only for another SNI than the TLSA base.",
    "dane_fail",
    {
      host: { servers: [{ sni: "other.sni-of-domain.ch", chainWithoutSni: {} }] },
      expect: { verdict: "fail" },
      problems: [{ code: "tlsa_mismatch", rule: "X2" }],
    },
  ),
  simple("sni-ignored.ch", ["S6"], "A default chain, whatever the SNI.", "dane_ok", {
    host: { servers: [{ chain: { names: ["default.invalid"] } }] },
  }),
  simple(
    "sni-refused.ch",
    ["S5"],
    "Handshakes with an unknown SNI are refused; ours is known.",
    "dane_ok",
    { host: { servers: [{ fault: "unknown_sni_refused" }] } },
  ),
  simple("tls-1-2-only.ch", ["S7"], "TLS 1.2 only.", "dane_ok", {
    host: { servers: [{ fault: "tls_only_1_2" }] },
  }),
  simple("tls-1-3-only.ch", ["S7"], "TLS 1.3 only.", "dane_ok", {
    host: { servers: [{ fault: "tls_only_1_3" }] },
  }),
  simple("tls-1-0-only.ch", ["S7"], "TLS 1.0 only: old, and still DANE.", "dane_ok", {
    host: { servers: [{ fault: "tls_only_1_0", chain: { keyType: "rsa" } }] },
  }),
  simple(
    "two-key-types.ch",
    ["S7"],
    "An RSA and an ECDSA certificate, a record for each.",
    "dane_ok",
    {
      host: {
        servers: [{ chain: { keyType: "ec" }, otherKeyTypeChain: { keyType: "rsa" } }],
        tlsa: ["3 1 1 leaf", "3 1 1 second"],
      },
    },
  ),
  simple(
    "one-key-type-wrong.ch",
    ["S7", "X3"],
    "The record matches the ECDSA certificate only.",
    "dane_fail",
    {
      host: { servers: [{ chain: { keyType: "ec" }, otherKeyTypeChain: { keyType: "rsa" } }] },
      expect: { verdict: "fail", addresses: ["fail"] },
      problems: [{ code: "key_types_differ", rule: "X3" }],
    },
  ),
  secondAddress(
    "one-address-wrong.ch",
    ["X3"],
    "Two addresses with different certificates, a record for the first only.",
    [{}, { chain: { names: ["@host", "second.invalid"] } }],
    "fail",
  ),
  secondAddress(
    "one-address-no-tls.ch",
    ["X3", "S2"],
    "Two addresses, one without STARTTLS.",
    [{}, { fault: "starttls_not_offered" }],
    "no_tls",
  ),
  simple(
    "no-dane-no-tls.ch",
    ["T4"],
    "No TLSA records and no STARTTLS: nothing was promised.",
    "no_dane",
    {
      host: { servers: [{ fault: "starttls_not_offered" }], tlsa: [] },
      expect: { verdict: "no_tlsa", tlsaBase: null },
    },
  ),
  simple("postfix-no-tls.ch", ["S2"], "Postfix without TLS.", "dane_fail", {
    host: { servers: [{ program: "postfix", fault: "starttls_not_offered" }] },
    expect: { verdict: "no_tls" },
    problems: [{ code: "starttls_not_offered", rule: "S2" }],
  }),
];
