import type { HygieneAddressee, HygieneFinding } from "@/lib/model/check-hygiene";
import { findingTone, hygieneGroups, hygieneSentence, TONE_WORDS } from "./hygiene-groups";
import styles from "./hygiene-list.module.css";
import { Mark } from "./mark";
import { SourceLinks } from "./source-links";

const ADDRESSEES: Record<HygieneAddressee, string> = {
  zone_operator: "whoever runs the zone",
  mail_operator: "whoever runs the mail servers",
  parent: "the parent zone, through the registrar",
};

function Finding({ finding }: { finding: HygieneFinding }) {
  const { requires, fix, of, demand, source, evidence, outcome } = finding;
  const tone = findingTone(finding);
  const isQuiet = outcome === "pass" || outcome === "not_applicable";
  return (
    <li className={styles.finding}>
      <Mark tone={tone} size={17} />
      <div>
        <span className={isQuiet ? styles.quiet : styles.loud}>{requires}</span>{" "}
        <small>
          {TONE_WORDS[tone]} · {demand} of {ADDRESSEES[of]} · <SourceLinks source={source} />
        </small>
        {fix !== null && <p>{fix}</p>}
        {evidence.length > 0 && (
          <details>
            <summary>What was seen</summary>
            <ul>
              {evidence.map(({ at, says, outcome: seen }) => (
                <li key={`${at} ${says}`}>
                  <Mark
                    tone={seen === "pass" ? "good" : seen === "fail" ? tone : "unknown"}
                    size={13}
                  />{" "}
                  {at}: {says}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

/** The operator's checklist: manners of name servers and mail servers, beside the verdict. */
export function HygieneList({ findings }: { findings: readonly HygieneFinding[] }) {
  if (findings.length === 0)
    return (
      <p>
        The operator’s checklist was not gone through at this check, so nothing is said of it: that
        is not a pass.
      </p>
    );
  return (
    <>
      <p>{hygieneSentence(findings)}. None of them changes the verdict.</p>
      <div className={styles.groups}>
        {hygieneGroups(findings).map(({ group, title, findings: those }) => (
          <section key={group}>
            <h3>{title}</h3>
            <ul className={styles.list}>
              {those.map((finding) => (
                <Finding key={finding.check} finding={finding} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
