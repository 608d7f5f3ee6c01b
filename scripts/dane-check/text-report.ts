import type { HygieneFinding } from "@/lib/model/check-hygiene";
import type { Problem } from "@/lib/model/check-problems";
import type { CheckReport, ReportHost } from "@/lib/model/check-report";
import { DOMAIN_VERDICT_WORDS, HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { addressLine } from "../command-line/address-line";
import type { Paint, Tone } from "../command-line/paint";
import { harmlessCopy } from "../command-line/terminal-text";
import { exitStatusOf } from "./exit-status";

const TONE_OF_STATUS: Record<0 | 1 | 3 | 4, Tone> = { 0: "good", 1: "bad", 3: "doubt", 4: "doubt" };
const HOST_TONES: Partial<Record<ReportHost["verdict"], Tone>> = {
  ok: "good",
  fail: "bad",
  no_tls: "bad",
  bogus: "bad",
};
const MARKS: Record<Problem["severity"], [Tone, string]> = {
  error: ["bad", "✗"],
  warning: ["doubt", "!"],
  advice: ["soft", "·"],
  note: ["soft", "·"],
};
const WIDTH = 78;

/**
 * A report for people: the verdict, the hosts, what to do. Foreign text in reports is printable
 * already; what is not, by a mistake of ours, does not reach the terminal either.
 */
export function textReport(given: CheckReport, paint: Paint): string {
  const report = harmlessCopy(given);
  const words = DOMAIN_VERDICT_WORDS[report.verdict];
  const tone = TONE_OF_STATUS[exitStatusOf(report.verdict)];
  const name =
    report.unicode === report.domain ? report.domain : `${report.unicode} (${report.domain})`;
  const lines = [
    `${paint("strong", name)}: ${paint(tone, words.title)}`,
    ...wrapped(words.sentence, "  "),
    ...report.hosts.flatMap((host) => ["", ...hostLines(host, paint)]),
    ...problemLines(report.problems, paint),
    ...hygieneLines(report.hygiene, paint),
    "",
    paint("soft", footer(report)),
  ];
  return lines.join("\n");
}

function hostLines(host: ReportHost, paint: Paint): string[] {
  const { title } = HOST_VERDICT_WORDS[host.verdict];
  const preference = host.implicit ? "no MX" : `${host.preference}`.padStart(5);
  const records = host.tlsa.map(
    ({ usage, selector, matchingType, data, usable }) =>
      `TLSA ${usage} ${selector} ${matchingType} ${data.length > 24 ? `${data.slice(0, 24)}…` : data}${usable ? "" : " (unusable)"}`,
  );
  return [
    `${paint("soft", preference)} ${host.name}  ${paint(HOST_TONES[host.verdict] ?? "doubt", title)}`,
    ...listed(records, 4).map((text) => paint("soft", `        ${text}`)),
    ...listed(
      host.addresses.map((address) => addressLine(address)),
      8,
    ).map((text) => `        ${text}`),
  ];
}

function problemLines(problems: readonly Problem[], paint: Paint): string[] {
  if (problems.length === 0) return ["", "Nothing to mend."];
  return ["", ...problems.flatMap((problem) => linesOf(problem, paint))];
}

function linesOf(
  { severity, summary, fix, publish, rule, source }: Problem,
  paint: Paint,
): string[] {
  const [tone, mark] = MARKS[severity];
  const [first = "", ...rest] = wrapped(summary, "  ");
  const where = rule === "advice" ? source : `${source}, rule ${rule}`;
  return [
    `${paint(tone, mark)} ${first.trimStart()}`,
    ...rest,
    ...wrapped(fix, "    "),
    ...publish.map((record) => `      ${record}`),
    paint("soft", `    ${where}`),
  ];
}

/** What the checklist found; what passed is counted, and what could not be told is said. */
function hygieneLines(findings: readonly HygieneFinding[], paint: Paint): string[] {
  if (findings.length === 0) return [];
  const count = (outcome: HygieneFinding["outcome"]) =>
    findings.filter((finding) => finding.outcome === outcome).length;
  const failed = findings.filter(({ outcome }) => outcome === "fail");
  // The problems above have this one already.
  const shown = failed.filter(({ check }) => check !== "tlsa_next_key_published");
  const unknown = count("undetermined");
  return [
    "",
    `${paint("strong", "Checklist")}: ${count("pass")} passed, ${failed.length} to look at${unknown > 0 ? `, ${unknown} could not be told` : ""}`,
    ...shown.flatMap((finding) => findingLines(finding, paint)),
  ];
}

/** A warning in full; advice on one line, as the whole of it is in the JSON report. */
function findingLines(finding: HygieneFinding, paint: Paint): string[] {
  const { severity, requires, fix, evidence, source } = finding;
  const [tone, mark] = MARKS[severity];
  const seen = evidence.flatMap(({ at, outcome, says }) =>
    outcome === "fail" ? [`${at}: ${says}`] : [],
  );
  if (severity === "advice") return [`${paint(tone, mark)} ${seen[0] ?? requires} (${source})`];
  const [first = "", ...rest] = wrapped(requires, "  ");
  return [
    `${paint(tone, mark)} ${first.trimStart()}`,
    ...rest,
    ...listed(seen, 3).flatMap((line) => wrapped(line, "    ")),
    ...(fix === null ? [] : wrapped(fix, "    ")),
    paint("soft", `    ${source}`),
  ];
}

const footer = ({ checkedAt, durationMs, methodVersion, counts }: CheckReport): string => {
  const counted = counts.headline ? "counts as a DANE domain" : "does not count as a DANE domain";
  return `${checkedAt}, ${(durationMs / 1000).toFixed(1)} s, method ${methodVersion}; ${counted}`;
};

/** At most so many lines; the rest is counted. */
const listed = (lines: readonly string[], most: number): string[] =>
  lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most), `… and ${lines.length - most} more`];

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
