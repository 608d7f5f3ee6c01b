import type { Metadata } from "next";
import { DaneChain } from "@/components/diagrams/dane-chain";
import { StarttlsAttack } from "@/components/diagrams/starttls-attack";
import { formatCount, formatDate, formatFigure, formatShare } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { PROBLEM_WORDS } from "@/lib/model/datasets/dane";
import { mailEncryption } from "@/lib/model/datasets/hosts";
import { latestTable } from "@/lib/stats/latest-table";
import { overview } from "@/lib/stats/overview";
import { db } from "../_server/db";
import { LearnMenu } from "./learn-menu";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Why mail needs DANE",
  description:
    "Why opportunistic STARTTLS does not stop an attacker, why SMTP is not HTTPS, and how DANE works beside what is unsigned.",
  alternates: { canonical: "/learn" },
};

const PARTS = [
  { id: "starttls", title: "STARTTLS alone" },
  { id: "not-https", title: "SMTP is not HTTPS" },
  { id: "how-dane-works", title: "How DANE works" },
  { id: "unsigned", title: "Beside what is unsigned" },
  { id: "how-far", title: "How far it has come" },
];

export default async function LearnPage() {
  const [encryption, state] = await Promise.all([
    latestTable(db(), mailEncryption),
    overview(db()),
  ]);
  const encrypted = (direction: "inbound" | "outbound") =>
    encryption?.rows.find((row) => row.direction === direction);
  const [outbound, inbound] = [encrypted("outbound"), encrypted("inbound")];
  const lookupProblems = state.others.find(({ title }) => title === PROBLEM_WORDS.dns_lookup.name);
  const { dane, share } = state;
  return (
    <Page section="/learn">
      <PageHead
        title="Encrypting mail is not enough: the sender must know whom it encrypts to"
        dek="How mail servers protect mail between each other, what an attacker can still do, and what DANE changes."
      />
      <LearnMenu here="/learn" />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="starttls" title="STARTTLS alone stops listeners, not attackers">
          <p>
            Between mail servers a session starts in clear text. The receiving server may offer
            STARTTLS; a sender that takes the offer encrypts the rest (
            <Rfc number={3207} section="4" />
            ).{" "}
            {outbound?.share != null && inbound?.share != null && (
              <>
                Most mail goes that way: on {formatDate(outbound.asOf, outbound.asOfPrecision)}{" "}
                Google <a href="/starttls">reported</a> it for {formatShare(outbound.share, 0)} of
                the messages that Gmail sent to others, on{" "}
                {formatDate(inbound.asOf, inbound.asOfPrecision)} for{" "}
                {formatShare(inbound.share, 0)} of those it received.
              </>
            )}
          </p>
          <p>
            Whoever only listens is shut out (<Rfc number={7435} section="3" />
            ). Whoever can change traffic is not: on a shared network, in a router, or from far away
            after hijacking a route or poisoning a DNS cache.
          </p>
          <StarttlsAttack />
          <p>
            Downgrade and forged names are described in <Rfc number={7672} section="1.3.1" /> and{" "}
            <Rfc number={7672} section="1.3.2" />.
          </p>
        </Section>

        <Section id="not-https" title="SMTP is not HTTPS">
          <p>
            A browser knows the name it wants and insists on TLS. Mail has neither, and that is why
            the web’s certificates do not simply carry over (<Rfc number={7672} section="1.3" />
            ):
          </p>
          <ul>
            <li>
              <strong>The name is second-hand.</strong> Mail for example.org goes to whatever host
              the MX record names. Unless that answer is signed, a perfect certificate proves only
              that the attacker’s server is the attacker’s (<Rfc number={7672} section="1.3.2" />
              ).
            </li>
            <li>
              <strong>Nothing says “TLS or not at all”.</strong> A mail address has no scheme as
              https:// is one (<Rfc number={7672} section="1.3.1" />
              ).
            </li>
            <li>
              <strong>No one is there to ask.</strong> A server delivers at night without a user. A
              check that fails for honest reasons stops mail, so most senders do not check.
            </li>
            <li>
              <strong>No list of names scales.</strong> A sender can agree on certificates with a
              handful of partners, not with millions of domains (
              <Rfc number={7672} section="1.3.3" />
              ).
            </li>
            <li>
              <strong>There are too many authorities.</strong> To reach everybody a sender must
              trust every certification authority that anybody uses, and then each of them can vouch
              for any name (<Rfc number={7672} section="1.3.4" />
              ).
            </li>
          </ul>
          <p>
            What is needed: a signal that cannot be removed, from the first contact on, that says
            which servers must be reached over TLS and how to recognise them, and that leaves all
            others reachable as before.
          </p>
        </Section>

        <Section id="how-dane-works" title="How DANE works">
          <p>
            The operator of a mail server publishes a TLSA record below its name and port (
            <Rfc number={6698} section="3" />
            ), in a zone signed with DNSSEC:
          </p>
          <CodeBlock label="A TLSA record">
            {"_25._tcp.mx1.example.net. IN TLSA 3 1 1 <SHA-256 of the server's public key>"}
          </CodeBlock>
          <p>
            Its presence is a promise: this host offers STARTTLS. Its content says what the sender
            will find (<Rfc number={7672} section="2.2" />
            ). A sender that understands DANE accepts neither a missing STARTTLS nor another key.
          </p>
          <DaneChain />
          <p>
            The three numbers before the hash (fields: <Rfc number={6698} section="2.1" />
            ):
          </p>
          <ul>
            <li>
              <strong>3 1 1</strong> is the usual one: the server’s own key (DANE-EE), of which only
              the public key, as SHA-256. Names and expiry in the certificate do not matter then (
              <Rfc number={7672} section="3.1.1" />
              ), so a self-signed certificate serves.
            </li>
            <li>
              <strong>2 1 1</strong> is the key of an authority that issues the certificate
              (DANE-TA). Name and expiry do count (<Rfc number={7672} section="3.1.2" />
              ).
            </li>
            <li>
              Usages <strong>0</strong> and <strong>1</strong> need the web’s authorities and are
              not for mail between servers (<Rfc number={7672} section="3.1.3" />
              ).
            </li>
          </ul>
        </Section>

        <Section id="unsigned" title="Beside what is unsigned">
          <p>
            Most domains have no TLSA records. The sender must learn that as reliably as it learns
            of a record, or an attacker would just drop the answer. DNSSEC can prove that a name or
            a type does not exist (<Rfc number={4035} section="5.4" />
            ). With that proof in hand the sender delivers as it always did. Without it, it waits.
          </p>
          <TextTable
            caption="What a DANE sender does"
            columns={["It learns", "It does", "Source"]}
            rows={[
              {
                key: "mx-insecure",
                cells: [
                  "The MX records are provably unsigned",
                  "Delivers as before, without DANE",
                  <Rfc key="s" number={7672} section="2.2.1" />,
                ],
              },
              {
                key: "none",
                cells: [
                  "Signed proof that the host has no TLSA records, or that its zone is unsigned",
                  "Delivers as before: TLS if offered, any certificate",
                  <Rfc key="s" number={7672} section="2.2" />,
                ],
              },
              {
                key: "usable",
                cells: [
                  "Signed TLSA records that it can use",
                  "TLS only, and only if the certificate matches one of them",
                  <Rfc key="s" number={7672} section="2.2" />,
                ],
              },
              {
                key: "unusable",
                cells: [
                  "Signed TLSA records, none of which it can use",
                  "TLS only, any certificate",
                  <Rfc key="s" number={7672} section="2.2" />,
                ],
              },
              {
                key: "failed",
                cells: [
                  "The TLSA lookup fails: no answer, SERVFAIL, a signature that does not validate",
                  "Does not use that host; tries the next one, or keeps the mail and tries later",
                  <Rfc key="s" number={7672} section="2.1.2" />,
                ],
              },
              {
                key: "mismatch",
                cells: [
                  "No record matches, or STARTTLS is missing",
                  "The same: next host, or later. Never in clear text",
                  <Rfc key="s" number={7672} section="2.2" />,
                ],
              },
            ]}
          />
          <p>
            So a signed zone with broken name servers can lose mail from DANE senders without ever
            having published a TLSA record.{" "}
            {lookupProblems !== undefined && (
              <>
                The survey counted{" "}
                {formatFigure(lookupProblems.value, "count", lookupProblems.flags)} such domains on{" "}
                {formatDate(lookupProblems.date, lookupProblems.precision)} (
                <a href="/reliability">what breaks, and where</a>).
              </>
            )}
          </p>
        </Section>

        <Section id="how-far" title="How far it has come">
          {dane !== null && (
            <p>
              {dane.precision === "month" ? "In" : "On"} {formatDate(dane.date, dane.precision)},
              the last date that we know of, {formatCount(dane.value)} domains had correct TLSA
              records
              {share !== null &&
                share.date === dane.date &&
                `: ${formatShare(share.value, 1)} of the DNSSEC domains whose MX lookup validates`}
              . <a href="/trends">How it grew</a>, and <a href="/providers">at which providers</a>.
            </p>
          )}
          <p>
            That counts who can receive. Who checks when sending leaves no trace in DNS, so no
            survey of DNS can count it, and we do not know.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
