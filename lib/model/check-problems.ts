import { z } from "zod";
import { DNS_PROBLEMS } from "./check-problems/dns-problems";
import { type ProblemEntry, SEVERITIES } from "./check-problems/problem-entry";
import { SMTP_PROBLEMS } from "./check-problems/smtp-problems";
import { TLSA_PROBLEMS } from "./check-problems/tlsa-problems";
import { RULE_IDS, type RuleId, ruleOf } from "./check-rules";

const PROBLEMS = { ...DNS_PROBLEMS, ...SMTP_PROBLEMS, ...TLSA_PROBLEMS };

/** A code of the closed list. */
export type ProblemCode = keyof typeof PROBLEMS;
/** Every code, in the order in which they are defined. */
export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];
/** Everything that a check can find fault with, or advise. The list is closed, and only grows. */
export const ProblemCode = z.enum(PROBLEM_CODES);

/** What a code means: its rule, its usual severity, its source and its texts. */
export function problemEntry(code: ProblemCode): ProblemEntry & { source: string } {
  const entry: ProblemEntry = PROBLEMS[code];
  const ruleSource = entry.rule === "advice" ? "" : ruleOf(entry.rule).source;
  return { ...entry, source: entry.source ?? ruleSource };
}

/** One problem in a report, in words and with the records to publish. */
export const Problem = z.object({
  code: ProblemCode,
  rule: z.enum(["advice", ...RULE_IDS] as ["advice", ...RuleId[]]),
  source: z.string().min(1),
  severity: z.enum(SEVERITIES),
  at: z.object({ host: z.string().nullable(), address: z.string().nullable() }),
  summary: z.string().min(1),
  fix: z.string().min(1),
  publish: z.array(z.string()).meta({ description: "Records in zone-file form" }),
});
export type Problem = z.infer<typeof Problem>;
