import { formatChange, formatCount, formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import { count, oneOf, quantity } from "@/lib/model/column";
import { daneDomains } from "@/lib/model/datasets/dane";
import { topProviders } from "@/lib/model/datasets/providers";
import { daneChanges } from "@/lib/model/datasets/survey";
import type { PageQuery } from "@/lib/model/page-query";
import { sourceOfKind } from "@/lib/model/sources";
import { DANE_CAUSE_WORDS } from "@/lib/model/survey-changes";
import { err, ok, type Result } from "@/lib/result";
import { type NoWhy, type ProviderChange, type Why, type WhyHead, whyMoved } from "@/lib/stats/why";
import { causesBetween, type WhyCauses } from "@/lib/stats/why-causes";
import { derivedFigure, type PageFigure } from "./page-figure";

const PARTS = ["total", "providers_in_both", "remainder"] as const;

const before = count({ title: "Before", unit: "domains", description: "In the earlier release" });
const after = count({ title: "After", unit: "domains", description: "In the later release" });
const change = quantity({
  title: "Change",
  unit: "domains",
  description: "After less before; null where one of them was not published",
});

const SPLIT_COLUMNS = {
  dimensions: {
    part: oneOf(PARTS, {
      title: "Part",
      description:
        "total: all DANE domains; providers_in_both: those at providers that both lists name; remainder: what these do not explain",
    }),
  },
  measures: { before, after, change },
};

const PROVIDER_COLUMNS = {
  dimensions: {
    ...topProviders.dimensions,
    status: oneOf(["both", "new", "lost"], {
      title: "Listed",
      description:
        "both: in both lists; new: in the later one alone; lost: in the earlier one alone, which says nothing about domains that it may still have",
    }),
  },
  measures: {
    before,
    after,
    change,
    leastChange: quantity({
      title: "At least",
      unit: "domains",
      description: "Least that the change can have been; null where a list was read in part",
    }),
    mostChange: quantity({
      title: "At most",
      unit: "domains",
      description: "Most that the change can have been; null where a list was read in part",
    }),
  },
};

const CAUSE_COLUMNS = {
  dimensions: { cause: daneChanges.dimensions.cause },
  measures: {
    gained: count({ title: "Gained", unit: "domains", description: "DANE domains that came" }),
    lost: count({ title: "Lost", unit: "domains", description: "DANE domains that went" }),
    change: quantity({ title: "Change", unit: "domains", description: "Gained less lost" }),
  },
};

/** What the parts of the total's change are called. */
export const PART_WORDS = {
  total: "All DANE domains",
  providers_in_both: "At providers in both lists",
  remainder: "Not explained by them",
} as const satisfies Record<(typeof PARTS)[number], string>;

/** What `/why` shows. */
export interface WhyFigures {
  why: Why;
  sides: WhyHead[];
  figures: PageFigure[];
}

const dateOf = ({ asOf, asOfPrecision, asOfNotBefore }: WhyHead): string =>
  formatDate(asOf, asOfPrecision, asOfNotBefore);

const inDate = (side: WhyHead): string =>
  side.asOf === null
    ? `In an ${dateOf(side)} report`
    : `${side.asOfPrecision === "month" ? "In" : "On"} ${dateOf(side)}`;

/** "201,533 more than in October 2022" */
const comparedWith = (moved: number, from: WhyHead): string => {
  const than = inDate(from).replace(/^[A-Z]/, (sign) => sign.toLowerCase());
  return moved === 0
    ? `as many as ${than}`
    : `${formatCount(Math.abs(moved))} ${moved > 0 ? "more" : "fewer"} than ${than}`;
};

/** Why a list does not tell all. */
export function listCaveats({ from, to }: Why): string[] {
  if (from.kind !== to.kind)
    return [
      `Of the releases of ${dateOf(from)} and ${dateOf(to)} one is a report of others and one is of our own survey. They count other names in another way, so that nothing between them is a change.`,
    ];
  return [from, to].flatMap((side) =>
    side.providers === null
      ? [`The release of ${dateOf(side)} has no list of providers, so nothing is split.`]
      : side.whole
        ? [
            `The list of ${dateOf(side)} names the ${side.providers.size} largest providers; others had at most ${formatCount(Math.min(...side.providers.values()))} domains each.`,
          ]
        : [
            `The list of ${dateOf(side)} was published or read only in part: ${side.providers.size} providers. One that is missing may have been larger.`,
          ],
  );
}

function splitFigure(why: Why): PageFigure | null {
  const { from, to, explained, remainder } = why;
  if (why.change === null || from.total === null || to.total === null) return null;
  const { release, revision, kind, asOf, asOfPrecision, asOfNotBefore } = to;
  const whose = sourceOfKind(daneDomains.source, kind, release);
  const sumOf = (key: "before" | "after") =>
    why.providers
      .filter(({ status }) => status === "both")
      .reduce((sum, one) => sum + (one[key] ?? 0), 0);
  const common = {
    release,
    revision,
    edition: "main",
    asOf,
    asOfPrecision,
    asOfNotBefore,
    flags: [],
    kind,
  };
  const said =
    explained === null || remainder === null
      ? ""
      : ` Providers named in both lists account for ${formatChange(explained)}; ${formatChange(remainder)} is not explained by them.`;
  const parts = [
    { part: "total" as const, change: why.change },
    ...(explained === null ? [] : [{ part: "providers_in_both" as const, change: explained }]),
    ...(remainder === null ? [] : [{ part: "remainder" as const, change: remainder }]),
  ];
  return derivedFigure(
    daneDomains,
    [
      { ...common, part: "total", before: from.total, after: to.total, change: why.change },
      ...(explained === null
        ? []
        : [
            {
              ...{ ...common, part: "providers_in_both", before: sumOf("before") },
              ...{ after: sumOf("after"), change: explained },
            },
            { ...common, part: "remainder", before: null, after: null, change: remainder },
          ]),
    ],
    SPLIT_COLUMNS,
    {
      id: "change",
      title: `${formatChange(why.change)} DANE domains from ${dateOf(from)} to ${dateOf(to)}`,
      subtitle:
        "The change of the total, and how much of it the published lists of providers explain",
      caveats: [
        "The remainder is at providers that a list does not name, in domains with mail at several providers, which count at each, and in what the survey saw for the first time.",
      ],
      inputs: [from, to],
      chart: {
        kind: "changes",
        changes: {
          title: "DANE domains: the change and its parts",
          rows: parts.map((one) => ({
            id: one.part,
            label: PART_WORDS[one.part],
            value: one.change,
          })),
        },
      },
      said: `${inDate(to)}, ${formatCount(to.total)} domains had correct SMTP DANE TLSA records, ${comparedWith(why.change, from)}, according to the ${whose.name}${whose.authors === null ? "" : ` by ${whose.authors}`}.${said}`,
    },
    to,
  );
}

function providersFigure(why: Why): PageFigure | null {
  const { from, to, providers } = why;
  const [most] = providers;
  if (most === undefined) return null;
  const { release, revision, kind, asOf, asOfPrecision, asOfNotBefore } = to;
  const whose = sourceOfKind(topProviders.source, kind, release);
  const wordsOf = ({ provider, change: moved, after: now }: ProviderChange): string =>
    moved === null
      ? `${provider} had ${formatCount(now ?? 0)} DANE domains and was not listed before`
      : `${provider} had ${formatCount(now ?? 0)} DANE domains, ${comparedWith(moved, from)}`;
  return derivedFigure(
    topProviders,
    providers.map((row) => ({
      ...{ release, revision, kind, edition: "main", asOf, asOfPrecision, asOfNotBefore },
      flags: row.status === "both" || (from.whole && to.whole) ? [] : (["i"] as const),
      ...row,
    })),
    PROVIDER_COLUMNS,
    {
      id: "provider-changes",
      title:
        most.change === null
          ? "No provider is in both lists"
          : `${most.provider} moved most: ${formatChange(most.change)}`,
      subtitle: `DANE domains by provider, ${dateOf(from)} and ${dateOf(to)}, largest change first, then the newly listed and those no longer listed`,
      caveats: listCaveats(why),
      inputs: [from, to],
      chart: {
        kind: "changes",
        changes: {
          title: "DANE domains by provider: changes",
          rows: providers.map(({ provider, status, change: moved, before, after }) => ({
            ...{ id: provider, label: provider, isBound: status !== "both" },
            // Who is in one list alone had anything from none at all in the other.
            value: moved ?? (after ?? 0) - (before ?? 0),
          })),
        },
      },
      said: `${inDate(to)}, ${wordsOf(most)}, according to the ${whose.name}${whose.authors === null ? "" : ` by ${whose.authors}`}.`,
    },
    to,
  );
}

/** What the survey knows of the causes; others' reports state some in words, which stand beside. */
function causesFigure(why: Why, { causes, told }: WhyCauses): PageFigure | null {
  const { from, to } = why;
  const [most] = causes;
  if (most === undefined) return null;
  const { release, revision, kind, asOf, asOfPrecision, asOfNotBefore } = to;
  const sum = causes.reduce((all, one) => all + one.change, 0);
  const words = DANE_CAUSE_WORDS[most.cause];
  return derivedFigure(
    daneChanges,
    causes.map((row) => ({
      ...{ release, revision, kind, edition: "main", asOf, asOfPrecision, asOfNotBefore },
      ...{ flags: [], ...row },
    })),
    CAUSE_COLUMNS,
    {
      id: "causes",
      title: `Largest cause: ${words} (${formatChange(most.change)})`,
      subtitle: `DANE domains gained less lost, ${dateOf(from)} to ${dateOf(to)}, each under one cause`,
      caveats:
        why.change === null || sum === why.change
          ? []
          : [
              `The causes add up to ${formatChange(sum)}, the total moved by ${formatChange(why.change)}: ${formatChange(why.change - sum)} has no cause that is told.`,
            ],
      inputs: [from, ...told, to],
      chart: {
        kind: "changes",
        changes: {
          title: "DANE domains by cause: gained less lost",
          rows: causes.map(({ cause, change: moved }) => ({
            ...{ id: cause, label: DANE_CAUSE_WORDS[cause], value: moved },
          })),
        },
      },
      said: `${inDate(to)}, the largest cause of change in DANE domains since ${dateOf(from)} was “${words}”: ${formatCount(most.gained)} gained, ${formatCount(most.lost)} lost, according to the ${daneChanges.source.name}.`,
    },
    to,
  );
}

/** What `/why` shows: the change between two releases, split by provider, and by cause where it is known. */
export async function whyFigures(
  db: Db,
  state: PageQuery<"/why">,
): Promise<Result<WhyFigures, NoWhy>> {
  const found = await whyMoved(db, state);
  if (!found.ok) return err(found.error);
  const { from, to } = found.value;
  const causes = await causesBetween(db, from, to);
  const figures = [
    splitFigure(found.value),
    causes === null ? null : causesFigure(found.value, causes),
    providersFigure(found.value),
  ];
  return ok({
    why: found.value,
    sides: found.sides,
    figures: figures.filter((figure) => figure !== null),
  });
}
