import { type Problem, type ProblemCode, problemEntry } from "@/lib/model/check-problems";
import { SEVERITIES, type Severity } from "@/lib/model/check-problems/problem-entry";
import { REASON_SENTENCES } from "@/lib/model/dnssec";
import { OUT_OF_TIME } from "./deadline";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";

/** What fills the places in a problem's texts, and where the problem is. */
export type Particulars = {
  domain: string;
  host?: string | undefined;
  address?: string | undefined;
  name?: string | undefined;
  detail?: string | undefined;
  publish?: readonly string[];
  /** Where this one weighs differently from what is usual. */
  severity?: Severity;
};

/** Said in place of records that cannot be given, because no certificate was seen. */
const NOTHING_SEEN =
  "No certificate was seen, so the records cannot be given here: “3 1 1” and the SHA-256 digest of the server's public key.";

/** A problem in words: what is wrong, what to do, and the records to publish. */
export function problemOf(code: ProblemCode, particulars: Particulars): Problem {
  const entry = problemEntry(code);
  const { publish = [], host, address } = particulars;
  const fill = (text: string) => fillIn(text, particulars);
  const fix = fill(entry.fix);
  const isUnseen = publish.length === 0 && fix.includes("records below");
  return {
    code,
    rule: entry.rule,
    source: entry.source,
    severity: particulars.severity ?? entry.severity,
    at: { host: host ?? null, address: address ?? null },
    summary: fill(entry.summary),
    fix: isUnseen ? `${fix} ${NOTHING_SEEN}` : fix,
    publish: [...publish],
  };
}

const fillIn = (text: string, { domain, host, address, name, detail }: Particulars): string => {
  const places: Record<string, string | undefined> = { domain, host, address, name, detail };
  return text.replace(/\{(\w+)\}/g, (_, place: string) => places[place] ?? "").trim();
};

const LOOKUP_FAULTS: Record<string, string> = {
  timeout: "The resolver did not answer in time.",
  unreachable: "The resolver cannot be reached.",
  tls_failed: "The connection to the resolver failed.",
  closed: "The resolver closed the connection.",
  malformed: "The answer is malformed.",
  mismatched: "The answer is not to the question that was asked.",
  [OUT_OF_TIME]: "The time for this check ran out.",
};

/** Why a look-up is not secure, in sentences. */
export function reasonText({ reason, detail, question, name }: Validated): string {
  if (reason === null) return "";
  const fault = reason === "lookup_failed" && detail !== null ? LOOKUP_FAULTS[detail] : undefined;
  if (fault !== undefined) return fault;
  const said = detail === null ? "" : ` (${detail})`;
  const where = name === question.name ? "" : ` This is at ${displayName(name)}.`;
  return `${REASON_SENTENCES[reason].replace(/\.$/, "")}${said}.${where}`;
}

/** Each problem once, the gravest first: the same code at the same place says nothing new. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.code, problem.at, problem.summary]);
    if (!seen.has(key)) seen.set(key, problem);
  }
  const weight = ({ severity }: Problem) => SEVERITIES.indexOf(severity);
  return [...seen.values()].sort((x, y) => weight(x) - weight(y));
}
