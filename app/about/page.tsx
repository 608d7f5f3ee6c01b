import type { Metadata } from "next";
import { formatCount, formatDate, formatFigure } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Prose, Section } from "@/components/prose";
import { countOptOuts } from "@/lib/check/opt-out-store";
import { DATASETS } from "@/lib/model/datasets";
import { almostDaneProviders } from "@/lib/model/datasets/providers";
import { cctldCounts } from "@/lib/model/datasets/tlds";
import { latestTable } from "@/lib/stats/latest-table";
import { db } from "../_server/db";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "About",
  description:
    "What this site is, whose figures it shows, how to reach us, what helps, privacy and accessibility.",
  alternates: { canonical: "/about" },
};

const PARTS = [
  { id: "what", title: "What this is" },
  { id: "figures", title: "Whose figures" },
  { id: "help-wanted", title: "Help wanted" },
  { id: "machines", title: "For programs" },
  { id: "contact", title: "Contact" },
  { id: "opt-outs", title: "Opting out" },
  { id: "privacy", title: "Privacy" },
  { id: "accessibility", title: "Accessibility" },
];

function Contact({ contact }: { contact: string | undefined }) {
  if (contact === undefined) {
    return (
      <p>
        Whoever runs this copy of the site has given no address. Mistakes in figures or texts, and
        faults of the program, belong in the issue tracker of the project that the code comes from.
      </p>
    );
  }
  return (
    <p>
      <a href={contact.includes("://") ? contact : `mailto:${contact}`}>{contact}</a>. Mistakes in
      figures or texts, faults of the program, offers of data: all welcome.
    </p>
  );
}

export default async function AboutPage() {
  const [almost, cctlds, optOuts] = await Promise.all([
    latestTable(db(), almostDaneProviders),
    latestTable(db(), cctldCounts),
    countOptOuts(db()),
  ]);
  const { contact } = siteSettings();
  const largest = almost?.rows[0];
  const cctldsOf = (group: string) => cctlds?.rows.find((row) => row.group === group)?.tlds;
  const [signed, all] = [cctldsOf("with_dnssec"), cctldsOf("all")];
  return (
    <Page section="/about">
      <PageHead
        title="Statistics of DNSSEC and DANE, with the source beside every number"
        dek="Who can receive mail over authenticated TLS, where, at whom, and what breaks: for operators, registries, researchers and the press."
      />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="what" title="What this is">
          <p>
            This site shows how widely DNSSEC and DANE for mail are used. It starts with the history
            that others published. {formatCount(DATASETS.length)} datasets are defined; those
            without published figures say so. A survey of our own is being built and has published
            nothing yet.
          </p>
          <p>
            Every figure says when it was measured and how old it is. Most are years old. An old
            figure is history, not the state of today.
          </p>
        </Section>

        <Section id="figures" title="Whose figures">
          <p>
            Almost all are from the DANE/DNSSEC survey by Viktor Dukhovni and Wes Hardaker, which
            they published on the mailing list dane-users, in talks and at{" "}
            <a href="https://stats.dnssec-tools.org/">stats.dnssec-tools.org</a>. A few are
            Google’s, R. Lamb’s and those of RFC 9276; each says so. We are not affiliated with any
            of them, and they have not reviewed this site. Mistakes in reading are ours.
          </p>
          <p>
            How they were read, dated and flagged: <a href="/methods">Methods</a>. Each report by
            itself: <a href="/releases">Releases</a>.
          </p>
        </Section>

        <Section id="help-wanted" title="Help wanted">
          <p>The survey’s authors asked for four things in 2018. They still help most:</p>
          <ul>
            <li>
              <strong>Lists of signed delegations under country codes.</strong> A survey counts only
              the names it knows.
              {signed != null &&
                all != null &&
                cctlds !== null &&
                ` ${formatCount(signed)} of ${formatCount(all)} country-code TLDs had DNSSEC in ${formatDate(cctlds.table.asOf, "month")}, and few of them gave out their zones.`}{" "}
              A registry that shares just the names with DS records makes its country visible.
            </li>
            <li>
              <strong>Repaired DNSSEC.</strong> Above all answers about what does not exist:{" "}
              <a href="/learn/publishing#dns">what to test</a>.
            </li>
            <li>
              <strong>Verification when sending.</strong> It needs no signed domain of your own:{" "}
              <a href="/learn/sending">two settings and a resolver</a>.
            </li>
            <li>
              <strong>TLSA records at those who host mail for many.</strong>
              {largest?.domains != null &&
                almost !== null &&
                ` As of ${formatDate(almost.table.asOf, almost.table.asOfPrecision)} ${largest.provider} hosted mail for ${formatFigure(largest.domains, "count", largest.flags)} domains with signed MX records, without TLSA records of its own.`}{" "}
              <a href="/providers">Who else</a>.
            </li>
          </ul>
          <p>Published reports that we have not read are welcome as well, with date and link.</p>
        </Section>

        <Section id="machines" title="For programs">
          <p>
            Every figure is available as JSON and CSV under <a href="/api/v1">/api/v1</a>, without a
            key: <a href="/api">reference</a>, <a href="/api/v1/openapi.json">OpenAPI document</a>.
            Any website may read it (CORS). A release with its revision never changes and can be
            kept for good. Please send If-None-Match when you poll; figures change only when a
            report appears.
          </p>
        </Section>

        <Section id="contact" title="Contact">
          <Contact contact={contact} />
        </Section>

        <Section id="opt-outs" title="Opting out">
          <p>
            <a href="/opt-out">One TXT record</a> ends being looked at, or being written to.{" "}
            {formatCount(optOuts.domains)} names with all below them and{" "}
            {formatCount(optOuts.ranges)} addresses or ranges have opted out; they are missing from
            the survey’s coverage.
          </p>
        </Section>

        <Section id="privacy" title="Privacy">
          <ul>
            <li>
              No cookies and nothing stored in your browser, but one cookie for those who keep{" "}
              <a href="/watch">watches</a>.{" "}
              <a href="/about/data-protection">What is kept of people</a>, how long, and why.
            </li>
            <li>
              Nothing is loaded from anyone else: fonts, maps and scripts come from this server, and
              the Content-Security-Policy allows no other.
            </li>
            <li>No analytics and no access log: the program writes down no visitor’s address.</li>
            <li>
              A check keeps the domain and what was found, for the time its page states, and not who
              asked. For its limits the program keeps a keyed hash of your address for some minutes.
            </li>
            <li>
              When an answer fails or takes too long, it logs the time, the path, the status and a
              request number, which the answer carries in X-Request-Id.
            </li>
            <li>
              A proxy or host in front of the program may keep logs of its own. That is up to
              whoever runs this copy.
            </li>
          </ul>
        </Section>

        <Section id="accessibility" title="Accessibility">
          <p>
            The aim is WCAG 2.2, level AA. Every chart has a table with the same numbers. Pages are
            made to work without JavaScript, by keyboard, on narrow screens, in light, dark and
            forced colours, and printed; colour never carries meaning alone. Automatic tests look at
            every kind of page. They do not find everything, and nobody has yet tested the site with
            people who use screen readers. Please report what does not work for you.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
