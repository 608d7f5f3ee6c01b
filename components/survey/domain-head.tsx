import type { ReactNode } from "react";
import { ruleOf } from "@/lib/model/check-rules";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { SurveyedDomain } from "@/lib/model/surveyed-domain";
import { Instant, lengthWords } from "../check/instant";
import { Mark } from "../check/mark";
import { DOMAIN_TONES } from "../check/report-tone";
import { SourceLinks } from "../check/source-links";
import styles from "../check/verdict-head.module.css";
import { REMOVAL_WORDS } from "./event-words";

const MS_PER_SECOND = 1_000;

/** What the survey knows of the domain, in one sentence, and since when. */
export function DomainHead({
  domain,
  now,
  children,
}: {
  domain: SurveyedDomain;
  /** The instant the page is made at. */
  now: string;
  /** The live check beside it. */
  children: ReactNode;
}) {
  const { verdict, rule, unicode, removed, lookedAt, brokenSince, verdictSince } = domain;
  const tone = removed === null ? DOMAIN_TONES[verdict] : "none";
  const { title, sentence } = DOMAIN_VERDICT_WORDS[verdict];
  const ruled = ruleOf(rule);
  return (
    <header className={`${styles.head} ${styles[tone]}`}>
      <div className={styles.mark}>
        <Mark tone={tone} size={52} alone />
      </div>
      <div className={styles.words}>
        <p className={styles.kicker}>In the survey</p>
        <h1>
          {unicode}: {removed === null ? title : "no longer in the survey"}
        </h1>
        {removed === null ? (
          <>
            <p className={styles.dek}>{sentence}</p>
            <p className={styles.rule}>
              {ruled.sentence} <SourceLinks source={ruled.source} />
            </p>
          </>
        ) : (
          <p className={styles.dek}>
            Since <Instant iso={removed.at} />
            {removed.reason !== null && `: ${REMOVAL_WORDS[removed.reason]}`}. Below is the last
            state that was seen; the verdict was “{title}”.
          </p>
        )}
        {brokenSince !== null && (
          <p className={styles.rule}>
            <strong>
              Broken for {lengthWords((Date.parse(now) - Date.parse(brokenSince)) / MS_PER_SECOND)},
              since <Instant iso={brokenSince} />.
            </strong>
          </p>
        )}
        {domain.carriedSince !== null && (
          <p className={styles.rule}>
            It could not be told since <Instant iso={domain.carriedSince} />: this is the last state
            that could.
          </p>
        )}
        {unicode !== domain.domain && (
          <p className={styles.rule}>In the DNS its name is {domain.domain}.</p>
        )}
      </div>
      <div className={styles.foot}>
        <dl>
          {lookedAt !== null && removed === null && (
            <div>
              <dt>Last looked at</dt>
              <dd>
                <Instant iso={lookedAt} />
              </dd>
            </div>
          )}
          <div>
            <dt>So since</dt>
            <dd>
              <Instant iso={verdictSince} short />
            </dd>
          </div>
          <div>
            <dt>In the survey since</dt>
            <dd>
              <Instant iso={domain.firstSeen} short />
            </dd>
          </div>
        </dl>
        <div className={styles.action}>{children}</div>
      </div>
    </header>
  );
}
