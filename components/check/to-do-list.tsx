import type { CheckReport } from "@/lib/model/check-report";
import { ruleOf } from "@/lib/model/check-rules";
import { CopyBlock } from "./copy-block";
import { lengthWords } from "./instant";
import { Mark } from "./mark";
import { DOMAIN_TONES } from "./report-tone";
import { SourceLinks } from "./source-links";
import { type ToDo, toDoList } from "./to-do";
import styles from "./to-do-list.module.css";

const MOST_PLACES = 6;

/** A change of TLSA records without a moment at which none matches (RFC 7671 §8.1). */
function PublishSteps({ toDo, guide }: { toDo: ToDo; guide: string }) {
  const { publish, oldTtlSeconds } = toDo;
  const isOne = publish.length === 1;
  return (
    <ol className={styles.order}>
      <li>
        Add {isOne ? "this record" : "these records"} to the zone
        {oldTtlSeconds !== null && ", beside what is there"}:
        <CopyBlock text={publish.join("\n")} label="Records to publish" />
      </li>
      <li>Have every name server of the zone serve them, then check again here.</li>
      {oldTtlSeconds !== null && oldTtlSeconds > 0 && (
        <li>
          Twice the old TTL later, which is {lengthWords(oldTtlSeconds * 2)}, remove the records
          that no longer match.
        </li>
      )}
      <li>
        From then on publish the next key’s record before that key comes into use (
        <a href={guide}>how</a>).
      </li>
    </ol>
  );
}

function Item({ toDo, guide }: { toDo: ToDo; guide: string }) {
  const { severity, tone, summaries, fix, rule, source, publish, isSaidBefore } = toDo;
  const [first = "", ...others] = summaries;
  return (
    <li className={styles.item}>
      <span className={styles.mark}>
        <Mark tone={tone} size={20} />
      </span>
      <div>
        <h3>
          <span className="visually-hidden">{severity}: </span>
          {first}
        </h3>
        {others.length > 0 && (
          <details className={styles.others}>
            <summary>
              The same at {others.length} more {others.length === 1 ? "place" : "places"}
            </summary>
            <ul>
              {others.slice(0, MOST_PLACES * 4).map((summary) => (
                <li key={summary}>{summary}</li>
              ))}
            </ul>
          </details>
        )}
        <p className={styles.fix}>{fix}</p>
        {publish.length > 0 &&
          (isSaidBefore ? (
            <p className={styles.fix}>The records are those above.</p>
          ) : (
            <PublishSteps toDo={toDo} guide={guide} />
          ))}
        <p className={styles.why}>
          {rule !== "advice" && `${ruleOf(rule).sentence} `}
          <SourceLinks source={source} />
        </p>
      </div>
    </li>
  );
}

/** What to do, in order: what loses mail first, what could be better last. */
export function ToDoList({ report }: { report: CheckReport }) {
  const all = toDoList(report);
  const urgent = all.filter(({ severity }) => severity === "error" || severity === "warning");
  const later = all.filter(({ severity }) => severity === "advice" || severity === "note");
  const guide = `/guide?domain=${encodeURIComponent(report.domain)}`;
  const isGood = DOMAIN_TONES[report.verdict] === "good";
  return (
    <>
      {urgent.length === 0 && (
        <p className={styles.nothing}>
          {isGood
            ? "Nothing has to be done. Keep the TLSA records in step with the certificates."
            : "There is nothing to mend."}
        </p>
      )}
      {urgent.length > 0 && (
        <ol className={styles.list}>
          {urgent.map((toDo) => (
            <Item key={toDo.id} toDo={toDo} guide={guide} />
          ))}
        </ol>
      )}
      {later.length > 0 && (
        <details className={styles.later} open={urgent.length === 0}>
          <summary>
            {later.length === 1
              ? "1 thing worth knowing, not urgent"
              : `${later.length} things worth knowing, none of them urgent`}
          </summary>
          <ul className={styles.list}>
            {later.map((toDo) => (
              <Item key={toDo.id} toDo={toDo} guide={guide} />
            ))}
          </ul>
        </details>
      )}
      {report.verdict !== "no_mail" && (
        <p className={styles.guide}>
          <a href={guide}>The repair guide, with the names of this domain’s mail host</a>.{" "}
          <a href="/watch">Be told</a> when it breaks, or will.
        </p>
      )}
    </>
  );
}
