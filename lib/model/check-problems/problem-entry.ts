import type { RuleId } from "../check-rules";

/** The gravest first. */
export const SEVERITIES = ["error", "warning", "advice", "note"] as const;
/**
 * `error`: mail is lost or unprotected because of it; `warning`: it will be, or some is; `advice`:
 * could be better; `note`: worth knowing.
 */
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a problem code means. The texts have places to fill in: `{domain}`, `{host}`, `{address}`,
 * `{name}` (the DNS name in question) and `{detail}`.
 */
export type ProblemEntry = {
  /** `advice`: no row of the decision table, a recommendation. */
  rule: RuleId | "advice";
  severity: Severity;
  /** Where it is written, unless the rule's own source says it. */
  source?: string;
  /** What is wrong. */
  summary: string;
  /** What to do next. */
  fix: string;
};
