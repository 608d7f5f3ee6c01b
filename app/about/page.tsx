import type { Metadata } from "next";
import { formatCount, formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Prose, Section } from "@/components/prose";
import { DATASETS } from "@/lib/model/datasets";
import { problemDomains } from "@/lib/model/datasets/dane";
import { DANE_SURVEY } from "@/lib/model/sources";
import { overview } from "@/lib/stats/overview";
import { listReleases } from "@/lib/stats/releases";
import { db } from "../_server/db";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "About",
  description:
    "What this site is, whose figures it shows, where help is wanted, privacy, accessibility and machine-readable access.",
  alternates: { canonical: "/about" },
};

const PARTS = [
  { id: "figures", title: "Whose figures" },
  { id: "help-wanted", title: "Help wanted" },
  { id: "contact", title: "Contact" },
  { id: "privacy", title: "Privacy" },
  { id: "accessibility", title: "Accessibility" },
  { id: "machines", title: "For programs" },
];

export default async function AboutPage() {
  const [{ dane }, releases] = await Promise.all([overview(db()), listReleases(db())]);
  const measured = releases.filter(({ kind }) => kind === "survey_run").length;
  return (
    <Page section="/about">
      <PageHead
        title="A public record of how far DANE and DNSSEC have come"
        dek="Published figures in one place, each with its date, source and definition, for anyone who runs mail or writes about it."
      />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="figures" title="Whose figures these are">
          <p>
            Most come from the <a href={DANE_SURVEY.url}>{DANE_SURVEY.name}</a> by{" "}
            {DANE_SURVEY.authors}, as they published them: {formatCount(releases.length - measured)}{" "}
            releases here quote published sources, and each names its own.
            {dane !== null &&
              ` The latest dated report that we have is of ${formatDate(dane.date, dane.precision)}.`}{" "}
            {measured === 0 && "We have published no measurement of our own so far."}
          </p>
          <p>
            This site is not theirs and does not speak for them. Errors in the copy are ours.{" "}
            <a href="/methods">How every figure is counted</a>,{" "}
            <a href="/methods#corrections">corrections</a>,{" "}
            <a href="/releases">all releases with their sources</a>.
          </p>
        </Section>

        <Section id="help-wanted" title="Help wanted">
          <ul>
            <li>
              <strong>Registries of country codes: the list of signed delegations.</strong> A survey
              finds domains by their names. Where a registry shares no list, the count is too low.
              Names with a DS record are enough; the rest of the zone is not needed.
            </li>
            <li>
              <strong>Name-server operators: answers that validate.</strong> A signed zone that
              cannot prove that a TLSA record does not exist keeps mail from senders that verify.{" "}
              <a href="/learn/publishing#dns">What to test</a>,{" "}
              <a href={problemDomains.page}>what was found broken</a>.
            </li>
            <li>
              <strong>Operators that send mail: verify.</strong> Two settings and a validating
              resolver. <a href="/learn/sending">Postfix, Exim and others</a>.
            </li>
            <li>
              <strong>Hosting providers: TLSA records for your MX hosts.</strong> One provider’s
              records serve all its customers whose own zones are signed.{" "}
              <a href="/learn/publishing">How to keep them right</a>,{" "}
              <a href="/providers">who had them, and who almost did</a>.
            </li>
            <li>
              <strong>Readers of old mail: missing reports.</strong> If you have a report of the
              survey that is not among the <a href="/releases">releases</a>, or the date of an
              undated one, it closes a gap.
            </li>
          </ul>
        </Section>

        <Section id="contact" title="Contact">
          <p>
            Errors, missing reports and questions about this site belong in the issues of the
            project’s source repository. No mail address is published here. Questions about DANE
            itself suit the mailing list dane-users (
            <a href="https://list.sys4.de/hyperkitty/list/dane-users@list.sys4.de/">archive</a>).
          </p>
        </Section>

        <Section id="privacy" title="Privacy">
          <ul>
            <li>No cookies, no accounts, no measuring of visitors.</li>
            <li>
              Nothing is loaded from third parties; fonts and scripts come from this site. A link
              that you follow leads to somebody else’s rules.
            </li>
            <li>
              The program keeps no access log. It notes faults and slow requests: the address of the
              page and a request number, not yours. Whoever runs this copy may have a proxy in front
              that logs; we cannot say that for them.
            </li>
            <li>
              Each answer carries its request number as <code>X-Request-Id</code>. Quote it when you
              report a fault; it says nothing about you.
            </li>
          </ul>
        </Section>

        <Section id="accessibility" title="Accessibility">
          <p>
            We aim at WCAG 2.2, level AA, and test the pages with axe in both colour schemes. No
            auditor has examined the site. Every chart has a table with the same numbers; colour
            never carries meaning alone; every page is meant to work by keyboard, in print, on
            narrow screens and without JavaScript. Where one does not, that is a fault: please
            report it.
          </p>
        </Section>

        <Section id="machines" title="For programs">
          <p>
            All {formatCount(DATASETS.length)} datasets are open as JSON and CSV, without a key:{" "}
            <a href="/api">data and API</a>, <a href="/api/v1">index of datasets</a>,{" "}
            <a href="/api/v1/openapi.json">OpenAPI description</a>. Empty means not measured, 0
            means none.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
