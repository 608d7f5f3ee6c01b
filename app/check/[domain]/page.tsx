import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CheckAgain, CheckForm } from "@/components/check/check-form";
import { CheckLeaves } from "@/components/check/check-leaves";
import { agoWords } from "@/components/check/instant";
import { PROGRESS } from "@/components/check/leaf-marks";
import { Notice } from "@/components/check/notice";
import { type CheckSoFar, NOTHING_SO_FAR, withStage } from "@/components/check/progress-stages";
import { ProgressView } from "@/components/check/progress-view";
import { ReportView } from "@/components/check/report-view";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { checkInFlight, eventsAfter, latestCheck, latestFailure } from "@/lib/check/check-store";
import { type CheckInput, readCheckInput } from "@/lib/check/read-input";
import type { CheckSummary, LiveCheck } from "@/lib/model/live-check";
import { db } from "../../_server/db";
import { now } from "../../_server/now";
import { pageHref } from "../../_server/page-query";
import styles from "./page.module.css";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ domain: string }>;
}

/** Between two looks of a page without a script, in seconds. */
const REFRESH_SECONDS = 3;

/** The domain in the address; another spelling is sent there, what is none to the form. */
async function inputOf({ params }: Props): Promise<CheckInput> {
  const { domain: given } = await params;
  const written = decodeURIComponent(given);
  const input = readCheckInput(written);
  if (!input.ok)
    return redirect(pageHref("/check", { domain: written, refused: input.error.code }));
  const { ascii } = input.value.domain;
  if (ascii !== written) redirect(`/check/${ascii}`);
  return input.value;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { domain } = await inputOf(props);
  return {
    title: `${domain.unicode} checked`,
    description: `Does DANE protect mail to ${domain.unicode}? The last result of a live check.`,
    alternates: { canonical: `/check/${domain.ascii}` },
    robots: { index: false, follow: false },
  };
}

/** A result with everything behind it. */
function Result({
  check,
  registrable,
  isRunning,
}: {
  check: LiveCheck;
  registrable: string;
  isRunning: boolean;
}) {
  const { report, domain, id, changes, failure } = check;
  if (report === null)
    return (
      <>
        {isRunning || <h1>The last result for {check.unicode} cannot be shown</h1>}
        <Notice tone="unknown" title={failure?.sentence ?? "It is not kept any more."} />
        {!isRunning && <CheckAgain domain={domain} words="Check now" />}
      </>
    );
  return (
    <ReportView
      report={report}
      changes={changes}
      now={now()}
      level={isRunning ? 2 : 1}
      action={isRunning ? undefined : <CheckAgain domain={domain} />}
      data={
        <>
          <p>
            What changed over time:{" "}
            <a href={`/domains/${registrable}`}>{registrable} in the survey</a>.
          </p>
          <p>
            For programs: <a href={`/api/v1/checks/${id}`}>this result as JSON</a>,{" "}
            <a href={`/api/v1/domains/${domain}/check`}>the latest one</a>,{" "}
            <a href={`/badge/${domain}.svg`}>a badge</a>,{" "}
            <a href={`/status/${domain}`}>a line for monitors</a>.
          </p>
        </>
      }
    />
  );
}

function Running({
  summary,
  soFar,
  latest,
}: {
  summary: CheckSummary;
  soFar: CheckSoFar;
  latest: LiveCheck | null;
}) {
  const { unicode, state, position } = summary;
  const isQueued = state === "queued";
  return (
    <section aria-live="polite">
      <PageHead
        title={isQueued ? `${unicode} will be checked` : `${unicode} is being checked`}
        dek={
          isQueued
            ? "Other checks are running; this one begins as soon as there is room."
            : "This takes a few seconds, and up to a minute where servers are slow to answer."
        }
      />
      <div {...{ [PROGRESS]: "" }}>
        <ProgressView state={isQueued ? "queued" : "running"} position={position} soFar={soFar} />
      </div>
      {latest?.finishedAt != null && (
        <p>Below is the result of {agoWords(latest.finishedAt, now())}.</p>
      )}
    </section>
  );
}

/** The last check ended without a result: that says nothing of the domain. */
function Failed({ failure }: { failure: NonNullable<CheckSummary["failure"]> }) {
  return (
    <div className={styles.failed}>
      <Notice tone="unknown" title="The last check ended without a result">
        <p>{failure.sentence}</p>
      </Notice>
    </div>
  );
}

function Unknown({ input: { domain, registrable } }: { input: CheckInput }) {
  return (
    <>
      <PageHead
        title={`No result is kept for ${domain.unicode}`}
        dek="Nobody asked for a check of late. Looking at this page starts none."
      />
      <CheckAgain domain={domain.ascii} words={`Check ${domain.unicode} now`} />
      <p>
        What the survey saw earlier:{" "}
        <a href={`/domains/${registrable}`}>{registrable} in the survey</a>.
      </p>
      <h2>Another domain</h2>
      <CheckForm />
    </>
  );
}

export default async function DomainCheckPage(props: Props) {
  const input = await inputOf(props);
  const { domain, registrable } = input;
  const [latest, summary, failed] = await Promise.all([
    latestCheck(db(), domain.ascii),
    checkInFlight(db(), domain.ascii),
    latestFailure(db(), domain.ascii),
  ]);
  const events = summary === null ? [] : await eventsAfter(db(), summary.id, 0);
  const soFar = events.reduce((known, { progress }) => withStage(known, progress), NOTHING_SO_FAR);
  const running =
    summary === null
      ? null
      : {
          id: summary.id,
          state: summary.state === "queued" ? ("queued" as const) : ("running" as const),
          position: summary.position,
          soFar,
        };
  return (
    <>
      {running !== null && (
        <noscript>
          <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
        </noscript>
      )}
      <Page section="/check" leaves={<CheckLeaves running={running} />}>
        {summary !== null && <Running summary={summary} soFar={soFar} latest={latest} />}
        {failed?.failure != null && summary === null && <Failed failure={failed.failure} />}
        {latest !== null && (
          <Result check={latest} registrable={registrable} isRunning={summary !== null} />
        )}
        {latest === null && summary === null && <Unknown input={input} />}
      </Page>
    </>
  );
}
