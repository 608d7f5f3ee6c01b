import type { Db } from "@/db/client";
import {
  almostDaneProviders,
  dnsProblemProviders,
  topProviders,
} from "@/lib/model/datasets/providers";
import { annotationsOf } from "@/lib/stats/annotations";
import { chartPoints, pointsOf } from "@/lib/stats/points";
import { type ProviderFacts, providerFacts } from "@/lib/stats/provider-facts";
import { figureOf, type PageFigure } from "./page-figure";
import { operatorFigure, practiceFigure } from "./provider-practice";

/** What `/providers/{zone}` shows. */
export interface OneProviderFigures {
  facts: ProviderFacts;
  figures: PageFigure[];
}

/** All figures about one provider; its other names are drawn beside it. */
export async function oneProviderFigures(db: Db, zone: string): Promise<OneProviderFigures> {
  const facts = await providerFacts(db, zone);
  const { events } = annotationsOf([topProviders.id, "dane-domains"], [zone]);
  const named = [{ provider: zone, listed: facts.listed }, ...facts.otherNames];
  const series = named
    .map(({ provider, listed }, index) => ({
      id: provider,
      name: provider,
      tone: index === 0 ? ("dane" as const) : ("neutral" as const),
      points: chartPoints(pointsOf(listed, ({ domains }) => domains)),
    }))
    .filter(({ points }) => points.length > 0);
  const rows = named.flatMap(({ listed }) => listed);
  const query = `provider=${zone}`;
  const figures = [
    ...[operatorFigure(zone, facts), practiceFigure(zone, facts)].filter(
      (figure) => figure !== null,
    ),
    ...(facts.listed.length === 0
      ? []
      : [
          figureOf(
            topProviders,
            rows,
            {
              title: `DANE domains at ${zone}`,
              subtitle: "By report; only lists that name the provider",
              query: named.map(({ provider }) => `provider=${provider}`).join("&"),
              chart: {
                kind: "time",
                title: `DANE domains at ${zone}`,
                input: { series, events, format: "count" },
              },
            },
            facts.listed.filter(({ asOf }) => asOf !== null).at(-1) ?? facts.listed.at(-1),
          ),
        ]),
    ...(facts.almost.length === 0
      ? []
      : [
          figureOf(almostDaneProviders, facts.almost, {
            title: "Almost DANE",
            subtitle: almostDaneProviders.definition,
            query,
          }),
        ]),
    ...(facts.dnsProblems.length === 0
      ? []
      : [
          figureOf(dnsProblemProviders, facts.dnsProblems, {
            title: "DNS problems at its name servers",
            subtitle: dnsProblemProviders.definition,
            query,
          }),
        ]),
  ];
  return { facts, figures };
}
