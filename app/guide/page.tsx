import type { Metadata } from "next";
import { CheckLeaves } from "@/components/check/check-leaves";
import { CopyBlock } from "@/components/check/copy-block";
import { agoWords, lengthWords } from "@/components/check/instant";
import { Notice } from "@/components/check/notice";
import { KeyRollover } from "@/components/diagrams/key-rollover";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Note, Prose, Rfc, Section } from "@/components/prose";
import { latestCheck } from "@/lib/check/check-store";
import { readCheckInput } from "@/lib/check/read-input";
import type { QueryParameters } from "@/lib/model/page-query";
import { db } from "../_server/db";
import { now } from "../_server/now";
import { pageQuery } from "../_server/page-query";
import { siteSettings } from "../_server/settings";
import {
  acmeSh,
  certbot,
  denial,
  exim,
  guardScript,
  lego,
  nagios,
  nextKey,
  plan,
  postfix,
  prometheus,
  twoRecords,
} from "./guide-code";
import { GuideForm } from "./guide-form";
import { EXAMPLE_VALUES, type GuideValues, guideValues } from "./guide-values";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Repair guide",
  description:
    "How to publish TLSA records, roll keys and certificates in the right order, automate it, test denial of existence, and monitor: with the values of your own mail host.",
  alternates: { canonical: "/guide" },
};

const PARTS = [
  { id: "publish", title: "1. Publish" },
  { id: "roll", title: "2. Roll keys in order" },
  { id: "automate", title: "3. Automate it" },
  { id: "servers", title: "4. Mail servers" },
  { id: "denial", title: "5. Test what is not there" },
  { id: "monitor", title: "6. Monitor" },
];

interface Asked {
  values: GuideValues;
  /** What the visitor asked for, and why it could not be filled in. */
  missing: { domain: string; canCheck: boolean } | null;
}

/** The last result of the domain; looking at it starts nothing. */
async function asked(domain: string): Promise<Asked> {
  if (domain === "") return { values: EXAMPLE_VALUES, missing: null };
  const input = readCheckInput(domain);
  if (!input.ok) return { values: EXAMPLE_VALUES, missing: { domain, canCheck: false } };
  const { ascii, unicode } = input.value.domain;
  const check = await latestCheck(db(), ascii);
  const values = check?.report == null ? null : guideValues(check.report);
  return values === null
    ? { values: EXAMPLE_VALUES, missing: { domain: unicode, canCheck: true } }
    : { values, missing: null };
}

function Source({ values, missing }: Asked) {
  if (missing !== null)
    return (
      <Notice tone="unknown" title={`No mail host of ${missing.domain} is known here`}>
        <p>
          So the names below are those of an example.{" "}
          {missing.canCheck && (
            <a href={`/check/${encodeURIComponent(missing.domain)}`}>Check it first</a>
          )}
        </p>
      </Notice>
    );
  if (values.checkedAt === null) return null;
  const others = values.hosts.filter((host) => host !== values.host);
  return (
    <p>
      Filled in for <strong>{values.host}</strong>, a mail host of {values.domain}, from{" "}
      <a href={`/check/${values.domain}`}>the result of {agoWords(values.checkedAt, now())}</a>.
      {others.length > 0 &&
        ` The same goes for ${others.slice(0, 5).join(", ")}${others.length > 5 ? " and others" : ""}.`}
    </p>
  );
}

function Publish({ values }: { values: GuideValues }) {
  return (
    <Section id="publish" title="1. Publish the record of the key in use, and of the next">
      <p>
        In the zone <strong>{values.zone}</strong>, which has to be signed. Two records of the form
        3 1 1, one for each key: then there always is one that matches (
        <Rfc number={7671} section="8.1" />
        ).
      </p>
      <CopyBlock label="TLSA records to publish" text={twoRecords(values)} />
      {values.published.length > 0 && (
        <>
          <p>What is published now:</p>
          <CopyBlock label="TLSA records published now" text={values.published.join("\n")} />
        </>
      )}
      <p>The next key is made in advance and waits on the server:</p>
      <CopyBlock label="Commands that make the next key and its record" text={nextKey(values)} />
    </Section>
  );
}

function Roll({ values }: { values: GuideValues }) {
  return (
    <Section id="roll" title="2. Roll keys and certificates in this order">
      <KeyRollover />
      <ol>
        <li>Publish the next key’s record beside the current one. Remove nothing.</li>
        <li>
          Wait until every name server has it, and twice the TTL on top: with{" "}
          {lengthWords(values.ttl)} that is {lengthWords(values.ttl * 2)} (
          <Rfc number={7672} section="4" />
          ).
        </li>
        <li>Have the server use the next key, at each of its addresses.</li>
        <li>
          <a href={`/check/${values.domain}`}>Check it from outside.</a>
        </li>
        <li>Remove the old record. Make a key that is next from then on, and publish it.</li>
      </ol>
      <p>This command says when each step is due, from what is published:</p>
      <CopyBlock label="Command that plans a roll-over" text={plan(values)} />
      <Note title="Mail is being refused now?">
        Do not wait: publish the record of the certificate that the server shows. Nothing else
        brings mail back sooner than the old record’s TTL.
      </Note>
    </Section>
  );
}

function Automate({ values }: { values: GuideValues }) {
  return (
    <Section id="automate" title="3. Automate it: no matching record, no new certificate">
      <p>
        ACME clients renew by themselves, and most mail with DANE that breaks is broken by that. Two
        rules keep it whole: <strong>the key stays at renewals</strong>, and{" "}
        <strong>a script stands between client and server</strong> that puts nothing into place that
        the published records do not match.
      </p>
      <CopyBlock label="Script that guards the certificate in use" text={guardScript(values)} />
      <Section id="certbot" title="certbot" level={3}>
        <CopyBlock label="certbot" text={certbot(values)} />
      </Section>
      <Section id="acme-sh" title="acme.sh" level={3}>
        <CopyBlock label="acme.sh" text={acmeSh(values)} />
      </Section>
      <Section id="lego" title="lego" level={3}>
        <CopyBlock label="lego" text={lego(values)} />
      </Section>
      <p>
        A record of the issuer (2 1 1) instead of the next key’s also survives renewals with new
        keys, until the issuer changes, which its certificates tell nobody in advance. As a second
        record it helps; alone it is a date on which mail stops.
      </p>
    </Section>
  );
}

function Servers({ values }: { values: GuideValues }) {
  return (
    <Section id="servers" title="4. Mail servers">
      <Section id="postfix" title="Postfix 3.4 and later" level={3}>
        <CopyBlock label="Postfix" text={postfix(values)} />
      </Section>
      <Section id="exim" title="Exim" level={3}>
        <CopyBlock label="Exim" text={exim(values)} />
      </Section>
      <p>
        With an RSA and an ECDSA certificate each needs a record: some senders get the one, some the
        other. For sending see <a href="/learn/sending">Sending: verify TLSA</a>.
      </p>
    </Section>
  );
}

function Denial({ values }: { values: GuideValues }) {
  return (
    <Section id="denial" title="5. Test what is not there">
      <p>
        Senders with DANE ask for records that most names do not have, and deliver only where a
        signed “no” comes back (<Rfc number={7672} section="2.1.2" />
        ). A name server or firewall that drops the question stops mail.
      </p>
      <CopyBlock label="Questions for each name server" text={denial(values)} />
      <p>
        The <a href={`/check/${values.domain}#hygiene`}>checklist of a live check</a> asks each name
        server all of this, and more.
      </p>
    </Section>
  );
}

function Monitor({ values, publicUrl }: { values: GuideValues; publicUrl: string }) {
  const { domain } = values;
  return (
    <Section id="monitor" title="6. Monitor from outside">
      <p>
        <a href="/watch">A watch</a> tells you by mail, webhook or feed, and asks for nothing to be
        installed. For monitors of your own:
      </p>
      <ul>
        <li>
          <a href={`/status/${domain}`}>/status/{domain}</a>: 200 where DANE works on every host,
          503 where it does not, 504 where a check could not tell, 404 without a result of the last
          day; with <a href={`/status/${domain}?format=json`}>?format=json</a> for details.
        </li>
        <li>
          <a href={`/metrics/${domain}`}>/metrics/{domain}</a>: OpenMetrics, for Prometheus.
        </li>
        <li>
          <code>dane-check --nagios</code>: makes a check of its own; exit status 0 OK, 1 WARNING, 2
          CRITICAL, 3 UNKNOWN, with performance data.
        </li>
      </ul>
      <CopyBlock label="Nagios, Icinga" text={nagios(values)} />
      <CopyBlock label="Prometheus" text={prometheus(values, publicUrl)} />
      <p>
        Senders report their own failures, once you publish an address for them: TLSRPT (
        <Rfc number={8460} section="3" />
        ).
      </p>
    </Section>
  );
}

export default async function GuidePage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { domain } = await pageQuery("/guide", searchParams);
  const { values, missing } = await asked(domain);
  return (
    <Page section="/guide" leaves={<CheckLeaves running={null} />}>
      <PageHead
        title="The record first, the key later: how DANE stays whole"
        dek="What to do, in which order, with the names of your own mail host filled in."
      />
      <GuideForm domain={domain} />
      <Source values={values} missing={missing} />
      <Contents parts={PARTS} />
      <Prose>
        <Publish values={values} />
        <Roll values={values} />
        <Automate values={values} />
        <Servers values={values} />
        <Denial values={values} />
        <Monitor values={values} publicUrl={siteSettings().publicUrl} />
      </Prose>
    </Page>
  );
}
