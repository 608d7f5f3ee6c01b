import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Mark } from "@/components/check/mark";
import { DOMAIN_TONES } from "@/components/check/report-tone";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import { LearnMenu } from "../learn-menu";
import styles from "./page.module.css";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Checked elsewhere, and it said something else?",
  description:
    "Where DANE checkers differ and why: aliases as MX hosts, certificate usages 0 and 1, unsigned hosts, expired certificates, one address or key type only.",
  alternates: { canonical: "/learn/checkers" },
};

const PARTS = [
  { id: "alias", title: "An alias as MX host" },
  { id: "usages", title: "Usages 0 and 1" },
  { id: "unsigned", title: "Unsigned hosts and domains" },
  { id: "expired", title: "Expired certificates" },
  { id: "one-of-several", title: "One of several" },
  { id: "not-known", title: "“No” and “not known”" },
  { id: "measured", title: "Measured" },
  { id: "try", title: "Try it" },
];

/** A domain of the lab that shows a case, with the verdict that it gets here. */
function LabDomain({
  name,
  verdict,
  children,
}: {
  name: string;
  verdict: DomainVerdict;
  children: ReactNode;
}) {
  return (
    <p className={styles.lab}>
      <Mark tone={DOMAIN_TONES[verdict]} size={17} />
      <span>
        <code>{name}</code> in the lab: <strong>{DOMAIN_VERDICT_WORDS[verdict].title}.</strong>{" "}
        {children}
      </span>
    </p>
  );
}

export default function CheckersPage() {
  return (
    <Page section="/learn">
      <PageHead
        title="Checked elsewhere, and it said something else?"
        dek="Most differences have a reason that can be read up. These are the usual ones, with what we do and the section behind it."
      />
      <LearnMenu here="/learn/checkers" />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="alias" title="The MX host is an alias (CNAME)">
          <p>
            An MX record should name a host, not an alias (<Rfc number={2181} section="10.3" />,{" "}
            <Rfc number={5321} section="5.1" />
            ). A checker that stops there reports an error. Senders with DANE go on: they look for
            TLSA records at the alias’s target first, then at the alias itself (
            <Rfc number={7672} section="2.2.2" />, <Rfc number={7672} section="2.2.3" />
            ). We say what they find, and add a warning.
          </p>
          <LabDomain name="alias-target-tlsa.nl" verdict="dane_ok">
            The records stand at the target, in another zone.
          </LabDomain>
          <LabDomain name="alias-own-tlsa.nl" verdict="dane_ok">
            They stand at the alias only. Who asks the target alone finds none.
          </LabDomain>
        </Section>

        <Section id="usages" title="Certificate usages 0 and 1">
          <p>
            A record <code>1 1 1</code> with the right hash looks like a match, and some checkers
            call it one. For mail these usages mean nothing: sending servers should treat them as
            unusable (<Rfc number={7672} section="3.1.3" />
            ). Such records still demand TLS, but nobody is authenticated by them.
          </p>
          <LabDomain name="usage-1.se" verdict="dane_unusable">
            Its only record is <code>1 1 1</code> of the very key that the server shows.
          </LabDomain>
          <LabDomain name="unusable-beside-wrong.se" verdict="dane_fail">
            One that would match has usage 1; the usable one does not match.
          </LabDomain>
        </Section>

        <Section id="unsigned" title="A signed host of an unsigned domain, and the reverse">
          <p>
            A checker that is asked about a <em>host</em> may find everything in order. Asked about
            a <em>domain</em>, the MX records come first: unsigned, they can name the attacker’s
            host (<Rfc number={7672} section="2.2.1" />
            ). And a signed domain whose mail host stands in an unsigned zone has nothing that could
            be verified there (<Rfc number={7672} section="2.2.2" />
            ).
          </p>
          <LabDomain name="insecure-mx.nl" verdict="insecure">
            Unsigned, at a host with perfect DANE. The grid of hosts still shows that host as
            working.
          </LabDomain>
          <LabDomain name="address-insecure.nl" verdict="no_dane">
            Signed, at a host in an unsigned zone. Its name servers fail for TLSA look-ups, and that
            harms nobody, as no sender asks.
          </LabDomain>
        </Section>

        <Section id="expired" title="An expired or self-signed certificate under 3 1 1">
          <p>
            For usage 3 the key in the DNS is all that counts: not the date, not the name, not the
            issuer (<Rfc number={7672} section="3.1.1" />
            ). A checker that tests the certificate as a browser would reports it as invalid. We
            show the date, and it changes nothing. Under usage 2 it does (
            <Rfc number={7672} section="3.1.2" />
            ).
          </p>
          <LabDomain name="ee-expired.de" verdict="dane_ok">
            Usage 3; the certificate has expired.
          </LabDomain>
          <LabDomain name="ta-leaf-expired.de" verdict="dane_fail">
            Usage 2; the certificate has expired.
          </LabDomain>
        </Section>

        <Section id="one-of-several" title="One address, or one kind of key, of several">
          <p>
            Many checkers connect once: to the first address that answers, with the kind of
            certificate that both sides like best. Senders spread over all of them. A host with IPv4
            and IPv6, or with an RSA and an ECDSA certificate, can be right for one sender and wrong
            for the next. We try every address and ask for each kind; the worst counts.
          </p>
          <LabDomain name="one-address-wrong.ch" verdict="dane_fail">
            Two addresses with different certificates, a record for the first only.
          </LabDomain>
          <LabDomain name="one-key-type-wrong.ch" verdict="dane_fail">
            An RSA and an ECDSA certificate, a record for the ECDSA one only.
          </LabDomain>
        </Section>

        <Section id="not-known" title="“No” and “not known” are two answers">
          <p>
            A look-up that fails proves nothing. A checker that reports “no TLSA records” after a
            time-out tells you that all is as before, while senders with DANE hold your mail back (
            <Rfc number={7672} section="2.1.2" />
            ). We say “could not tell” and why. The same goes for DNSSEC: “not signed” needs a
            signed proof from the parent zone (<Rfc number={4035} section="5.2" />
            ), so a resolver that loses signatures must not lead to it.
          </p>
          <p>
            Results also differ honestly: records live on in caches until their TTL has passed, name
            servers of one zone can disagree, and mail servers treat some networks worse than
            others. Compare the time of both checks first.
          </p>
        </Section>

        <Section id="measured" title="Measured against programs">
          <p>
            Sites cannot be asked about a lab. Programs can: these looked at the same servers on 26
            November 2026, each at as many of its domains as it can judge. They agreed with us
            mostly; these are the most telling exceptions, each with its reason in{" "}
            <code>docs/lab.md</code> of the source.
          </p>
          <TextTable
            caption="Where programs came to something else"
            columns={["Domain of the lab", "Program", "It says", "We say", "Why"]}
            rows={[
              {
                key: "one-key-type-wrong.ch",
                cells: [
                  <code key="d">one-key-type-wrong.ch</code>,
                  "Postfix 3.7, posttls-finger",
                  "verified",
                  "fails",
                  "It negotiates one kind of key; we try both.",
                ],
              },
              {
                key: "plaintext-injected.ch",
                cells: [
                  <code key="d">plaintext-injected.ch</code>,
                  "Postfix 3.7, posttls-finger",
                  "verified",
                  "no TLS",
                  "It drops what came in clear text after STARTTLS, and goes on; we call that a fault.",
                ],
              },
              {
                key: "mx-is-ip.nl",
                cells: [
                  <code key="d">mx-is-ip.nl</code>,
                  "Postfix 3.7, posttls-finger",
                  "connects",
                  "no address",
                  "It takes an IP address in place of a host name.",
                ],
              },
              {
                key: "key-revoked.eu",
                cells: [
                  <code key="d">key-revoked.eu</code>,
                  "Unbound 1.17.1",
                  "secure",
                  "bogus",
                  <span key="why">
                    The only key is revoked (<Rfc number={5011} section="2.1" />
                    ).
                  </span>,
                ],
              },
              {
                key: "one-algorithm-invalid.eu",
                cells: [
                  <code key="d">one-algorithm-invalid.eu</code>,
                  "BIND 9.18, delv",
                  "fails",
                  "secure",
                  <span key="why">
                    One of two algorithms is wrong, and one valid signature is enough (
                    <Rfc number={6840} section="5.11" />
                    ).
                  </span>,
                ],
              },
            ]}
          />
        </Section>

        <Section id="try" title="Try it">
          <p>
            The lab’s names are not those of the internet: with the source of this site it runs on
            your own machine, with real name servers and mail servers.
          </p>
          <CodeBlock label="The lab in a shell">
            {
              "npm run lab                                  # lists every domain with its verdict\nnpm run lab -- --namespace posttls-finger -c -l dane good.nl"
            }
          </CodeBlock>
          <p>
            If we are wrong about your domain, <a href="/about">tell us</a>: with the address of the
            result, which holds all the evidence.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
