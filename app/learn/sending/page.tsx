import type { Metadata } from "next";
import { formatDate, formatFigure } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Note, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { PROBLEM_WORDS } from "@/lib/model/datasets/dane";
import { overview } from "@/lib/stats/overview";
import { db } from "../../_server/db";
import { LearnMenu } from "../learn-menu";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Sending: verify TLSA records",
  description:
    "Outbound DANE in Postfix, Exim and other mail servers: the resolver it needs, the settings, exceptions, and MTA-STS beside it.",
  alternates: { canonical: "/learn/sending" },
};

const PARTS = [
  { id: "resolver", title: "The resolver" },
  { id: "postfix", title: "Postfix" },
  { id: "exim", title: "Exim" },
  { id: "others", title: "Other servers" },
  { id: "exceptions", title: "Exceptions" },
  { id: "mta-sts", title: "MTA-STS beside it" },
];

const RESOLVER = `# /etc/resolv.conf, with Unbound or another validating resolver on this host
nameserver 127.0.0.1
options edns0 trust-ad`;

const RESOLVER_TEST = `dig +dnssec ietf.org MX          # the flags must have "ad"
dig dnssec-failed.org A          # broken on purpose: must be SERVFAIL`;

const POSTFIX = `# /etc/postfix/main.cf
smtp_dns_support_level = dnssec
smtp_tls_security_level = dane`;

const POSTFIX_EXCEPTION = `# /etc/postfix/main.cf
smtp_tls_policy_maps = hash:/etc/postfix/tls_policy

# /etc/postfix/tls_policy, then: postmap /etc/postfix/tls_policy
# since YYYY-MM-DD: TLSA does not match, postmaster told; look again by YYYY-MM-DD
broken.example    may`;

const EXIM = `# router with driver = dnslookup
dnssec_request_domains = *

# transport with driver = smtp
dnssec_request_domains = *
hosts_try_dane = *`;

const EXIM_EXCEPTION = "hosts_try_dane = ! mx.broken.example : *";

const SENDMAIL = "define(`confDANE', `true')";

const code = (text: string) => <code key={text}>{text}</code>;
const link = (href: string, name: string) => (
  <a key={href} href={href}>
    {name}
  </a>
);

const OTHERS = [
  {
    key: "sendmail",
    cells: [
      "Sendmail 8.18",
      <span key="what">
        Built with the option DANE and OpenSSL 1.1.1 or 3, then {code(SENDMAIL)}. Version 8.17 knows
        records 3 1 x only
      </span>,
      "RELEASE_NOTES, 8.18.1; its Operation Guide",
    ],
  },
  {
    key: "kumomta",
    cells: [
      "KumoMTA",
      <span key="what">
        {code("enable_dane")} for the egress path, with the built-in Unbound resolver validating
      </span>,
      link(
        "https://docs.kumomta.com/reference/kumo/make_egress_path/enable_dane",
        "reference of enable_dane",
      ),
    ],
  },
  {
    key: "stalwart",
    cells: [
      "Stalwart",
      <span key="what">
        Field {code("dane")} of a TLS strategy, set to {code("optional")}
      </span>,
      link("https://stalw.art/docs/mta/transport-security/dane", "documentation, DANE"),
    ],
  },
  {
    key: "mox",
    cells: [
      "mox",
      "Since version 0.0.8; needs a validating resolver",
      link("https://github.com/mjl-/mox/releases/tag/v0.0.8", "release notes"),
    ],
  },
  {
    key: "exchange-online",
    cells: [
      "Exchange Online",
      "For outgoing mail since March 2022, says its maker; for incoming mail on request, generally since 28 October 2024",
      link(
        "https://techcommunity.microsoft.com/blog/exchange/announcing-general-availability-of-inbound-smtp-dane-with-dnssec-for-exchange-on/4281292",
        "Exchange team blog",
      ),
    ],
  },
  {
    key: "named",
    cells: [
      "Cloudmark, Halon",
      "Named as supporting DANE; see their manuals for the settings",
      link("https://github.com/danefail/list", "README of the danefail list"),
    ],
  },
];

export default async function SendingPage() {
  const { others } = await overview(db());
  const wrong = others.find(({ title }) => title === PROBLEM_WORDS.tls.name);
  return (
    <Page section="/learn">
      <PageHead
        title="Verifying when you send takes two settings and a resolver you trust"
        dek="Your own domain need not be signed for it, and receivers without DANE are served as before."
      />
      <LearnMenu here="/learn/sending" />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="resolver" title="First, a validating resolver on the same host">
          <p>
            Mail servers do not validate DNSSEC themselves. They ask a resolver and believe its “AD”
            flag, so the way to that resolver has to be safe: loopback (
            <Rfc number={7672} section="2.1.3" />
            ). Unbound, BIND or Knot Resolver do; they may forward to others, as long as they
            validate here.
          </p>
          <CodeBlock label="resolv.conf for a local resolver">{RESOLVER}</CodeBlock>
          <p>
            <code>trust-ad</code> matters with glibc 2.31 and newer, which otherwise hides the flag
            from programs (see resolv.conf(5)). Then test:
          </p>
          <CodeBlock label="Two queries that test the resolver">{RESOLVER_TEST}</CodeBlock>
        </Section>

        <Section id="postfix" title="Postfix">
          <p>Version 2.11 or newer, with a build whose OpenSSL and resolver library support it:</p>
          <CodeBlock label="Postfix settings for outbound DANE">{POSTFIX}</CodeBlock>
          <p>
            With <code>dane</code>, hosts that have TLSA records are authenticated, without falling
            back; all others get TLS if they offer it. <code>dane-only</code> defers mail to every
            destination without usable records: for single partners in a policy table, never for
            all. <code>smtp_host_lookup</code> must include <code>dns</code>, which is the default.
          </p>
          <p>
            <code>posttls-finger -c ietf.org</code> shows what Postfix would see. In the log a
            delivery that DANE authenticated says “Verified TLS connection established”. Details:{" "}
            <a href="https://www.postfix.org/TLS_README.html#client_tls_dane">TLS_README</a>.
          </p>
        </Section>

        <Section id="exim" title="Exim">
          <p>
            Built with <code>SUPPORT_DANE=yes</code>; <code>exim -bV</code> then lists DANE. In
            version 4.96 these values are the defaults, so look whether your configuration overrides
            them, in each router and transport that sends to the Internet:
          </p>
          <CodeBlock label="Exim settings for outbound DANE">{EXIM}</CodeBlock>
          <p>
            If the resolver gives no AD flag unless asked, set <code>dns_dnssec_ok = 1</code> in the
            main section. A delivery line with <code>CV=dane</code> was authenticated. Details:{" "}
            <a href="https://www.exim.org/exim-html-current/doc/html/spec_html/ch-encrypted_smtp_connections_using_tlsssl.html">
              Exim specification, DANE
            </a>
            .
          </p>
        </Section>

        <Section id="others" title="Other servers">
          <p>
            What we found documented. The list is not complete; a server that is missing may support
            DANE all the same.
          </p>
          <TextTable
            caption="Outbound DANE in other mail servers"
            columns={["Server", "How", "Source"]}
            rows={OTHERS}
          />
        </Section>

        <Section id="exceptions" title="Exceptions, and how to end them">
          <p>
            Some receivers are broken.{" "}
            {wrong !== undefined && (
              <>
                The survey counted {formatFigure(wrong.value, "count", wrong.flags)} domains with
                wrong TLSA records or without STARTTLS on {formatDate(wrong.date, wrong.precision)}{" "}
                (<a href="/reliability">what breaks</a>).{" "}
              </>
            )}
            Their mail waits in your queue, and that is what a verifying sender is for: from outside
            a mistake and an attack look alike. Where mail must go through, make an exception for
            that one domain, tell its postmaster, write down the date, and remove it again.
          </p>
          <CodeBlock label="Exception in Postfix">{POSTFIX_EXCEPTION}</CodeBlock>
          <CodeBlock label="Exception in Exim">{EXIM_EXCEPTION}</CodeBlock>
          <Note title="The danefail list.">
            Operators once shared such exceptions at{" "}
            <a href="https://github.com/danefail/list">github.com/danefail/list</a>; the survey’s
            slides of October 2018 recommend it. The newest dated entry we saw in it is of February
            2019, and we do not know whether anyone still maintains it. Look at the date of its last
            change before you use it. An old list switches authentication off for domains that have
            long been repaired.
          </Note>
        </Section>

        <Section id="mta-sts" title="MTA-STS beside DANE, not instead">
          <p>
            MTA-STS (<Rfc number={8461} />) lets a domain without DNSSEC announce, over HTTPS, that
            its mail servers do TLS. It is better than nothing and weaker than DANE:
          </p>
          <TextTable
            caption="DANE and MTA-STS"
            columns={["Question", "DANE", "MTA-STS"]}
            rows={[
              {
                key: "trust",
                cells: [
                  "Rests on",
                  "DNSSEC",
                  <span key="s">
                    Every certification authority the sender trusts (
                    <Rfc number={8461} section="10.5" />)
                  </span>,
                ],
              },
              {
                key: "first",
                cells: [
                  "First contact",
                  "Protected",
                  <span key="s">
                    Open: an attacker who hides the policy prevents it (
                    <Rfc number={8461} section="10.2" />)
                  </span>,
                ],
              },
              {
                key: "needs",
                cells: [
                  "Receiver needs",
                  "A signed zone and TLSA records",
                  "A web server, a DNS record, certificates from a public authority",
                ],
              },
              {
                key: "both",
                cells: [
                  "Where both are published",
                  <span key="s">
                    DANE decides: a policy must not override a failed DANE check (
                    <Rfc number={8461} section="2" />)
                  </span>,
                  "Serves senders that cannot do DANE",
                ],
              },
            ]}
          />
          <p>
            So: verify both when sending, publish both when receiving if you like, and do not take
            MTA-STS as a reason to leave the zone unsigned. In Postfix an entry of the policy table
            replaces the global level; check that an MTA-STS helper which fills that table leaves
            domains with TLSA records alone.
          </p>
          <p>
            TLS reporting (<Rfc number={8460} section="3" />) tells the receiver about failures of
            either kind; for DANE the report says “tlsa-invalid” or “dnssec-invalid” (
            <Rfc number={8460} section="4.3.2.1" />
            ). Send such reports if your server can.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
