import type { Db } from "@/db/client";
import { latestSummary } from "@/lib/check/check-store";
import { readCheckInput } from "@/lib/check/read-input";
import { xmlText } from "@/lib/markup-text";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import type { CheckSummary } from "@/lib/model/live-check";
import type { ApiAnswer } from "./answer";

type Tone = "good" | "partial" | "bad" | "none";

/** What a badge says of each verdict. */
const BADGE_WORDS: Record<DomainVerdict, { text: string; tone: Tone }> = {
  dane_ok: { text: "works", tone: "good" },
  dane_partial: { text: "in part", tone: "partial" },
  dane_fail: { text: "fails", tone: "bad" },
  bogus: { text: "DNSSEC broken", tone: "bad" },
  dane_unusable: { text: "not usable", tone: "partial" },
  no_dane: { text: "none", tone: "none" },
  insecure: { text: "not signed", tone: "none" },
  null_mx: { text: "accepts no mail", tone: "none" },
  no_mail: { text: "no mail host", tone: "none" },
  nxdomain: { text: "no such domain", tone: "none" },
  tempfail: { text: "could not tell", tone: "none" },
  dns_error: { text: "could not tell", tone: "none" },
};

/** White letters have a contrast of 4.5 and more on each of them. */
const COLOURS: Record<Tone, string> = {
  good: "#1a7f37",
  partial: "#8a5a00",
  bad: "#b3261e",
  none: "#57606a",
};

const MS_PER_DAY = 86_400_000;
/** A result that is older than this wears its date. */
const DATED_AFTER_DAYS = 7;
/** Letters of 11 px are about this wide; the text is fitted to the box by `textLength`. */
const LETTER_WIDTH = 6.6;

/** A badge with a title for those who do not see it. Pure. */
export function badgeSvg(title: string, text: string, tone: Tone): string {
  const label = "DANE";
  const left = Math.ceil(label.length * LETTER_WIDTH) + 12;
  const right = Math.ceil(text.length * LETTER_WIDTH) + 12;
  const word = (x: number, width: number, said: string) =>
    `<text x="${x + 6}" y="14" textLength="${width - 12}">${xmlText(said)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-labelledby="t">`,
    `<title id="t">${xmlText(title)}</title>`,
    `<rect width="${left}" height="20" fill="#32383f"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${COLOURS[tone]}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    word(0, left, label),
    word(left, right, text),
    "</g></svg>\n",
  ].join("");
}

const svg = (status: number, body: string): ApiAnswer => ({
  status,
  headers: {
    "content-type": "image/svg+xml",
    "cache-control": status === 200 ? "public, max-age=300" : "no-store",
  },
  body,
});

/** Answers `/badge/{domain}.svg` from what is kept; it never starts a check. */
export async function answerBadge(db: Db, text: string, now: number): Promise<ApiAnswer> {
  const input = readCheckInput(text);
  if (!input.ok) return svg(404, badgeSvg("DANE: this is no domain to check", "no domain", "none"));
  const { ascii, unicode } = input.value.domain;
  const latest = await latestSummary(db, ascii);
  if (latest?.verdict == null)
    return svg(200, badgeSvg(`DANE of ${unicode}: not checked yet`, "not checked", "none"));
  const { text: said, tone } = BADGE_WORDS[latest.verdict];
  const day = (latest.finishedAt ?? "").slice(0, 10);
  const isOld = ageMs(latest, now) > DATED_AFTER_DAYS * MS_PER_DAY;
  const title = `DANE of ${unicode}: ${said}, as of ${day}`;
  return svg(200, badgeSvg(title, isOld ? `${said} (${day})` : said, isOld ? "none" : tone));
}

const ageMs = ({ finishedAt }: CheckSummary, now: number): number =>
  now - Date.parse(finishedAt ?? "");
