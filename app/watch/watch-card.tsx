import { agoWords } from "@/components/check/instant";
import { Buttons, Choices, PlainForm, SendButton, TextField } from "@/components/forms/plain-form";
import { CodeBlock } from "@/components/prose";
import { CHECK_REFUSAL_WORDS } from "@/lib/model/check-refusals";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { KeptCondition } from "@/lib/notices/watch/settle-watch";
import { postmasterFor, proofName } from "@/lib/notices/watch/watch-proof";
import type { Watch, WatchEvent } from "@/lib/notices/watch/watch-store";
import styles from "./page.module.css";

/** A watch as its page shows it. */
export interface ShownWatch {
  watch: Watch;
  conditions: readonly KeptCondition[];
  events: readonly WatchEvent[];
}

const iso = (ms: number): string => new Date(ms).toISOString();
const minute = (ms: number): string => `${iso(ms).slice(0, 16).replace("T", " ")} UTC`;

function Unproven({ watch, hasMail }: { watch: Watch; hasMail: boolean }) {
  const { id, domain, proofCode } = watch;
  const postmaster = postmasterFor(domain);
  return (
    <>
      <p>Not begun: show that this name is yours, in one of two ways.</p>
      <CodeBlock label={`TXT record for ${domain}`}>
        {`${proofName(domain)}. IN TXT "${proofCode}"`}
      </CodeBlock>
      <Buttons>
        <PlainForm action="/watch/prove" hidden={{ watch: id, way: "dns" }} isInline>
          <SendButton words="The record is there: look" />
        </PlainForm>
        {hasMail && postmaster !== null && (
          <PlainForm action="/watch/prove" hidden={{ watch: id, way: "mail" }} isInline>
            <SendButton words={`Ask ${postmaster} by mail`} isQuiet />
          </PlainForm>
        )}
      </Buttons>
    </>
  );
}

function State({ watch, conditions, now }: Omit<ShownWatch, "events"> & { now: string }) {
  const { verdict, checkedMs, refusal, domain } = watch;
  const told = conditions.filter((condition) => condition.told);
  const unconfirmed = conditions.length - told.length;
  return (
    <>
      <p>
        {verdict === null || checkedMs === null ? (
          "The first check runs within minutes."
        ) : (
          <>
            <a href={`/check/${domain}`}>{DOMAIN_VERDICT_WORDS[verdict].title}</a>, looked at{" "}
            {agoWords(iso(checkedMs), now)}.{" "}
            {told.length === 0 && unconfirmed === 0 && "Nothing to tell."}
            {unconfirmed > 0 && "Something looks wrong; a second check will confirm it or not."}
          </>
        )}
        {refusal !== null && ` The next check waits: ${CHECK_REFUSAL_WORDS[refusal]}`}
      </p>
      {told.length > 0 && (
        <ul className={styles.list}>
          {told.map(({ kind, subject, sentence, since }) => (
            <li key={`${kind} ${subject}`}>
              {sentence} <span className={styles.soft}>Since {minute(since)}.</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Channels({ watch, mail, hasMail }: { watch: Watch; mail: string; hasMail: boolean }) {
  const { id, byMail, webhook, webhookSecret, hasFeed } = watch;
  return (
    <details>
      <summary>Where news goes</summary>
      <PlainForm action="/watch/channels" hidden={{ watch: id }}>
        <Choices
          legend="Mail"
          type="checkbox"
          choices={[
            {
              name: "by-mail",
              value: "yes",
              label: hasMail ? `to ${mail}` : "not from this copy of the site: it has no relay",
              isChosen: byMail,
            },
          ]}
        />
        <TextField
          id={`webhook-${id}`}
          name="webhook"
          type="url"
          label="Webhook"
          value={webhook ?? ""}
          placeholder="https://hooks.example.org/dane"
          isRequired={false}
          hint="Signed as Standard Webhooks are, and tried again for three days. Empty for none."
        />
        {webhookSecret !== null && <p className={styles.secret}>Its secret: {webhookSecret}</p>}
        <SendButton words="Save" />
      </PlainForm>
      <PlainForm action="/watch/feed" hidden={{ watch: id }} isInline>
        <SendButton
          words={hasFeed ? "New address for the Atom feed (ends the old one)" : "Make an Atom feed"}
          isQuiet
        />
      </PlainForm>
    </details>
  );
}

/** One watch: what is so, what was told, where news goes, and how to end it. */
export function WatchCard({
  shown: { watch, conditions, events },
  mail,
  hasMail,
  now,
}: {
  shown: ShownWatch;
  mail: string;
  hasMail: boolean;
  now: string;
}) {
  const { id, domain, provenMs } = watch;
  return (
    <section className={styles.watch} aria-labelledby={`watch-${id}`}>
      <h2 id={`watch-${id}`}>{domain}</h2>
      {provenMs === null ? (
        <Unproven watch={watch} hasMail={hasMail} />
      ) : (
        <State watch={watch} conditions={conditions} now={now} />
      )}
      {events.length > 0 && (
        <details>
          <summary>What was told</summary>
          <ul className={styles.list}>
            {events.map((event) => (
              <li key={event.id}>
                {event.title} <span className={styles.soft}>{minute(event.atMs)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Channels watch={watch} mail={mail} hasMail={hasMail} />
      <details>
        <summary>End this watch</summary>
        <PlainForm action="/watch/remove" hidden={{ watch: id }}>
          <SendButton words={`Remove the watch of ${domain}`} isQuiet />
        </PlainForm>
      </details>
    </section>
  );
}
