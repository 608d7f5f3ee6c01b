import type { Metadata } from "next";
import { formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { DataTable } from "@/components/tables/data-table";
import { isLabRelease } from "@/lib/model/release";
import { listReleases } from "@/lib/stats/releases";
import { countInWords, sentenceStart } from "@/lib/stats/words";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";

export const metadata: Metadata = {
  title: "Releases",
  description: "Every published set of figures with its date, source and revision.",
  alternates: { canonical: "/releases" },
};

const KIND_WORDS = { published_report: "published report", survey_run: "our survey" } as const;

export default async function ReleasesPage() {
  const releases = await listReleases(db());
  const own = releases.filter(({ kind }) => kind === "survey_run").length;
  return (
    <Page section="/releases" {...(await datedNote())}>
      <PageHead
        title={`${sentenceStart(countInWords(releases.length))} releases`}
        dek={
          <>
            A release is a dated set of figures that never changes; a correction is a new revision
            beside the old one.
            {own === 0 &&
              " So far all are reports that others published; our own survey has published none."}{" "}
            <a href="/releases.atom">Feed of releases</a>.
          </>
        }
      />
      <DataTable
        caption="Releases, newest first"
        rows={releases}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "title",
            title: "Release",
            kind: "text",
            value: ({ title }) => title,
            href: ({ id }) => `/releases/${id}`,
          },
          {
            key: "date",
            title: "Date of the figures",
            kind: "text",
            value: ({ asOf, asOfPrecision, asOfNotBefore }) =>
              formatDate(asOf, asOfPrecision, asOfNotBefore),
          },
          {
            key: "posted",
            title: "Posted",
            kind: "text",
            priority: 3,
            value: ({ postedAt }) => (postedAt === null ? null : formatDate(postedAt)),
          },
          {
            key: "kind",
            title: "Kind",
            kind: "text",
            priority: 3,
            value: ({ id, kind, derivedFrom }) =>
              `${isLabRelease(id) ? "lab data" : KIND_WORDS[kind]}${derivedFrom === null ? "" : ", read in the next one"}`,
          },
          {
            key: "revision",
            title: "Revision",
            kind: "count",
            priority: 2,
            value: ({ revision }) => revision,
          },
        ]}
      />
    </Page>
  );
}
