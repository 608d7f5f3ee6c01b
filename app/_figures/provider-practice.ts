import { formatCount, formatDate, formatShare } from "@/components/format";
import type { RowOf } from "@/lib/model/dataset";
import { problemOperators, providerPractice } from "@/lib/model/datasets/survey";
import { HOST_FAULTS } from "@/lib/model/host-faults";
import type { ProviderFacts } from "@/lib/stats/provider-facts";
import { figureOf, newestOf, type PageFigure } from "./page-figure";

type Practice = RowOf<typeof providerPractice>;

/** What of a provider's hosts is counted, in words: good practice first, then what roll-overs break. */
const PRACTICES = [
  ["currentAndNext", "Current and next key", "3 1 1 twice"],
  ["keyAndIssuer", "Key and issuer", "3 1 1 and 2 1 1"],
  ["singleRecord", "One record", ""],
  ["issuerOnly", "Issuer only", "2 x x"],
  ["certificateOnly", "Certificate only", "3 0 x"],
  ["problemHosts", "With a problem now", ""],
] as const satisfies readonly (readonly [keyof Practice, string, string])[];

/** A risk that comes with how records are published, and the part of the guide that takes it away. */
export interface RollOverRisk {
  id: string;
  hosts: number;
  text: string;
  guide: string;
}

/** What the next roll-over of a key or certificate may break at its hosts, most urgent first. */
export function rollOverRisks(row: Practice): RollOverRisk[] {
  const risks: RollOverRisk[] = [
    {
      ...{ id: "ends", hosts: row.endingSoon ?? 0, guide: "/guide#automate" },
      text: "certificates end within a fortnight, and the records hold only while they do.",
    },
    {
      ...{ id: "certificate", hosts: row.certificateOnly ?? 0, guide: "/guide#publish" },
      text: "records are of the whole certificate: each renewal breaks them, even with the same key.",
    },
    {
      ...{ id: "issuer", hosts: row.issuerOnly ?? 0, guide: "/guide#publish" },
      text: "records name the issuer only: when the certification authority changes its issuing certificate, as they do without notice, all of them break at once.",
    },
    {
      ...{ id: "single", hosts: row.singleRecord ?? 0, guide: "/guide#roll" },
      text: "have one record, none of a next key. That is whole as long as the next record is published two TTLs before its key comes into use.",
    },
  ];
  return risks.filter(({ hosts }) => hosts > 0);
}

/** How the provider's hosts stand, in each release that names it; null where none does. */
export function practiceFigure(zone: string, { practice }: ProviderFacts): PageFigure | null {
  const newest = newestOf(practice);
  if (newest === undefined) return null;
  const hosts = newest.hosts ?? 0;
  return figureOf(
    providerPractice,
    practice,
    {
      title:
        newest.problemDomains === 0
          ? `None of the ${formatCount(newest.domains ?? 0)} domains at ${zone} had a problem`
          : `${formatCount(newest.problemDomains ?? 0)} of ${formatCount(newest.domains ?? 0)} domains at ${zone} depended on a mail server with a problem${newest.problemShare === null ? "" : `: ${formatShare(newest.problemShare, 1)}`}`,
      subtitle: `How the TLSA records of its ${formatCount(hosts)} mail servers stood on ${formatDate(newest.asOf, newest.asOfPrecision)}; one can be in several lines`,
      query: `provider=${zone}`,
      chart: {
        kind: "bars",
        list: {
          ...{ caption: `Practice at ${zone}`, labelTitle: "Mail servers", valueTitle: "Number" },
          fullAt: hosts,
          rows: PRACTICES.map(([measure, label, note]) => ({
            ...{ id: measure, label, note, value: newest[measure] },
            share: hosts === 0 || newest[measure] === null ? null : newest[measure] / hosts,
          })),
        },
      },
    },
    newest,
  );
}

/** The faults of its hosts in the newest release; null where they have none. */
export function operatorFigure(zone: string, { problems }: ProviderFacts): PageFigure | null {
  const [first] = problems;
  if (first === undefined) return null;
  return figureOf(problemOperators, problems, {
    title: `${HOST_FAULTS[first.fault].name}${first.firstSeen === null ? "" : `, since ${formatDate(first.firstSeen)}`}`,
    subtitle: "Faults of its mail servers, longest broken first",
    query: `operator=${zone}&release=${first.release}`,
    chart: {
      kind: "bars",
      list: {
        caption: `Faults of mail servers of ${zone}`,
        ...{ labelTitle: "Fault", valueTitle: "Domains", tone: "problem" },
        rows: problems.map(({ fault, domains, flags }) => ({
          ...{ id: fault, label: HOST_FAULTS[fault].name, note: fault, value: domains, flags },
        })),
      },
    },
  });
}
