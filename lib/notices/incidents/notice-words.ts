import type { HostEvidence } from "@/db/schema/incidents";
import { HOST_FAULTS } from "@/lib/model/host-faults";
import { CONTACT_KIND_WORDS, type IncidentFault, isDnsFault } from "@/lib/model/incident";
import { recordLines } from "../mail/wrapped-text";
import type { Contact, Incident } from "./incident";

/** An affected host as the mail and the page have it. */
export type AffectedHost = {
  host: string;
  domains: number;
  sinceMs: number;
  addresses: readonly string[];
  evidence: HostEvidence | null;
};

/** Where the page of an incident is. */
export const INCIDENTS_PATH = "/problems/incidents";
/** Where the button, and the one click of a mail program, end notices. */
export const NOTICE_STOP_PATH = `${INCIDENTS_PATH}/stop`;

const HOSTS_LISTED = 3;
const RECORDS_LISTED = 1;
const TIMES = ["first", "second", "third and last"] as const;

const minute = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
const count = (number: number): string => number.toLocaleString("en-GB");

/** A fault's name within a sentence. */
const faultName = (fault: IncidentFault): string =>
  HOST_FAULTS[fault].name.replace(/^The /, "the ");

/** What is wrong, in one line. */
export const noticeSubject = ({ operator, fault }: Incident): string =>
  `Mail to hosts in ${operator} fails: ${faultName(fault)}`;

/**
 * The mail: what, since when, at which address, published against observed, what to publish and in which
 * order, how to see it, where it stands now, who writes, and how it ends. Below 40 lines, whatever
 * there is to tell. Nothing in it is text that a server sent. Pure.
 */
export function noticeText(
  incident: Incident,
  hosts: readonly AffectedHost[],
  { contact, stage, publicUrl }: { contact: Contact["kind"]; stage: number; publicUrl: string },
): string {
  const { fault, domains, firstSeenMs, lastSeenMs, id } = incident;
  const { means, toDo } = HOST_FAULTS[fault];
  const [shown] = [...hosts].sort(
    (a, b) => Number(b.evidence !== null) - Number(a.evidence !== null),
  );
  const more = incident.hosts - Math.min(HOSTS_LISTED, hosts.length);
  return [
    `Hello, at your MX hosts: ${faultName(fault)} (${fault} in RFC 8460 reports). ${means}`,
    "",
    ...hosts.slice(0, HOSTS_LISTED).map((host) => `  ${host.host}`),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
    "",
    `${count(domains)} ${domains === 1 ? "domain names" : "domains name"} them in signed MX records. First seen ${minute(firstSeenMs)}, last seen ${minute(lastSeenMs)}.`,
    ...(shown === undefined ? [] : evidenceLines(shown)),
    "",
    toDo,
    "",
    "To see it, and where it stands now, with the records of all hosts:",
    ...(shown === undefined ? [] : commandLines(fault, shown.host)),
    `${publicUrl}${INCIDENTS_PATH}/${id}`,
    "",
    `We measure how DNSSEC and DANE protect mail: ${publicUrl}/about`,
    `This is the ${TIMES[stage] ?? "last"} of at most three mails about it. You get it because ${CONTACT_KIND_WORDS[contact]}. To get no such mail any more, open this and use its button:`,
    "{stop}",
  ].join("\n");
}

function evidenceLines({ host, evidence }: AffectedHost): string[] {
  if (evidence === null) return [];
  const { address, published, observed, publish } = evidence;
  const records = publish.slice(0, RECORDS_LISTED);
  const [first] = published;
  return [
    "",
    `  ${host}${address === null ? "" : ` [${address}]`}`,
    ...(first === undefined || observed === null ? [] : ["  published:", `    ${cut(first)}`]),
    ...(observed === null ? [] : ["  its server's key (SHA-256):", `    ${observed}`]),
    ...(records.length === 0
      ? []
      : ["", "This record matches what the server shows:", ...records.map(recordLines)]),
  ];
}

const DIGEST = 64;
/** A digest whole, and of whole certificates so much as one has. */
const cut = (record: string): string =>
  record.length > DIGEST + 6 ? `${record.slice(0, DIGEST + 6)}…` : record;

const commandLines = (fault: Incident["fault"], host: string): string[] =>
  isDnsFault(fault)
    ? [`  delv ${host} A`, `  delv _25._tcp.${host} TLSA`]
    : [`  posttls-finger -c -l dane "[${host}]"`];
