import type { Metadata } from "next";
import { EmptyState } from "@/components/empty-state";
import { formatDay } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { manifestOf } from "@/lib/stats/manifests";
import { listReleases } from "@/lib/stats/releases";
import { countInWords, sentenceStart } from "@/lib/stats/words";
import { correctedOf } from "../_figures/site-feeds";
import { db } from "../_server/db";

export const metadata: Metadata = {
  title: "Corrections",
  description: "Every figure that was corrected after it was published here, and how.",
  alternates: { canonical: "/corrections", types: { "application/atom+xml": "/corrections.atom" } },
};

export default async function CorrectionsPage() {
  const corrected = await Promise.all(
    correctedOf(await listReleases(db())).map(async (release) => ({
      ...release,
      erratum: (await manifestOf(db(), release.id, release.revision))?.erratum ?? null,
    })),
  );
  const count = corrected.length;
  return (
    <Page section="/corrections">
      <PageHead
        title={
          count === 0
            ? "No figure has been corrected so far"
            : `${sentenceStart(countInWords(count))} ${count === 1 ? "release was" : "releases were"} corrected`
        }
        dek="A release never changes. A correction is a new revision of it: the older one stays where it was, with its hash, and each figure that shows a corrected release says so, on dated pages and in files too."
        facts={[{ name: "Feed", value: <a href="/corrections.atom">Atom</a> }]}
      />
      {count === 0 ? (
        <EmptyState
          title="No corrections"
          what="Every release stands in its first revision."
          instead={<a href="/releases">All releases</a>}
          headingLevel={2}
        />
      ) : (
        <ul>
          {corrected.map(({ id, title, revision, notes, publishedAt, erratum }) => (
            <li key={id}>
              <a href={`/releases/${id}`}>{title}</a>, revision {revision} of{" "}
              {formatDay(publishedAt.slice(0, 10))}
              {erratum === null && notes !== null && `: ${notes}`}
              {erratum !== null && (
                <>
                  : {erratum.why} <a href={erratum.url}>Erratum</a>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
