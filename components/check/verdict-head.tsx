import type { ReactNode } from "react";
import type { CheckReport } from "@/lib/model/check-report";
import { ruleOf } from "@/lib/model/check-rules";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { agoWords, Instant } from "./instant";
import { Mark } from "./mark";
import { DOMAIN_TONES } from "./report-tone";
import { SourceLinks } from "./source-links";
import styles from "./verdict-head.module.css";
import { verdictSentence } from "./verdict-sentence";

/** Older than this, a result says so beside its date, in hours. */
const OLD_AFTER_HOURS = 24;

/** The verdict in one sentence, what it means, when it was found, and the rule behind it. */
export function VerdictHead({
  report,
  now,
  level = 1,
  children,
}: {
  report: CheckReport;
  /** The instant the page is made at, for the age. */
  now: string;
  /** 2 where the page has a heading of its own. */
  level?: 1 | 2;
  /** The button for a new check. */
  children?: ReactNode;
}) {
  const { verdict, rule, domain, unicode, checkedAt, durationMs } = report;
  const Heading = `h${level}` as const;
  const tone = DOMAIN_TONES[verdict];
  const { sentence, source } = ruleOf(rule);
  const hours = (Date.parse(now) - Date.parse(checkedAt)) / 3_600_000;
  return (
    <header className={`${styles.head} ${styles[tone]}`}>
      <div className={styles.mark}>
        <Mark tone={tone} size={52} alone />
      </div>
      <div className={styles.words}>
        <p className={styles.kicker}>{DOMAIN_VERDICT_WORDS[verdict].title}</p>
        <Heading>{verdictSentence(report)}</Heading>
        <p className={styles.dek}>{DOMAIN_VERDICT_WORDS[verdict].sentence}</p>
        <p className={styles.rule}>
          {sentence} <SourceLinks source={source} />
        </p>
        {unicode !== domain && <p className={styles.rule}>In the DNS its name is {domain}.</p>}
      </div>
      <div className={styles.foot}>
        <dl>
          <div>
            <dt>Checked</dt>
            <dd>
              {agoWords(checkedAt, now)}
              {hours >= OLD_AFTER_HOURS && <strong> – check again before you rely on it</strong>}
            </dd>
          </div>
          <div>
            <dt>On</dt>
            <dd>
              <Instant iso={checkedAt} />
            </dd>
          </div>
          <div>
            <dt>Took</dt>
            <dd>{(durationMs / 1000).toFixed(1)} s</dd>
          </div>
        </dl>
        {children !== undefined && <div className={styles.action}>{children}</div>}
      </div>
    </header>
  );
}
