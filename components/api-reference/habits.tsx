import styles from "./api-reference.module.css";
import { CodeBlock } from "./code-block";

/** How to ask on: dates, pages, caches. @param root address of the API; mostRows of one answer. */
export function Habits({ root, mostRows }: { root: string; mostRows: number }) {
  return (
    <>
      <section id="dates">
        <h2>Dates, asOf and revisions</h2>
        <p>
          Every row has the date of its figure in <code>asOf</code>, with its precision in{" "}
          <code>asOfPrecision</code>; a row whose source gives no date has null there.{" "}
          <code>start</code>, <code>end</code>, <code>range</code> and <code>interval</code> choose
          by that date and leave undated rows out; a message in <code>meta.messages</code> says how
          many.
        </p>
        <p>
          <code>asOf=2022-06-30</code> asks for the latest release at or before that day, as far as
          it is known now: a correction shows. For an answer that never changes, name a release and
          its revision; it is stored for good, so caches may keep it for good too.
        </p>
        <CodeBlock
          title="An answer that never changes"
          code={`curl '${root}/top-providers?release=2023-12&revision=1'`}
        />
      </section>
      <section id="paging">
        <h2>Paging</h2>
        <p>
          An answer has at most {mostRows.toLocaleString("en-GB")} rows, fewer with{" "}
          <code>limit</code>. Where there are more, <code>links.next</code> (and a <code>Link</code>{" "}
          header with <code>rel="next"</code>, for CSV too) is the address of the next ones; on the
          last page it is null. Follow it as it is: the cursor in it fits only the same question,
          and is refused once new figures were published, so that pages never mix two states.
        </p>
      </section>
      <section id="caching">
        <h2>Caching</h2>
        <p>
          Answers have a strong <code>ETag</code> and <code>Last-Modified</code>. Send them back as{" "}
          <code>If-None-Match</code> or <code>If-Modified-Since</code> and get{" "}
          <code>304 Not Modified</code> without a body until something is published. Published
          figures change rarely: once a day is often enough.
        </p>
        <ul className={styles.list}>
          <li>
            Most answers: <code>Cache-Control: public, max-age=0, must-revalidate</code>
          </li>
          <li>
            With <code>release</code> and <code>revision</code>:{" "}
            <code>public, max-age=31536000, immutable</code>
          </li>
        </ul>
        <p>
          Under load, or without its database, the site answers <code>503</code> with{" "}
          <code>Retry-After</code>: wait that many seconds.
        </p>
      </section>
    </>
  );
}
