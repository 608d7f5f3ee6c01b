import type { Problem } from "@/lib/model/check-problems";
import type { CheckReport } from "@/lib/model/check-report";
import type { Tone } from "./report-tone";

/** One thing to do: problems of the same kind with the same remedy, at one place or several. */
export type ToDo = {
  id: string;
  severity: Problem["severity"];
  /** How it is marked: a look-up or a session that failed is not known, which is not “broken”. */
  tone: Tone;
  /** What is wrong, one sentence a place; never empty. */
  summaries: readonly string[];
  fix: string;
  rule: Problem["rule"];
  source: string;
  /** Records to add, in zone-file form, each once; those that are there already are not named. */
  publish: readonly string[];
  /** Whether an earlier thing to do names the same records. */
  isSaidBefore: boolean;
  /** What the old records may live on in caches for, in seconds; null where there are none. */
  oldTtlSeconds: number | null;
};

const TONES: Record<Problem["severity"], Tone> = {
  error: "bad",
  warning: "warn",
  advice: "advice",
  note: "none",
};

const toneOf = ({ code, rule, severity }: Problem): Tone =>
  code.endsWith("_lookup_failed") || rule === "S1" ? "unknown" : TONES[severity];

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Whether the remedy is to name what the problem's host has, in the DNS. */
const oldTtl = (problems: readonly Problem[], { hosts }: CheckReport): number | null => {
  const names = new Set(problems.map(({ at }) => at.host));
  const ttls = hosts
    .filter(({ name }) => names.has(name))
    .flatMap(({ tlsa }) => tlsa.map(({ ttl }) => ttl));
  return ttls.length === 0 ? null : Math.max(...ttls);
};

/** The TLSA records that a report found, in the form in which it recommends them. */
function publishedAlready({ hosts }: CheckReport): Set<string> {
  return new Set(
    hosts.flatMap(({ tlsa, tlsaNames }) =>
      tlsa.flatMap(({ usage, selector, matchingType, data }) =>
        tlsaNames.map((name) => `${name}. IN TLSA ${usage} ${selector} ${matchingType} ${data}`),
      ),
    ),
  );
}

/** The problems of a report as things to do, the gravest first; one remedy is told once. */
export function toDoList(report: CheckReport): ToDo[] {
  const groups = new Map<string, Problem[]>();
  const there = publishedAlready(report);
  const said = new Set<string>();
  for (const problem of report.problems) {
    const { code, severity, rule } = problem;
    // Texts of one code differ in names only, and so do their remedies.
    const key = `${severity} ${code} ${rule}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups].flatMap(([id, problems]) => {
    const [first] = problems;
    if (first === undefined) return [];
    const { severity, fix, rule, source } = first;
    const publish = distinct(problems.flatMap((problem) => problem.publish)).filter(
      (line) => !there.has(line),
    );
    const isSaidBefore = publish.length > 0 && publish.every((line) => said.has(line));
    for (const line of publish) said.add(line);
    const summaries = distinct(problems.map(({ summary }) => summary));
    const oldTtlSeconds = publish.length === 0 ? null : oldTtl(problems, report);
    const fixes = distinct(problems.map((problem) => problem.fix));
    return [
      {
        id,
        severity,
        tone: toneOf(first),
        summaries,
        fix: fixes.length === 1 ? fix : fixes.join(" "),
        rule,
        source,
        publish,
        isSaidBefore,
        oldTtlSeconds,
      },
    ];
  });
}
