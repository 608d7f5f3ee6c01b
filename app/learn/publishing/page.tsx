import type { Metadata } from "next";
import type { ReactNode } from "react";
import { KeyRollover } from "@/components/diagrams/key-rollover";
import { formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Note, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { tlsaIssuers } from "@/lib/model/datasets/providers";
import { latestTable } from "@/lib/stats/latest-table";
import { db } from "../../_server/db";
import { LearnMenu } from "../learn-menu";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Receiving: publish TLSA records that stay right",
  description:
    "What to publish for an MX host, how to change keys without losing mail, what to watch, and the tools for it.",
  alternates: { canonical: "/learn/publishing" },
};

const PARTS = [
  { id: "before", title: "Before the first record" },
  { id: "which", title: "Which records" },
  { id: "rollover", title: "Changing keys" },
  { id: "mistakes", title: "Common mistakes" },
  { id: "dns", title: "Name servers" },
  { id: "monitor", title: "Monitoring and tools" },
];

/** An issuing CA that was retired by the date of the newest table, as that table's note says. */
const RETIRED_ISSUER = "X3";

const HASH = `openssl x509 -in cert.pem -noout -pubkey |
  openssl pkey -pubin -outform DER |
  openssl dgst -sha256`;

const TWO_KEYS = `_25._tcp.mx1.example.net. 3600 IN TLSA 3 1 1 <hash of the current key>
_25._tcp.mx1.example.net. 3600 IN TLSA 3 1 1 <hash of the next key>`;

const KEY_AND_CA = `_25._tcp.mx1.example.net. 3600 IN TLSA 3 1 1 <hash of the current key>
_25._tcp.mx1.example.net. 3600 IN TLSA 2 1 1 <hash of the issuing CA's key>`;

const UNKNOWN_TYPE = `dig +dnssec mx1.example.net TYPE12345        # NOERROR without an answer, and the "ad" flag
dig +dnssec no-such-name.example.net TYPE12345  # NXDOMAIN, and the "ad" flag`;

const S_CLIENT = `openssl s_client -starttls smtp -connect mx1.example.net:25 \\
  -dane_tlsa_domain mx1.example.net -dane_ee_no_namechecks \\
  -dane_tlsa_rrdata "3 1 1 <hash>" \\
  -verify_return_error -brief </dev/null`;

const link = (href: string, name: string) => (
  <a key={href} href={href}>
    {name}
  </a>
);

const TOOLS: { name: ReactNode; key: string; does: string }[] = [
  {
    key: "dane.sys4.de",
    name: link("https://dane.sys4.de/", "dane.sys4.de"),
    does: "Web: a domain’s MX hosts, TLSA records and certificates",
  },
  {
    key: "internet.nl",
    name: link("https://internet.nl/test-mail/", "Internet.nl"),
    does: "Web: mail test with DNSSEC, STARTTLS and DANE, and whether a rollover scheme is there",
  },
  {
    key: "dnsviz",
    name: link("https://dnsviz.net/", "DNSViz"),
    does: "Web: draws the DNSSEC chain of any name, such as _25._tcp.mx1.example.net, and its faults",
  },
  {
    key: "danecheck",
    name: link("https://github.com/vdukhovni/danecheck", "danecheck"),
    does: "Command: all MX hosts and addresses of a domain; exit code for monitoring. By one of the survey’s authors",
  },
  {
    key: "posttls-finger",
    name: link("https://www.postfix.org/posttls-finger.1.html", "posttls-finger"),
    does: "Command, comes with Postfix: connects as Postfix with level dane would",
  },
  {
    key: "hash-slinger",
    name: link("https://github.com/letoams/hash-slinger", "hash-slinger"),
    does: "Command tlsa: creates and verifies TLSA records",
  },
  {
    key: "openssl",
    name: link("https://docs.openssl.org/master/man1/openssl-s_client/", "openssl s_client"),
    does: "Command: checks a chain against records you give it; looks nothing up itself",
  },
];

export default async function PublishingPage() {
  const issuers = await latestTable(db(), tlsaIssuers);
  const retired = issuers?.rows.find(({ issuer }) => issuer === RETIRED_ISSUER);
  return (
    <Page section="/learn">
      <PageHead
        title="Publishing a TLSA record is easy; keeping it right takes a routine"
        dek="For the operator of a mail server that receives. A wrong record stops mail from every sender that verifies."
      />
      <LearnMenu here="/learn/publishing" />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="before" title="Before the first record">
          <ul>
            <li>
              The server offers STARTTLS on port 25 to everyone. A sender that is not offered it
              cannot deliver (<Rfc number={7672} section="2.2" />
              ).
            </li>
            <li>
              The zone of the mail domain is signed, so that the MX records are. The zone of the
              server’s name is signed too (<Rfc number={7672} section="2.2.1" />
              ). If a provider runs the server, that second zone is the provider’s: ask there.
            </li>
            <li>
              Every MX host gets records. If only some have them, an attacker steers senders to the
              others.
            </li>
            <li>
              The domain’s MX records use the server’s own name. A name of the customer’s with the
              provider’s addresses needs TLSA records of its own, in the customer’s zone (
              <Rfc number={7672} section="2.2.3" />
              ).
            </li>
          </ul>
        </Section>

        <Section id="which" title="Which records">
          <p>
            Two patterns. Both keep a record to spare, so that a match exists before and after a
            change (<Rfc number={7671} section="8.4" />
            ).
          </p>
          <p>
            <strong>Current key and next key.</strong> The next key is made in advance and waits.
            Independent of who issues the certificate.
          </p>
          <CodeBlock label="TLSA records: current key and next key">{TWO_KEYS}</CodeBlock>
          <p>
            <strong>Current key and its issuer.</strong> A renewed certificate from the same issuer
            matches even if nobody updated the first record in time. The server must then send the
            issuer’s certificate along (<Rfc number={7671} section="5.2.2" />
            ), and the certificate must carry the MX host’s name (
            <Rfc number={7672} section="3.2.2" />
            ).
          </p>
          <CodeBlock label="TLSA records: current key and issuing CA">{KEY_AND_CA}</CodeBlock>
          <p>The hash of a key, from its certificate:</p>
          <CodeBlock label="Command that prints the hash of a certificate's public key">
            {HASH}
          </CodeBlock>
          <p>
            Renew with the same key where your ACME client can, and the record stays right by
            itself.
          </p>
          {issuers !== null && retired?.mxHosts != null && (
            <Note title="Issuers change.">
              On {formatDate(issuers.table.asOf, issuers.table.asOfPrecision)},{" "}
              {formatCount(retired.mxHosts)} MX hosts still published records for Let’s Encrypt’s
              issuing CA {RETIRED_ISSUER}, which was retired by then (
              <a href="/dnssec">table and source</a>). A 2 1 1 record alone, set once and forgotten,
              fails on the day the issuer changes.
            </Note>
          )}
        </Section>

        <Section id="rollover" title="Changing keys">
          <p>
            Caches hold the old record set for its TTL. So the record comes first, the key later (
            <Rfc number={7671} section="8.1" />, for mail <Rfc number={7672} section="4" />
            ).
          </p>
          <KeyRollover />
          <ol>
            <li>Publish the hash of the next key beside the current one, on all name servers.</li>
            <li>
              Wait until every cache has it: at least the TTL, and what the secondaries need to
              catch up. Days cost nothing.
            </li>
            <li>Install the certificate with the next key. Check from outside.</li>
            <li>Replace the old key’s record by one for the key after next.</li>
          </ol>
          <p>
            Put it into the program that renews the certificate: no match in DNS, no new certificate
            in place. Several MX hosts: one after another, with keys of their own, so that one
            mistake does not stop all mail.
          </p>
        </Section>

        <Section id="mistakes" title="Common mistakes">
          <ul>
            <li>The certificate was renewed with a new key, the record was not.</li>
            <li>
              The server has an RSA and an ECDSA certificate, and only one has a record. Some
              senders get the other.
            </li>
            <li>
              One address of the host, often the IPv6 one, answers with another certificate, or not
              at all.
            </li>
            <li>
              The record is below the mail domain instead of the MX host. The name is _25._tcp.
              <em>host in the MX record</em> (<Rfc number={7672} section="2.2.3" />
              ).
            </li>
            <li>
              Usage 0 or 1: senders cannot use those (<Rfc number={7672} section="3.1.3" />
              ).
            </li>
            <li>Nobody reads postmaster, and the SOA record’s contact does not exist.</li>
          </ul>
        </Section>

        <Section id="dns" title="Name servers that say “no” properly">
          <p>
            A DANE sender asks for TLSA records everywhere. A signed zone has to prove that there
            are none; a server or firewall that drops, refuses or misanswers the question stops the
            mail (<Rfc number={7672} section="2.1.2" />, <Rfc number={8906} section="3" />
            ).
          </p>
          <CodeBlock label="Questions for types and names that do not exist">
            {UNKNOWN_TYPE}
          </CodeBlock>
          <ul>
            <li>No filter for “unusual” record types, in any firewall or load balancer.</li>
            <li>
              All name servers sign alike and are in step: check serial numbers and the ends of the
              signatures.
            </li>
            <li>
              NSEC3 with 0 extra iterations and no salt (<Rfc number={9276} section="3.1" />
              ): resolvers may treat more as unsigned, or fail (<Rfc number={9276} section="3.2" />
              ).
            </li>
            <li>Test wildcards and empty non-terminals; their denials are the ones that break.</li>
          </ul>
        </Section>

        <Section id="monitor" title="Monitoring and tools">
          <p>
            <a href="/watch">A watch</a> tells you when it breaks, or will. The{" "}
            <a href="/guide">repair guide</a> has commands and settings with the names of your own
            host filled in, for ACME clients, mail servers and monitors.
          </p>
          <p>
            Check from outside, every day, each MX host and each address: DNSSEC chain, days left on
            the signatures, STARTTLS, and the key against the records. Senders report failures too
            if you publish a TLS reporting address (<Rfc number={8460} section="3" />
            ).
          </p>
          <CodeBlock label="OpenSSL check of one MX host">{S_CLIENT}</CodeBlock>
          <TextTable
            caption="Tools"
            columns={["Tool", "What it does"]}
            rows={TOOLS.map(({ key, name, does }) => ({ key, cells: [name, does] }))}
          />
          <p>
            Questions from operators are answered on the mailing list dane-users (
            <a href="https://list.sys4.de/hyperkitty/list/dane-users@list.sys4.de/">archive</a>),
            where the survey’s monthly reports appeared.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
