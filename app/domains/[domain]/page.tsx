import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CheckAgain, CheckForm } from "@/components/check/check-form";
import { Instant } from "@/components/check/instant";
import { Notice } from "@/components/check/notice";
import { ReportPart } from "@/components/check/report-part";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { Contents } from "@/components/prose";
import { DomainHead } from "@/components/survey/domain-head";
import { DomainRecords } from "@/components/survey/domain-records";
import { EventList } from "@/components/survey/event-list";
import { HostList } from "@/components/survey/host-list";
import { LiveBeside } from "@/components/survey/live-beside";
import { latestSummary } from "@/lib/check/check-store";
import { type CheckInput, readCheckInput } from "@/lib/check/read-input";
import type { CheckRefusal } from "@/lib/model/check-refusals";
import type { CheckSummary } from "@/lib/model/live-check";
import type { SurveyedDomain, SurveyRun } from "@/lib/model/surveyed-domain";
import { type DomainLookUp, lookUpDomain } from "@/lib/survey/look-up/look-up-domain";
import { db } from "../../_server/db";
import { now } from "../../_server/now";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ domain: string }>;
}

type Asked =
  | { kind: "input"; input: CheckInput }
  | { kind: "refused"; written: string; refusal: CheckRefusal };

/** The domain in the address; another spelling is sent there. */
async function askedFor({ params }: Props): Promise<Asked> {
  const { domain: given } = await params;
  const written = decodeURIComponent(given);
  const read = readCheckInput(written);
  if (!read.ok) return { kind: "refused", written: written.slice(0, 300), refusal: read.error };
  const { ascii } = read.value.domain;
  if (ascii !== written) redirect(`/domains/${ascii}`);
  return { kind: "input", input: read.value };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const asked = await askedFor(props);
  const robots = { index: false, follow: false };
  if (asked.kind === "refused") return { title: "Not a domain of the survey", robots };
  const { unicode, ascii } = asked.input.domain;
  return {
    title: `${unicode} in the survey`,
    description: `What the survey knows of ${unicode}: keys, delegation, mail hosts, and what changed when.`,
    alternates: { canonical: `/domains/${ascii}` },
    robots,
  };
}

const PARTS = [
  { id: "hosts", title: "Mail hosts" },
  { id: "records", title: "DNSSEC" },
  { id: "history", title: "History" },
  { id: "about", title: "About this page" },
];

function Surveyed({ domain, last }: { domain: SurveyedDomain; last: CheckSummary | null }) {
  const { survey, removed } = domain;
  return (
    <>
      <DomainHead domain={domain} now={now()}>
        <LiveBeside domain={domain.domain} last={last} now={now()} />
      </DomainHead>
      <Contents parts={PARTS} />
      <ReportPart
        id="hosts"
        title={removed === null ? "Mail hosts" : "Mail hosts, as they were last"}
        lead="Each by itself: a certificate that names the domain and not the host may make the domain’s own verdict better."
      >
        <HostList domain={domain} />
      </ReportPart>
      <ReportPart id="records" title="Delegation, keys and denial of existence">
        <DomainRecords domain={domain} />
      </ReportPart>
      <ReportPart
        id="history"
        title="What changed when"
        lead="A change happened between the look at the time that is given and the one before. What could not be told is no change."
      >
        <EventList events={domain.history} isWhole={domain.historyIsWhole} />
      </ReportPart>
      <ReportPart id="about" title="About this page">
        <p>
          It is what the survey’s scan of <ScanOf survey={survey} /> left in its tables, and it asks
          no server anything. The <a href={`/check/${domain.domain}`}>live check</a> asks now, and
          says what to do. For programs:{" "}
          <a href={`/api/v1/domains/${domain.domain}`}>the same as JSON</a>.
        </p>
        <p>
          Search engines are asked to leave it, and no page lists the survey’s domains. Who asks us
          not to survey a domain finds nothing of it here.
        </p>
      </ReportPart>
    </>
  );
}

function ScanOf({ survey: { startedAt, state } }: { survey: SurveyRun }) {
  return (
    <>
      <Instant iso={startedAt} short />
      {state === "running" && " (still under way)"}
    </>
  );
}

/** Not in the survey, or asked not to be; or there is no survey. The live check still works. */
function Absent({
  input: { domain },
  found,
  last,
}: {
  input: CheckInput;
  found: Exclude<DomainLookUp, { kind: "surveyed" }>;
  last: CheckSummary | null;
}) {
  const { ascii, unicode } = domain;
  const title =
    found.kind === "no_survey"
      ? "This site has no survey of its own yet"
      : `${unicode} is not in the survey, or asked not to be`;
  return (
    <>
      <PageHead
        title={title}
        dek={
          found.kind === "no_survey" ? (
            <>
              So nothing is known here of {unicode} and its history. A live check looks at any
              domain now.
            </>
          ) : (
            <>
              The latest scan is of <ScanOf survey={found.survey} />. It covers domains that are
              signed with DNSSEC and stand in a list that we have. A live check looks at any domain
              now.
            </>
          )
        }
      />
      {last === null ? (
        <CheckAgain domain={ascii} words={`Check ${unicode} now`} />
      ) : (
        <LiveBeside domain={ascii} last={last} now={now()} />
      )}
    </>
  );
}

/** A name that no survey has an entry for. */
function Refused({ written, sentence }: { written: string; sentence: string }) {
  return (
    <>
      <PageHead
        title="The survey cannot know that name"
        dek="It knows domains as registries hand them out."
      />
      <Notice tone="warn" title={sentence}>
        <p>What was given: {written}</p>
      </Notice>
      <h2>A live check of another domain</h2>
      <CheckForm />
    </>
  );
}

/** Below a domain: the survey looks at that one as a whole. */
function Below({ input: { domain, registrable } }: { input: CheckInput }) {
  return (
    <>
      <PageHead
        title={`${domain.unicode} lies below ${registrable}`}
        dek="The survey looks at domains as they are registered, and at no name below them."
      />
      <p>
        <a href={`/domains/${registrable}`}>{registrable} in the survey</a>, or a live check of the
        name itself:
      </p>
      <CheckAgain domain={domain.ascii} words={`Check ${domain.unicode} now`} />
    </>
  );
}

export default async function DomainPage(props: Props) {
  const asked = await askedFor(props);
  if (asked.kind === "refused")
    return (
      <Page section="/check">
        <Refused written={asked.written} sentence={asked.refusal.sentence} />
      </Page>
    );
  const { input } = asked;
  const { ascii } = input.domain;
  if (ascii !== input.registrable)
    return (
      <Page section="/check">
        <Below input={input} />
      </Page>
    );
  const [found, last] = await Promise.all([lookUpDomain(db(), ascii), latestSummary(db(), ascii)]);
  return (
    <Page section="/check">
      {found.kind === "surveyed" ? (
        <Surveyed domain={found.domain} last={last} />
      ) : (
        <Absent input={input} found={found} last={last} />
      )}
    </Page>
  );
}
