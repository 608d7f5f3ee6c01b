import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import { CheckAgain } from "../check/check-form";
import { agoWords } from "../check/instant";
import styles from "./live-beside.module.css";

/** The newest live check of the domain, or the way to one. Looking starts nothing; the button does. */
export function LiveBeside({
  domain,
  last,
  now,
}: {
  /** A-labels. */
  domain: string;
  last: { verdict: DomainVerdict | null; finishedAt: string | null } | null;
  now: string;
}) {
  return (
    <div className={styles.live}>
      <p>
        {last === null || last.finishedAt === null ? (
          "No live check is kept."
        ) : (
          <>
            <a href={`/check/${domain}`}>Live check, {agoWords(last.finishedAt, now)}</a>
            {last.verdict !== null && `: ${DOMAIN_VERDICT_WORDS[last.verdict].title}`}
          </>
        )}
      </p>
      <CheckAgain domain={domain} words="Check now" />
    </div>
  );
}
