import type { Metadata } from "next";
import { Notice } from "@/components/check/notice";
import { formatCount } from "@/components/format";
import { Choices, PlainForm, SendButton, TextField } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Contents, Prose, Section } from "@/components/prose";
import { countOptOuts } from "@/lib/check/opt-out-store";
import {
  OPT_OUT_LABEL,
  OPT_OUT_SAYINGS,
  OPT_OUT_SCOPE_WORDS,
  OPT_OUT_SCOPES,
} from "@/lib/model/opt-out";
import type { QueryParameters } from "@/lib/model/page-query";
import { db } from "../_server/db";
import { pageQuery } from "../_server/page-query";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Opt out",
  description:
    "How a domain, a host or an address is left alone by the survey, by live checks, or by mail.",
  alternates: { canonical: "/opt-out" },
};

const PARTS = [
  { id: "record", title: "A TXT record" },
  { id: "mail", title: "By mail" },
  { id: "means", title: "What it means" },
  { id: "count", title: "How many did" },
];

const RECORDS = `; a domain or host, with everything below it
${OPT_OUT_LABEL}.example.org. IN TXT "scan=no; notices=no"
; one address, 192.0.2.25
${OPT_OUT_LABEL}.25.2.0.192.in-addr.arpa. IN TXT "scan=no"
; a range, 192.0.2.0/24
${OPT_OUT_LABEL}.2.0.192.in-addr.arpa. IN TXT "notices=no"`;

export default async function OptOutPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const [{ target, said }, counts] = await Promise.all([
    pageQuery("/opt-out", searchParams),
    countOptOuts(db()),
  ]);
  const saying = said === undefined ? null : OPT_OUT_SAYINGS[said];
  const hasMail = siteSettings().mail !== undefined;
  const entries = counts.domains + counts.ranges;
  return (
    <Page section="/opt-out">
      <PageHead
        title="To be left alone, publish one record"
        dek="For whoever runs a domain, a mail host or an address: no reason is asked, and it holds at once and for good."
      />
      {saying !== null && (
        <Notice tone={saying.tone} title={saying.title}>
          <p>{saying.text}</p>
          {target !== "" && <p>What was given: {target}</p>}
        </Notice>
      )}
      <Contents parts={PARTS} />
      <Prose>
        <Section id="record" title="A TXT record, in the forward or the reverse zone">
          <CodeBlock label="Records for opting out">{RECORDS}</CodeBlock>
          <p>
            <code>scan=no</code> ends {OPT_OUT_SCOPE_WORDS.scan}. <code>notices=no</code> ends{" "}
            {OPT_OUT_SCOPE_WORDS.notices}. Then have us look:
          </p>
          <PlainForm action="/opt-out">
            <TextField
              id="target"
              name="target"
              label="Domain, host, address or range"
              value={target}
              placeholder="example.org or 192.0.2.25"
            />
            <SendButton words="Look for the record" />
          </PlainForm>
          <p>
            The record need not stay: what it said is entered and does not end. It is honoured
            unsigned as well, but not where its signatures fail. A live check looks for the record
            of its domain by itself; for hosts and addresses this button has to be used once.
          </p>
        </Section>
        <Section id="mail" title="By mail to the postmaster">
          {hasMail ? (
            <>
              <p>
                We write to postmaster at the registered domain of the name; for an address, of the
                name that its reverse zone gives and that leads back to it. Whoever reads that mail
                decides.
              </p>
              <PlainForm action="/opt-out" hidden={{ way: "mail" }}>
                <TextField
                  id="target-by-mail"
                  name="target"
                  label="Domain, host or address"
                  value={target}
                  placeholder="example.org or 192.0.2.25"
                />
                <Choices
                  legend="What is to end"
                  type="checkbox"
                  choices={OPT_OUT_SCOPES.map((value) => ({
                    name: "scope",
                    value,
                    label: OPT_OUT_SCOPE_WORDS[value],
                    isChosen: true,
                  }))}
                />
                <SendButton words="Send a link to the postmaster" />
              </PlainForm>
            </>
          ) : (
            <p>This copy of the site sends no mail: whoever runs it has set up no relay.</p>
          )}
        </Section>
        <Section id="means" title="What it means">
          <ul>
            <li>
              <strong>A name</strong> stands for itself and for everything below it. As a mail host
              it is no longer connected to, whichever domain it serves.
            </li>
            <li>
              <strong>An address or range</strong> is no longer connected to, whichever name leads
              there. Ranges are as reverse zones are: /32, /24 and /16; in IPv6 /128, /64, /56, /48
              and /32.
            </li>
            <li>
              Live checks heed it within seconds, the survey before its next batch of domains.
              Results that are kept from before expire as their pages say.
            </li>
            <li>
              The list itself is not published, only how long it is. To undo an entry, write to{" "}
              <a href="/about#contact">whoever runs this site</a>.
            </li>
          </ul>
        </Section>
        <Section id="count" title="How many did">
          <p>
            {entries === 0 && counts.withoutNotices === 0
              ? "Nobody yet."
              : `${formatCount(counts.domains)} names with all below them and ${formatCount(counts.ranges)} addresses or ranges are not looked at; ${formatCount(counts.withoutNotices)} get no notices. They are missing from figures of the survey’s coverage.`}
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
