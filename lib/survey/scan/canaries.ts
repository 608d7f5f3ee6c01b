import { DOMAIN_VERDICTS } from "@/lib/model/check-verdicts";
import type { CanaryState } from "@/lib/model/survey-gates";
import { err, ok, type Result } from "@/lib/result";
import { displayName } from "@/lib/verifier/display-name";
import { parseName } from "@/lib/verifier/dns/name";
import type { DomainObservation } from "./observe-domain";

/** What a canary may be known to come to: a verdict, or that there is nothing signed to judge. */
export const CANARY_EXPECTATIONS = [...DOMAIN_VERDICTS, "unsigned", "gone"] as const;
export type CanaryExpectation = (typeof CANARY_EXPECTATIONS)[number];

/** A domain whose state is known, so that a wrong answer shows a resolver that is not to be believed. */
export type Canary = { domain: string; expected: CanaryExpectation };

/** What the one look at all canaries came to. */
export type CanaryLook = {
  state: CanaryState;
  /** Those that were not as they should be. */
  wrong: { domain: string; sentence: string }[];
};

const isExpectation = (word: string): word is CanaryExpectation =>
  (CANARY_EXPECTATIONS as readonly string[]).includes(word);

/** More are not needed, and each is asked every few minutes. */
const MOST_CANARIES = 100;

/**
 * Reads the settings: a line each, the domain and what it comes to (`example.nl dane_ok`); `#` begins a
 * remark. The error is a sentence with the line's number.
 */
export function readCanaries(text: string): Result<Canary[], string> {
  const canaries: Canary[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [name, expected, ...more] = (line.split("#")[0] ?? "").split(/\s+/).filter(Boolean);
    if (name === undefined) continue;
    const parsed = parseName(name);
    if (!parsed.ok) return err(`Line ${at + 1}: that is no domain name.`);
    if (expected === undefined || !isExpectation(expected) || more.length > 0)
      return err(
        `Line ${at + 1}: after the domain stands one of ${CANARY_EXPECTATIONS.join(", ")}.`,
      );
    canaries.push({ domain: displayName(parsed.value).replace(/\.$/, ""), expected });
  }
  if (canaries.length > MOST_CANARIES)
    return err(`At most ${MOST_CANARIES} canaries are looked at.`);
  return ok(canaries);
}

/** What was seen, in the words of expectations; null where it could not be told. */
function seenAs(seen: DomainObservation): CanaryExpectation | null {
  if (seen.kind === "unknown") return null;
  if (seen.kind !== "signed") return seen.kind;
  const { verdict } = seen.judgement;
  return verdict === "dns_error" || verdict === "tempfail" ? null : verdict;
}

/**
 * Compares what was seen with what is known. One wrong answer is wrong whatever the others say. Of those
 * that could not be told, as mail servers of canaries may be down too, less than half may be among a
 * right look. Pure.
 */
export function judgeLook(
  seen: readonly { canary: Canary; observation: DomainObservation }[],
): CanaryLook {
  const wrong: CanaryLook["wrong"] = [];
  let untold = 0;
  for (const { canary, observation } of seen) {
    const { domain, expected } = canary;
    const was = seenAs(observation);
    if (was === expected) continue;
    if (was === null) untold++;
    else wrong.push({ domain, sentence: `${domain} is ${expected}, and was seen as ${was}.` });
  }
  const told = untold * 2 < seen.length ? "right" : "untold";
  return { state: wrong.length > 0 ? "wrong" : told, wrong };
}
