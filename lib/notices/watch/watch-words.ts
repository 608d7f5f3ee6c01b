import type { CheckReport } from "@/lib/model/check-report";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { WATCH_CONDITIONS } from "@/lib/model/watch";
import { recordLines } from "../mail/wrapped-text";
import type { KeptCondition, WatchNews } from "./settle-watch";

const MOST_TOLD = 8;
const MOST_RECORDS = 4;

const minute = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** The news in one line. */
export function newsTitle(domain: string, { begun, ended, open }: WatchNews): string {
  const [first] = begun;
  if (first !== undefined) {
    const more = begun.length > 1 ? ` (and ${begun.length - 1} more)` : "";
    return `${domain}: ${WATCH_CONDITIONS[first.kind].name} at ${first.subject}${more}`;
  }
  const [mended] = ended;
  if (open.length === 0) return `${domain}: all is well again`;
  return `${domain}: mended at ${mended?.subject ?? domain}, ${open.length} still open`;
}

const listed = (
  title: string,
  conditions: readonly KeptCondition[],
  tail: (c: KeptCondition) => string,
) =>
  conditions.length === 0
    ? []
    : [
        title,
        "",
        ...conditions
          .slice(0, MOST_TOLD)
          .flatMap((condition) => [`- ${condition.sentence} ${tail(condition)}`]),
        ...(conditions.length > MOST_TOLD ? [`- and ${conditions.length - MOST_TOLD} more`] : []),
        "",
      ];

/** The news in paragraphs, for a mail, a feed and the page. */
export function newsText(
  report: Pick<CheckReport, "domain" | "unicode" | "verdict" | "checkedAt" | "hosts">,
  news: WatchNews,
  publicUrl: string,
): string {
  const { domain, unicode, verdict, checkedAt, hosts } = report;
  const name = unicode === domain ? domain : `${unicode} (${domain})`;
  const broken = new Set(
    news.begun.filter(({ kind }) => kind === "tlsa_mismatch").map(({ subject }) => subject),
  );
  const publish = hosts.filter((host) => broken.has(host.name)).flatMap((host) => host.publish);
  return [
    `Your watch of ${name}, as of ${minute(Date.parse(checkedAt))}: ${DOMAIN_VERDICT_WORDS[verdict].title}.`,
    "",
    ...listed("New:", news.begun, ({ since }) => `(since ${minute(since)})`),
    ...listed("Mended:", news.ended, ({ since }) => `(began ${minute(since)})`),
    ...listed("Still so:", news.open, ({ since }) => `(since ${minute(since)})`),
    ...(publish.length === 0
      ? []
      : [
          "Add these records beside those that are there; each matches what the server sends now:",
          "",
          ...publish.slice(0, MOST_RECORDS).map(recordLines),
          "",
        ]),
    "The evidence, and what to do in which order:",
    `${publicUrl}/check/${domain}`,
    `${publicUrl}/guide?domain=${domain}`,
  ].join("\n");
}

/** The same as a mail, with how it is stopped. */
export const newsMail = (text: string, publicUrl: string): string =>
  [
    text,
    "",
    "You get this because you watch that name. To get no more mail about it, open this and use its button; or change the watch:",
    "{stop}",
    `${publicUrl}/watch`,
  ].join("\n");
