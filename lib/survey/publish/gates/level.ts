import { daysBetween } from "@/lib/model/calendar";
import type { GateFinding, GateOutcome } from "@/lib/model/survey-gates";
import type { GateEvidence, RunFacts, SecondOpinion } from "./facts";
import { counted, gravest, grouped, named, outcomeOf, percent, signedPercent } from "./outcome";
import type { GateSettings } from "./settings";

type Level = GateSettings["level"];

/** Whether a second resolver saw enough of the same changes to believe in them. */
export function isConfirmed(
  opinion: SecondOpinion | null,
  { sample }: Pick<Level, "sample">,
): boolean {
  if (opinion === null) return false;
  const told = opinion.agree + opinion.disagree;
  return told >= sample.least && opinion.agree / told >= sample.agreement;
}

/** By how much a TLD's own zone file says that its signed delegations have changed; null without one. */
const zoneChange = (facts: RunFacts, previous: RunFacts, tld: string): number | null => {
  const [before, now] = [previous.zoneSignedByTld[tld], facts.zoneSignedByTld[tld]];
  return before === undefined || now === undefined ? null : now - before;
};

type Move = { subject: GateFinding["subject"]; name: string; before: number; now: number };

/** What a move has to be explained by, and the share that nothing explains. */
const sentenceOf = (
  { name, before, now }: Move,
  most: number,
  explained: "zone" | "resolver" | null,
): string => {
  const moved = `${name}: ${grouped(before)} to ${grouped(now)} (${signedPercent(now / before - 1)}, ±${percent(most)} are allowed)`;
  if (explained === "zone") return `${moved}, as DS records in the TLD’s zone file.`;
  if (explained === "resolver") return `${moved}, which a second resolver confirms on a sample.`;
  return `${moved}, and nothing explains it.`;
};

/**
 * Totals, large TLDs and large providers within a day's usual movement, or explained by DS records in the
 * parents' zone files, or by a second resolver on a sample of what has changed.
 */
export function judgeLevel(
  { facts, previous, secondOpinion }: Pick<GateEvidence, "facts" | "previous" | "secondOpinion">,
  { level }: Pick<GateSettings, "level">,
): GateOutcome {
  const { figures: now } = facts;
  if (previous === null)
    return outcomeOf(
      "level",
      "not_judged",
      "Our own survey has published nothing before: there is no level to compare with.",
      { signed: now.signed, dane: now.dane },
    );
  const { figures: then } = previous;
  const days = Math.min(Math.max(1, daysBetween(previous.day, facts.day)), level.mostDays);
  const isSeen = isConfirmed(secondOpinion, level);
  const findings: GateFinding[] = [];
  const judge = (move: Move, perDay: number, byZones: number | null) => {
    const most = perDay * days;
    const { subject, name, before, now: after } = move;
    if (before === 0 || Math.abs(after - before) <= most * before) return;
    const isInZone = byZones !== null && Math.abs(after - before - byZones) <= most * before;
    const explained = isInZone ? "zone" : isSeen ? "resolver" : null;
    const verdict = explained === null ? "held" : "flagged";
    findings.push({ subject, name, verdict, sentence: sentenceOf(move, most, explained) });
  };
  if (then.signed !== null && now.signed !== null) {
    const move = { subject: "total", before: then.signed, now: now.signed } as const;
    judge({ ...move, name: "signed domains" }, level.total, zoneTotal(facts, previous));
  }
  if (then.dane !== null && now.dane !== null)
    judge(
      { subject: "total", name: "DANE domains", before: then.dane, now: now.dane },
      level.total,
      null,
    );
  for (const [tld, before] of Object.entries(then.signedByTld)) {
    if (before <= level.tld.leastDomains) continue;
    const move = { subject: "tld", name: tld, before, now: now.signedByTld[tld] ?? 0 } as const;
    judge(move, level.tld.most, zoneChange(facts, previous, tld));
  }
  for (const [provider, before] of Object.entries(then.daneByProvider)) {
    if (before <= level.provider.leastDomains) continue;
    const after = now.daneByProvider[provider] ?? 0;
    judge({ subject: "provider", name: provider, before, now: after }, level.provider.most, null);
  }
  const unexplained = findings.filter(({ verdict }) => verdict === "held");
  const sentence =
    findings.length === 0
      ? `Totals, TLDs and providers are within a day’s movement of those of ${previous.day}.`
      : unexplained.length === 0
        ? `${counted(findings.length, "level")} moved more than a day explains, and it is known why: ${named(findings)}.`
        : `${counted(unexplained.length, "level")} moved since ${previous.day}: ${unexplained
            .slice(0, 3)
            .map((finding) => finding.sentence)
            .join(" ")}`;
  const verdict = gravest(findings.map((one) => one.verdict));
  const told = secondOpinion ?? { agree: null, disagree: null, untold: null };
  const numbers = {
    signedBefore: then.signed,
    signed: now.signed,
    daneBefore: then.dane,
    dane: now.dane,
    days,
    moved: findings.length,
    unexplained: unexplained.length,
    sampleAgrees: told.agree,
    sampleDisagrees: told.disagree,
    sampleUntold: told.untold,
  };
  return outcomeOf("level", verdict, sentence, numbers, findings);
}

/** Of all TLDs whose zone files are had on both days; null where none is. */
function zoneTotal(facts: RunFacts, previous: RunFacts): number | null {
  const changes = Object.keys(facts.zoneSignedByTld).flatMap(
    (tld) => zoneChange(facts, previous, tld) ?? [],
  );
  return changes.length === 0 ? null : changes.reduce((sum, one) => sum + one, 0);
}
