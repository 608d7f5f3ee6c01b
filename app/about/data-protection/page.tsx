import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { NOTICE_LIMITS } from "@/lib/notices/incidents/incident-limits";
import { KEPT } from "@/lib/notices/retention";
import { siteSettings } from "../../_server/settings";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Data protection",
  description:
    "What this site keeps of people: visitors, those who watch a domain, and those who run mail; how long, and why.",
  alternates: { canonical: "/about/data-protection" },
};

const PARTS = [
  { id: "kept", title: "What is kept" },
  { id: "contacts", title: "Whom we write to" },
  { id: "others", title: "Who else sees it" },
  { id: "rights", title: "Seeing, ending, deleting" },
];

const DAY_MS = 86_400_000;
const days = (ms: number): string => `${ms / DAY_MS} days`;

function Kept({ checksKeepDays }: { checksKeepDays: number }) {
  const rows = [
    {
      key: "visitors",
      cells: [
        "Your network address, or a mail address that is to be written to, where that is limited",
        "As a keyed hash, until the limit is unused again: minutes, a day at most",
        "So that nobody uses us to flood others",
      ],
    },
    {
      key: "checks",
      cells: [
        "Which domain was checked, and the result; not who asked",
        `${checksKeepDays} days`,
        "So that a result can be shown, compared and monitored",
      ],
    },
    {
      key: "account",
      cells: [
        "Your mail address, if you keep watches",
        `As long as there is a watch, and ${days(KEPT.emptyAccount)} after your last visit`,
        "To send what you asked for",
      ],
    },
    {
      key: "watch",
      cells: [
        "Each watch: name, how you showed that it is yours, webhook and its secret, state",
        `Until you remove it; ${days(KEPT.unproven)} if it was never shown to be yours`,
        "To look after it",
      ],
    },
    {
      key: "events",
      cells: ["What was told of a watch", days(KEPT.events), "For its page and its feed"],
    },
    {
      key: "messages",
      cells: [
        "Each message: to whom, why, what became of it",
        `Its text until it is sent; to whom, for ${days(KEPT.recipients)}; that there was one and why, for good`,
        "So that nobody is written to twice, and so that we can answer for each",
      ],
    },
    {
      key: "notices",
      cells: [
        "Of each notice to an operator: about which problem, which kind of contact, whether it came back",
        `For ${days(KEPT.incidents)} after the problem was mended; a fingerprint (SHA-256) of the address for ${days(KEPT.noticeRecipients)} at most`,
        "So that nobody is written to too often, or where mail does not arrive",
      ],
    },
    {
      key: "stops",
      cells: [
        "That an address asked for no notices",
        "A fingerprint (SHA-256) of it, for good",
        "To heed it, without keeping the address",
      ],
    },
    {
      key: "links",
      cells: [
        "Links in mails, sessions, feed addresses",
        "As a hash that opens nothing: an hour to a day, a week, and until a new address is made",
        "To know them again",
      ],
    },
    {
      key: "opt-outs",
      cells: [
        "Names and addresses that opted out, and how that was shown",
        "For good",
        "To heed it",
      ],
    },
  ];
  return (
    <TextTable
      caption="What is kept of people, how long, and why"
      columns={["What", "How long", "Why"]}
      rows={rows}
    />
  );
}

export default function DataProtectionPage() {
  const { checksKeepDays, contact } = siteSettings();
  return (
    <Page section="/about">
      <PageHead
        title="What is kept of people, how long, and why"
        dek="Measuring mail servers needs hardly anything of people. Where something is kept, it is here."
      />
      <Contents parts={PARTS} />
      <Prose>
        <Section id="kept" title="What is kept">
          <Kept checksKeepDays={checksKeepDays} />
          <p>
            Names of domains and hosts, their DNS records, certificates and what their mail servers
            say are public, and are kept as measurements. They can hold a person’s name where
            somebody put it there.
          </p>
          <p>
            One cookie is set, once you use a link to your watches: it goes to addresses below
            /watch only, no script can read it, and it ends after a week. No other page sets any.
          </p>
        </Section>
        <Section id="contacts" title="Whom we write to">
          <ul>
            <li>
              Whoever typed their own address to keep watches: a link that they asked for, and the
              news that they chose. Every piece of news can be ended with one click.
            </li>
            <li>
              The postmaster of a domain, where somebody asks in its name for an opt-out or a watch.
              That is one mail for each wish, three a day at most, and it tells who asked where
              there is an address. Nothing follows if nobody answers.
            </li>
          </ul>
          <p>
            Unasked, in one case alone: where senders that verify DANE deliver nothing to the mail
            hosts of an operator. Those who run them seldom hear of it otherwise. That is the
            interest of both sides, and it is pursued with addresses that the DNS publishes for such
            mail, never collected elsewhere:
          </p>
          <ul>
            <li>
              whoever proved a watch of the operator’s names here; else the contact in the SOA
              record of the hosts’ zone (<Rfc number={1035} section="3.3.13" />
              ); else postmaster, and for DNS faults hostmaster (<Rfc number={2142} />
              ). An address is looked up when it is needed, and not kept but as above.
            </li>
            <li>
              Only of a published release, after three looks in a day (six hours where more than
              1,000 domains depend on it), and after another look just before.
            </li>
            <li>
              One mail for all hosts of an operator, at most three about one problem (days 0, 7 and
              30), one a week to an operator and to an address, 200 a day in all.
            </li>
            <li>
              None where mail came back twice, for {days(NOTICE_LIMITS.suppressMs)}. None after a
              click on the link in it, or by{" "}
              <a href="/opt-out">a record that declines them beforehand</a>.
            </li>
          </ul>
          <p>Nobody else.</p>
        </Section>
        <Section id="others" title="Who else sees it">
          <p>
            Mail passes through the relay that this site’s operator uses, and a webhook goes to the
            address that you gave. Nothing is passed on otherwise, and nothing is loaded from
            others. What is measured is published; what is in the table above is not.
          </p>
        </Section>
        <Section id="rights" title="Seeing, ending, deleting">
          <p>
            Your <a href="/watch">watches</a> show all that is kept of them, and removing one
            removes it with its history at once, but for the note that messages were sent. Anything
            else, and complaints:{" "}
            {contact === undefined ? (
              <a href="/about#contact">whoever runs this copy of the site</a>
            ) : (
              <a href={contact.includes("://") ? contact : `mailto:${contact}`}>{contact}</a>
            )}
            .
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
