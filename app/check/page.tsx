import type { Metadata } from "next";
import { CheckForm } from "@/components/check/check-form";
import { lengthWords } from "@/components/check/instant";
import { Notice } from "@/components/check/notice";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Prose, Rfc, Section } from "@/components/prose";
import { CHECK_REFUSAL_WORDS, type CheckRefusalCode } from "@/lib/model/check-refusals";
import type { QueryParameters } from "@/lib/model/page-query";
import { PROBING_PATH } from "@/lib/model/probe-description";
import { pageQuery } from "../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Check a domain",
  description:
    "Does DANE protect mail to a domain? A live check of MX records, DNSSEC, TLSA records and the certificates of every mail host.",
  alternates: { canonical: "/check" },
  robots: { index: false, follow: true },
};

/** Refusals that pass by themselves: we said “not now”, not “no”. */
const PASSING: ReadonlySet<CheckRefusalCode> = new Set([
  "client_limit",
  "domain_limit",
  "queue_full",
  "resolver_unfit",
]);

function Refusal({
  code,
  domain,
  wait,
}: {
  code: CheckRefusalCode;
  domain: string;
  wait: string | undefined;
}) {
  return (
    <Notice
      tone={PASSING.has(code) ? "unknown" : "warn"}
      title={`Not checked: ${CHECK_REFUSAL_WORDS[code]}`}
    >
      {domain !== "" && <p>What was given: {domain}</p>}
      {wait !== undefined && <p>Try again in about {lengthWords(Number(wait))}.</p>}
    </Notice>
  );
}

export default async function CheckPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { domain, refused, wait } = await pageQuery("/check", searchParams);
  return (
    <Page section="/check">
      <PageHead
        title="Does DANE protect mail to this domain?"
        dek="A live check, with a verdict in one sentence, what to do next, and all the evidence."
      />
      {refused !== undefined && <Refusal code={refused} domain={domain} wait={wait} />}
      <CheckForm domain={domain} />
      <Prose>
        <Section id="what" title="What is looked at">
          <ol>
            <li>
              The MX records and their chain of trust from the root (
              <Rfc number={7672} section="2.2.1" />
              ). Signatures are validated here, from our own copy of the root’s key; no resolver is
              believed.
            </li>
            <li>
              Each mail host’s addresses and TLSA records (<Rfc number={7672} section="2.2.2" />
              ).
            </li>
            <li>
              Each address: does it offer STARTTLS, and does what it shows match a record? RSA and
              ECDSA certificates are asked for apart (<Rfc number={7672} section="3.2" />
              ).
            </li>
            <li>The manners of name servers and mail servers, which change no verdict.</li>
          </ol>
        </Section>
        <Section id="polite" title="What it does to the servers">
          <p>
            A few short SMTP sessions that end after the TLS handshake: no sender or recipient is
            named and no mail is sent. Looking at a result starts nothing; only the button does. A
            result younger than a minute is shown again instead of a new check. The name that we
            give in EHLO leads here, and <a href={PROBING_PATH}>a file</a> says who probes and whom
            to write to (<Rfc number={9511} />
            ). Whoever wants none of it <a href="/opt-out">opts out</a>.
          </p>
        </Section>
        <Section id="kept" title="What is kept">
          <p>
            The result, for a limited time, at the address of the domain, for whoever asks for it.
            Who asked is not part of it. Programs get the same from <a href="/api">the API</a>.
          </p>
        </Section>
        <Section id="elsewhere" title="Another checker says something else?">
          <p>
            <a href="/learn/checkers">Where checkers differ, and why</a>.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
