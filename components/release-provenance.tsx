import type { Release } from "@/lib/model/release";
import { revisionPath } from "@/lib/model/release-file";
import { formatDate, formatMonth } from "./format";
import styles from "./release-provenance.module.css";

export interface ProvenanceProps {
  release: Release;
  /** Every revision, oldest first. */
  revisions: readonly Pick<Release, "revision" | "publishedAt" | "contentSha256">[];
}

const Link = ({ url }: { url: string }) => <a href={url}>{url.replace(/^https?:\/\//, "")}</a>;

/** Where a release's figures come from, how its date is known, and its revisions. */
export function Provenance({ release, revisions }: ProvenanceProps) {
  const { asOf, asOfPrecision, asOfNotBefore, month, monthInferred } = release;
  const dateWords = {
    day:
      release.kind === "survey_run"
        ? "the day on which the run began"
        : "the day is given by the source",
    month: monthInferred
      ? "only the month is known, and it is inferred"
      : "only the month is known",
    unknown: "the source shows no date",
  }[asOfPrecision];
  return (
    <dl className={styles.list}>
      <dt>Date</dt>
      <dd>
        {formatDate(asOf, asOfPrecision, asOfNotBefore)}: {dateWords}
        {month !== null && asOfPrecision === "day" && `; it reports on ${formatMonth(month)}`}
      </dd>
      {release.postedAt !== null && (
        <>
          <dt>Posted</dt>
          <dd>{formatDate(release.postedAt)}</dd>
        </>
      )}
      <dt>Source</dt>
      <dd>
        {release.sourceTitle}
        {release.authors.length > 0 && `, by ${release.authors.join(" and ")}`}
        {release.sourceUrl !== null && (
          <>
            {" "}
            (<Link url={release.sourceUrl} />)
          </>
        )}
      </dd>
      {release.altSourceUrl !== null && (
        <>
          <dt>Also at</dt>
          <dd>
            <Link url={release.altSourceUrl} />
          </dd>
        </>
      )}
      {release.derivedFrom !== null && (
        <>
          <dt>Read as</dt>
          <dd>
            last month’s figures in a later post (<Link url={release.derivedFrom} />)
          </dd>
        </>
      )}
      {release.notes !== null && (
        <>
          <dt>Notes</dt>
          <dd>{release.notes}</dd>
        </>
      )}
      <dt>Revision</dt>
      <dd>
        <ul>
          {revisions.map(({ revision, publishedAt, contentSha256 }) => (
            <li key={revision}>
              <a href={revisionPath(release.id, revision)}>r{revision}</a>, on this site since{" "}
              {formatDate(publishedAt.slice(0, 10))}, SHA-256 of the content{" "}
              <code title={contentSha256}>{contentSha256.slice(0, 16)}…</code>
              {revision === release.revision ? " (shown)" : ""}
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}
