import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { Notice } from "@/components/check/notice";
import { PlainForm, SendButton, TextField } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Prose, Rfc, Section } from "@/components/prose";
import type { QueryParameters } from "@/lib/model/page-query";
import { TOKEN, WATCH_CONDITIONS, WATCH_SAYINGS } from "@/lib/model/watch";
import type { Account } from "@/lib/notices/watch/account-store";
import { conditionsOfWatch, eventsOfWatch, watchesOf } from "@/lib/notices/watch/watch-store";
import { SHOWN_ONCE } from "@/lib/notices/web/watch-answers";
import { accountOf } from "@/lib/notices/web/watch-sign-in";
import { db } from "../_server/db";
import { now } from "../_server/now";
import { pageQuery } from "../_server/page-query";
import { siteSettings } from "../_server/settings";
import styles from "./page.module.css";
import { type ShownWatch, WatchCard } from "./watch-card";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Watch a domain",
  description:
    "Be told by mail, webhook or feed when TLSA records stop matching, a certificate or signature nears its end, or all is well again.",
  alternates: { canonical: "/watch" },
};

const EVENTS_SHOWN = 10;

function SignIn({ hasMail }: { hasMail: boolean }) {
  if (!hasMail)
    return (
      <Notice tone="unknown" title="This copy of the site sends no mail">
        <p>
          Watches begin with a link by mail, and whoever runs this copy has set up no mail relay.
          What monitors of your own can ask is below.
        </p>
      </Notice>
    );
  return (
    <PlainForm action="/watch/sign-in">
      <TextField
        id="mail"
        name="mail"
        type="email"
        label="Your mail address"
        placeholder="ops@example.org"
        autoComplete="email"
        hint="Best one at another domain: news about a broken mail host cannot arrive through it."
      />
      <SendButton words="Send me a link" />
    </PlainForm>
  );
}

function Explained() {
  return (
    <Prose>
      <Section id="told" title="What you are told">
        <p>
          Each name is checked every six hours, and hourly while something is wrong. What breaks
          mail is told after a second check has seen it too, ten minutes later; what a check could
          not see is never told as broken. All of it once, and again when it is mended:
        </p>
        <ul>
          {Object.entries(WATCH_CONDITIONS).map(([kind, { name }]) => (
            <li key={kind}>{name}</li>
          ))}
        </ul>
      </Section>
      <Section id="how" title="How it works">
        <ol>
          <li>You ask for a link by mail. There are no passwords.</li>
          <li>You add a domain, or a host of your own.</li>
          <li>
            You show that it is yours: by a TXT record, or by mail to its postmaster (
            <Rfc number={5321} section="4.5.1" />
            ).
          </li>
          <li>You choose mail, a signed webhook, an Atom feed, or several of them.</li>
        </ol>
      </Section>
      <Section id="monitors" title="Without an account">
        <p>
          Monitors of your own can ask <code>/status/example.nl</code> (a line, or{" "}
          <code>?format=json</code>), <code>/metrics/example.nl</code> (OpenMetrics), or run{" "}
          <code>dane-check --nagios</code>. They read the last result, or, in the command’s case,
          make one: see <a href="/guide#monitor">the guide</a>.
        </p>
      </Section>
      <Section id="kept" title="What is kept">
        <p>
          Your address for as long as you have a watch;{" "}
          <a href="/about/data-protection">all of it</a>. One cookie, for these pages alone, and
          only once you have used the link.
        </p>
      </Section>
    </Prose>
  );
}

function Own({
  account,
  watches,
  feed,
  hasMail,
}: {
  account: Account;
  watches: readonly ShownWatch[];
  feed: { domain: string; url: string } | null;
  hasMail: boolean;
}) {
  return (
    <>
      {feed !== null && (
        <Notice tone="good" title={`The feed of ${feed.domain}, shown this once`}>
          <p className={styles.secret}>{feed.url}</p>
          <p>Whoever has this address can read it. Keep it where you keep passwords.</p>
        </Notice>
      )}
      <div className={styles.account}>
        <p>You are {account.mail}.</p>
        <PlainForm action="/watch/sign-out" isInline>
          <SendButton words="Sign out" isQuiet />
        </PlainForm>
        <PlainForm action="/watch/sign-out" hidden={{ everywhere: "yes" }} isInline>
          <SendButton words="Sign out everywhere" isQuiet />
        </PlainForm>
      </div>
      <PlainForm action="/watch/add">
        <TextField
          id="domain"
          name="domain"
          label="Domain or host to watch"
          placeholder="example.nl"
        />
        <SendButton words="Add" />
      </PlainForm>
      {watches.map((shown) => (
        <WatchCard
          key={shown.watch.id}
          shown={shown}
          mail={account.mail}
          hasMail={hasMail}
          now={now()}
        />
      ))}
    </>
  );
}

/** Whose session it is, and what was handed over to be shown once. */
async function visit() {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const account = await accountOf(db(), jar.toString(), Date.parse(now()));
  if (account === null) return null;
  const watches = await Promise.all(
    (await watchesOf(db(), account.id)).map(async (watch) => ({
      watch,
      conditions: await conditionsOfWatch(db(), watch.id),
      events: await eventsOfWatch(db(), watch.id, EVENTS_SHOWN),
    })),
  );
  const [id, token = ""] = (head.get(SHOWN_ONCE) ?? "").split(" ");
  const of = watches.find(({ watch }) => watch.id === id);
  const url = `${siteSettings().publicUrl}/watch/feed?token=${token}`;
  const feed = of === undefined || !TOKEN.test(token) ? null : { domain: of.watch.domain, url };
  return { account, watches, feed };
}

export default async function WatchPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const [{ said }, visited] = await Promise.all([pageQuery("/watch", searchParams), visit()]);
  const saying = said === undefined ? null : WATCH_SAYINGS[said];
  const hasMail = siteSettings().mail !== undefined;
  return (
    <Page section="/watch">
      <PageHead
        title={visited === null ? "Be told before your senders are" : "Your watches"}
        dek={
          visited === null
            ? "A watch tells whoever runs a domain or mail host when DANE breaks there, when it is about to, and when all is well again."
            : "Each is checked every six hours, and hourly while something is wrong."
        }
      />
      {saying !== null && (
        <Notice tone={saying.tone} title={saying.title}>
          {saying.text !== "" && <p>{saying.text}</p>}
        </Notice>
      )}
      {visited === null ? (
        <>
          <SignIn hasMail={hasMail} />
          <Explained />
        </>
      ) : (
        <Own {...visited} hasMail={hasMail} />
      )}
    </Page>
  );
}
