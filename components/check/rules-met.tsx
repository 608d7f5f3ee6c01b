import type { CheckReport } from "@/lib/model/check-report";
import { CHECK_RULES, type RuleId } from "@/lib/model/check-rules";
import { TextTable } from "../prose";
import { SourceLinks } from "./source-links";

/** Each rule that a report names, with the places that it decided. */
export function rulesMet({ rule, hosts, problems, domain }: CheckReport): Map<RuleId, string[]> {
  const met = new Map<RuleId, string[]>();
  const note = (id: RuleId | null, place: string) => {
    if (id === null) return;
    const places = met.get(id) ?? [];
    if (!places.includes(place)) met.set(id, [...places, place]);
  };
  note(rule, domain);
  for (const host of hosts) {
    note(host.rule, host.name);
    for (const { address, rule: decided } of host.addresses) note(decided, address);
  }
  for (const { rule: decided, at } of problems)
    if (decided !== "advice") note(decided, at.address ?? at.host ?? domain);
  return met;
}

const MOST_PLACES = 4;

/** The rules behind a verdict, each with the section that says so. */
export function RulesMet({ report }: { report: CheckReport }) {
  const met = rulesMet(report);
  const rows = CHECK_RULES.flatMap(({ id, sentence, source }) => {
    const places = met.get(id);
    if (places === undefined) return [];
    const left = places.length - MOST_PLACES;
    const words = `${places.slice(0, MOST_PLACES).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
    const cells = [id, sentence, <SourceLinks key="source" source={source} />, words];
    return [{ key: id, cells }];
  });
  return (
    <TextTable
      caption="Rules that decided, in the order of the decision table"
      columns={["Rule", "It says", "Source", "Decided here"]}
      rows={rows}
    />
  );
}
