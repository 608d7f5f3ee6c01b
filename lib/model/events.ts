import type { IsoDate } from "./calendar";

export const EVENT_KINDS = ["cause", "break", "coverage", "definition"] as const;
/** `cause`: a stated reason for a step; `break`: not comparable before and after; `coverage`: more was seen. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something stated by a source that explains how a series moves. */
export interface SeriesEvent {
  id: string;
  /** Release that tells it. */
  release: string;
  kind: EventKind;
  /** Date of the report that tells it; null where the report is undated. */
  date: IsoDate | null;
  /** When it happened, as precisely as the source says, in words. */
  when: string;
  title: string;
  detail: string;
  /** Datasets whose figures it explains. */
  datasets: readonly string[];
  /** For a break: only rows with these dimensions; all rows where it is empty. */
  dimensions: Readonly<Record<string, string>>;
  /** Provider it concerns, if one. */
  providers: readonly string[];
  sourceUrl: string;
}

const POSTS = "https://mail.sys4.de/pipermail/dane-users";

/** Dated events with their sources, oldest first; the undated one last. Nothing here is our own inference. */
export const SERIES_EVENTS: readonly SeriesEvent[] = [
  {
    id: "survey-backend-2017-07",
    release: "2017-07",
    kind: "definition",
    date: "2017-08-01",
    when: "July 2017",
    title: "New survey back end",
    detail: "MX hosts that are CNAMEs are no longer excluded, which adds 81 domains.",
    datasets: ["dane-domains"],
    dimensions: {},
    providers: [],
    sourceUrl: `${POSTS}/2017-August/000415.html`,
  },
  {
    id: "name-source-2018-03",
    release: "2018-03",
    kind: "coverage",
    date: "2018-04-01",
    when: "March 2018",
    title: "New source of .no and .nl names",
    detail:
      "About 6,500 of the roughly 10,000 new domains come from the new source, not from new deployment.",
    datasets: ["dane-domains", "top-providers"],
    dimensions: {},
    providers: [],
    sourceUrl: `${POSTS}/2018-April/000446.html`,
  },
  {
    id: "geoip-ipv6-2018-03",
    release: "2018-03",
    kind: "break",
    date: "2018-04-01",
    when: "March 2018",
    title: "IPv6 addresses jump 2.5 times",
    detail: "No reason is stated (DE 279 to 710, US 144 to 407): not growth.",
    datasets: ["geoip"],
    dimensions: { family: "ipv6" },
    providers: [],
    sourceUrl: `${POSTS}/2018-April/000446.html`,
  },
  {
    id: "denominator-2018-10",
    release: "2018-10",
    kind: "break",
    date: "2018-10-11",
    when: "between March and October 2018",
    title: "The denominator changes",
    detail:
      "Before: all DNSSEC domains in the survey. From here on: domains whose MX lookup gets a DNSSEC-validated reply. A share across both is only indicative.",
    datasets: ["dnssec-domains", "dane-share"],
    dimensions: { basis: "mx_validated" },
    providers: [],
    sourceUrl: "https://stats.dnssec-tools.org/",
  },
  {
    id: "ch-signing-2021-08",
    release: "2021-08",
    kind: "cause",
    date: "2021-09-01",
    when: "August 2021",
    title: ".ch domains signed at hostpoint.ch and infomaniak.ch",
    detail: "The author ascribes much of the rise in DNSSEC and DANE domains to it.",
    datasets: ["dane-domains", "dnssec-domains"],
    dimensions: {},
    providers: ["hostpoint.ch", "infomaniak.ch"],
    sourceUrl: `${POSTS}/2021-September/000605.html`,
  },
  {
    id: "simply-2022-10",
    release: "2022-10",
    kind: "cause",
    date: "2022-10-31",
    when: "October 2022",
    title: "simply.com signs about 200,000 .dk domains",
    detail: "About 100,000 of them support DANE SMTP.",
    datasets: ["dane-domains", "dnssec-domains"],
    dimensions: {},
    providers: ["simply.com"],
    sourceUrl: `${POSTS}/2022-October/000643.html`,
  },
  {
    id: "webreus-2023-01",
    release: "2023-01",
    kind: "cause",
    date: "2023-01-31",
    when: "January 2023",
    title: "webreus.nl loses DS records; mijndomein.nl moves",
    detail:
      "About 40,000 domains at webreus.nl lose their DS records, and mijndomein.nl moves about 22,000 to MX hosts without TLSA records.",
    datasets: ["dane-domains"],
    dimensions: {},
    providers: ["webreus.nl", "mijndomein.nl"],
    sourceUrl: `${POSTS}/2023-February/000647.html`,
  },
  {
    id: "cloudflare-undated",
    release: "undated-after-2024-02-08",
    kind: "cause",
    date: null,
    when: "undated, after 8 February 2024",
    title: "Cloudflare publishes TLSA records",
    detail:
      "For MX hosts of about 70,000 customer domains; the author credits it with much of the rise.",
    datasets: ["dane-domains"],
    dimensions: {},
    providers: [],
    sourceUrl:
      "https://list.sys4.de/hyperkitty/list/dane-users@list.sys4.de/thread/QFLIT3HYT6T44BVDC2NGO55GCVBBPGEC",
  },
];
