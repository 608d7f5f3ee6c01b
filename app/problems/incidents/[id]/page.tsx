import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Notice } from "@/components/check/notice";
import { formatCount } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { CodeBlock, Prose, Rfc, Section, TextTable } from "@/components/prose";
import { HOST_FAULTS } from "@/lib/model/host-faults";
import type { Incident } from "@/lib/notices/incidents/incident";
import { hostsOfIncident, incidentById } from "@/lib/notices/incidents/incident-store";
import type { AffectedHost } from "@/lib/notices/incidents/notice-words";
import { db } from "../../../_server/db";

export const dynamic = "force-dynamic";

// Whoever has its address may read it; it is in no list, and search engines are asked to keep out.
export const metadata: Metadata = {
  title: "A problem at mail hosts",
  robots: { index: false, follow: false },
};

const HOSTS_SHOWN = 200;
const EVIDENCE_SHOWN = 20;

const minute = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

function State({ incident }: { incident: Incident }) {
  const { mendedMs, probedMs, lastSeenMs } = incident;
  if (mendedMs !== null)
    return (
      <Notice tone="good" title={`Mended: not seen since ${minute(mendedMs)}`}>
        <p>If it comes back, that is another incident with a page of its own.</p>
      </Notice>
    );
  return (
    <Notice tone="bad" title={`Still so: last seen ${minute(lastSeenMs)}`}>
      <p>
        {probedMs === null
          ? "It was seen by the survey; a look at the hosts alone follows within the hour."
          : "Its hosts, five at a time, are looked at every hour for three days, then daily, until it is mended."}
      </p>
    </Notice>
  );
}

function Hosts({ incident, hosts }: { incident: Incident; hosts: readonly AffectedHost[] }) {
  return (
    <>
      <TextTable
        caption="Affected hosts, those that most domains name first"
        columns={["Host", "Domains", "First seen", "What is wrong"]}
        rows={hosts.map(({ host, domains, sinceMs, evidence }) => ({
          key: host,
          cells: [
            <a key={host} href={`/check/${host}`}>
              {host}
            </a>,
            formatCount(domains),
            minute(sinceMs),
            evidence?.summary ?? "Seen by the survey, and not looked at by itself yet",
          ],
        }))}
      />
      {incident.hosts > hosts.length && (
        <p>And {formatCount(incident.hosts - hosts.length)} more hosts.</p>
      )}
    </>
  );
}

function Evidence({ host, evidence }: AffectedHost) {
  if (evidence === null) return null;
  const { address, published, observed, publish } = evidence;
  const seen = [
    `; ${host}${address === null ? "" : `, ${address}`}`,
    ...published.map((record) => `; published:           ${record}`),
    ...(observed === null ? [] : [`; the server shows key: ${observed} (SHA-256)`]),
    ...publish,
  ];
  return <CodeBlock label={`Records for ${host}`}>{seen.join("\n")}</CodeBlock>;
}

export default async function IncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const incident = await incidentById(db(), id);
  if (incident === null) return notFound();
  const hosts = await hostsOfIncident(db(), id, HOSTS_SHOWN);
  const { operator, fault, domains, firstSeenMs, mendedMs } = incident;
  const { name, means, toDo, guide } = HOST_FAULTS[fault];
  const proven = hosts.filter(({ evidence }) => evidence !== null).slice(0, EVIDENCE_SHOWN);
  return (
    <Page section="/problems">
      <PageHead
        title={`${operator}: ${name}`}
        dek={`${formatCount(domains)} ${domains === 1 ? "domain names" : "domains name"} ${incident.hosts === 1 ? "this host" : `these ${formatCount(incident.hosts)} hosts`} in signed MX records. ${mendedMs === null ? means : ""}`}
        facts={[
          { name: "First seen", value: minute(firstSeenMs) },
          { name: "In TLSRPT reports", value: <code>{fault}</code> },
        ]}
      />
      <State incident={incident} />
      <Prose>
        {mendedMs === null && (
          <Section id="do" title="What to do">
            <p>{toDo}</p>
            {proven.map((host) => (
              <Evidence key={host.host} {...host} />
            ))}
            <p>
              The right order for any rotation, and how to automate it, is in{" "}
              <a href={`/guide${guide}`}>the guide</a>. Each host can be{" "}
              <a href="/check">checked</a> at once.
            </p>
          </Section>
        )}
        <Section id="hosts" title={mendedMs === null ? "Which hosts" : "Which hosts it was"}>
          <Hosts incident={incident} hosts={hosts} />
        </Section>
        <Section id="why" title="Why we say so, and to whom">
          <p>
            Senders that verify DANE (
            <Rfc number={7672} />) keep mail rather than deliver it where this is so. The terms are
            those of <Rfc number={8460} section="4.3" />. It comes from a published release and from
            looks at these hosts since.
          </p>
          <p>
            Contacts that the DNS publishes for the operator may get up to three mails about it, in
            a month: <a href="/about/data-protection#contacts">whom we write to</a>. To get none,{" "}
            <a href="/opt-out">publish one record</a>, or use the link in a mail.
          </p>
        </Section>
      </Prose>
    </Page>
  );
}
