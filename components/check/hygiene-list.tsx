import type { HygieneAddressee, HygieneFinding } from "@/lib/model/check-hygiene";
import { findingTone, hygieneGroups, hygieneSentence, isQuiet, TONE_WORDS } from "./hygiene-groups";
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
  return (
    <li className={styles.finding}>
      <Mark tone={tone} size={17} />
      <div>
        <span className={outcome === "fail" ? styles.loud : undefined}>{requires}</span>{" "}
        <small>
          {TONE_WORDS[tone]} · {demand}, for {ADDRESSEES[of]} · <SourceLinks source={source} />
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

function Findings({ findings }: { findings: readonly HygieneFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.list}>
      {findings.map((finding) => (
        <Finding key={finding.check} finding={finding} />
      ))}
    </ul>
  );
}

/** What passed or does not apply, behind a click. */
function Quiet({ findings }: { findings: readonly HygieneFinding[] }) {
  const passed = findings.filter(({ outcome }) => outcome === "pass").length;
  const others = findings.length - passed;
  if (findings.length === 0) return null;
  const words = [
    passed > 0 ? `${passed} passed` : "",
    others > 0 ? `${others} ${others === 1 ? "does" : "do"} not apply` : "",
  ];
  return (
    <details className={styles.quiet}>
      <summary>
        <Mark tone={passed > 0 ? "good" : "none"} size={17} />{" "}
        {words.filter((each) => each !== "").join(", ")}
      </summary>
      <Findings findings={findings} />
    </details>
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
            <Findings findings={those.filter((finding) => !isQuiet(finding))} />
            <Quiet findings={those.filter(isQuiet)} />
          </section>
        ))}
      </div>
    </>
  );
}
