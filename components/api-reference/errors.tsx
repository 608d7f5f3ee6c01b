import styles from "./api-reference.module.css";
import { CodeBlock } from "./code-block";
import { type Field, FieldList } from "./field-list";
import { Marked } from "./prose";

/** One kind of problem; its `type` in an answer is this page with its anchor. */
export interface ProblemNote {
  code: string;
  status: number;
  title: string;
  meaning: string;
}

/** What a refused question gets. @param answer a real one, printed. */
export function Errors({
  problems,
  fields,
  call,
  answer,
}: {
  problems: readonly ProblemNote[];
  fields: readonly Field[];
  call: string;
  answer: string;
}) {
  return (
    <section id="errors">
      <h2>Errors</h2>
      <p>
        A question that cannot be answered gets an <code>application/problem+json</code> document (
        <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) that names every parameter at
        fault and says what would have been right. Unknown parameters are refused, never ignored: a
        misspelt filter would otherwise look like an answer.
      </p>
      <CodeBlock title="A question with two mistakes" code={call} />
      <CodeBlock title="Its answer, status 400" code={answer} />
      <FieldList fields={fields} />
      <h3>Kinds of problem</h3>
      <dl className={styles.log}>
        {problems.map(({ code, status, title, meaning }) => (
          <div key={code} id={`problem-${code}`} className={styles.problem}>
            <dt>
              {status} <code>{code}</code>
            </dt>
            <dd>
              {title}. <Marked text={meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
