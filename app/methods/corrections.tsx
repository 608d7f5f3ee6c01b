import { formatDate } from "@/components/format";
import { Section } from "@/components/prose";
import { DATASETS } from "@/lib/model/datasets";
import type { Release } from "@/lib/model/release";

/** The version that every definition starts with. */
const FIRST_DEFINITION = "1.0.0";

/** How corrections are made, and those that were: releases with more than one revision. */
export function Corrections({ releases }: { releases: readonly Release[] }) {
  const corrected = releases.filter(({ revision }) => revision > 1);
  const redefined = DATASETS.filter(
    ({ definitionVersion }) => definitionVersion !== FIRST_DEFINITION,
  );
  return (
    <Section id="corrections" title="Corrections">
      <p>
        A release is never changed. A correction is a new revision beside it; pages and the API then
        use the newest and name it, and earlier revisions stay where they were. Each has a checksum
        over its content.
      </p>
      {corrected.length === 0 ? (
        <p>No release has been corrected so far: each has one revision.</p>
      ) : (
        <ul>
          {corrected.map(({ id, title, revision, publishedAt }) => (
            <li key={id}>
              <a href={`/releases/${id}`}>{title}</a>: revision {revision}, published on{" "}
              {formatDate(publishedAt.slice(0, 10))}
            </li>
          ))}
        </ul>
      )}
      <p>
        A dataset that starts to count something else gets a new definition version and a mark in
        its series.{" "}
        {redefined.length === 0
          ? "No definition has changed since this site started."
          : "Definitions that have changed:"}
      </p>
      {redefined.length > 0 && (
        <ul>
          {redefined.map(({ id, title, definitionVersion }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>: version {definitionVersion}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
