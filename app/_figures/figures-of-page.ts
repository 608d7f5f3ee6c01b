import type { Db } from "@/db/client";
import { type FilePage, NAMED_FILE_SECTIONS } from "@/lib/model/page-files";
import {
  type PagePath,
  type PageQuery,
  parsePageQuery,
  type QueryParameters,
  type QueryProblem,
} from "@/lib/model/page-query";
import { err, ok, type Result } from "@/lib/result";
import { hasProviderFacts } from "@/lib/stats/provider-facts";
import { isKnownTld, tldAsciiOf } from "@/lib/stats/tlds";
import { dayRange } from "@/lib/stats/trends";
import type { NoWhy } from "@/lib/stats/why";
import { compareFigures, type UnknownSeries } from "./compare";
import { dnssecFigures } from "./dnssec";
import { geoipFigures } from "./geoip";
import type { PageFigure } from "./page-figure";
import { problemFigures } from "./problems";
import { oneProviderFigures } from "./provider";
import { providerFigures } from "./providers";
import { reliabilityFigures } from "./reliability";
import { starttlsFigures } from "./starttls";
import { oneTldFigures } from "./tld";
import { tldFigures } from "./tlds";
import { trendFigures } from "./trends";
import { ownTrends } from "./trends-own";
import { wellKnownFigures } from "./well-known";
import { whyFigures } from "./why";

/** Why a page has no figures to give. */
export type NoFigures =
  | { code: "bad_query"; problems: QueryProblem[] }
  | { code: "unknown_tld"; name: string }
  | { code: "unknown_provider"; name: string }
  | UnknownSeries
  | UnknownRelease;

/** A release that has nothing of what a page shows, with those that have. */
export interface UnknownRelease extends Extract<NoWhy, { code: "unknown_release" }> {
  /** What it has nothing of. */
  of: string;
}

/** The release that a state names, where it is none of those that have such figures. */
function unknownRelease(
  id: string | undefined,
  having: readonly { release: string }[],
  of: string,
): Result<never, UnknownRelease> | null {
  const ids = [...new Set(having.map(({ release }) => release))];
  return id === undefined || ids.includes(id)
    ? null
    : err({ code: "unknown_release", id, ids, of });
}

const present = (figures: readonly (PageFigure | null)[]): PageFigure[] =>
  figures.filter((figure) => figure !== null);

/** Asks for a page's figures; the state was parsed by the page's own schema. */
const PAGES: Record<
  Exclude<FilePage, "/compare" | "/why" | "/providers" | "/geoip">,
  (db: Db, state: never) => Promise<PageFigure[]>
> = {
  "/trends": async (db, state: PageQuery<"/trends">) => [
    ...(await trendFigures(db, state)).figures,
    ...(await ownTrends(db, dayRange(state.start, state.end))),
  ],
  "/tlds": async (db, state: PageQuery<"/tlds">) => {
    const { figures } = await tldFigures(db, state);
    return present([figures.ranking, figures.survey, figures.counts, figures.bands]);
  },
  "/dnssec": async (db) => {
    const { figures, ours, awaited } = await dnssecFigures(db);
    return present([ours, ...awaited.map(({ figure }) => figure), ...figures]);
  },
  "/reliability": async (db) => {
    const { figures, own } = await reliabilityFigures(db);
    return [...figures, ...own];
  },
  "/problems": async (db, state: PageQuery<"/problems">) => {
    const { faults, operators, hosts, reports } = await problemFigures(db, state);
    return present([faults, operators, hosts, reports]);
  },
  "/well-known": async (db, state: PageQuery<"/well-known">) =>
    present([(await wellKnownFigures(db, state))?.figure ?? null]),
  "/starttls": async (db) => {
    const { encryption, domains } = await starttlsFigures(db);
    return present([encryption, ...domains]);
  },
};

async function namedFigures(
  db: Db,
  section: (typeof NAMED_FILE_SECTIONS)[number],
  name: string,
): Promise<Result<PageFigure[], NoFigures>> {
  if (section === "/tlds") {
    const tld = tldAsciiOf(name);
    if (tld === null || !isKnownTld(tld)) return err({ code: "unknown_tld", name });
    return ok((await oneTldFigures(db, tld)).figures);
  }
  const zone = name.toLowerCase().replace(/\.$/, "");
  const { facts, figures } = await oneProviderFigures(db, zone);
  return hasProviderFacts(facts) ? ok(figures) : err({ code: "unknown_provider", name });
}

/**
 * The figures that a page shows in a state, in the page's order: the page itself is made of them.
 *
 * @param page a path that has files, names in it decoded.
 */
export async function figuresOfPage(
  db: Db,
  page: string,
  parameters: QueryParameters,
): Promise<Result<PageFigure[], NoFigures>> {
  const parsed = parsePageQuery(page as PagePath, parameters);
  if (!parsed.ok) return err({ code: "bad_query", problems: parsed.error });
  const section = NAMED_FILE_SECTIONS.find((one) => page.startsWith(`${one}/`));
  if (section !== undefined) return namedFigures(db, section, page.slice(section.length + 1));
  if (page === "/compare") {
    const compared = await compareFigures(db, parsed.value as PageQuery<"/compare">);
    return compared.ok ? ok(compared.value.figures) : compared;
  }
  if (page === "/why") {
    const why = await whyFigures(db, parsed.value as PageQuery<"/why">);
    if (why.ok) return ok(why.value.figures);
    return why.error.code === "too_few"
      ? ok([])
      : err({ ...why.error, of: "DANE domains or providers" });
  }
  if (page === "/providers") {
    const state = parsed.value as PageQuery<"/providers">;
    const { lists, figures } = await providerFigures(db, state);
    const { list, counts, ranks, almost, own, index } = figures;
    return (
      unknownRelease(state.list, lists, "a list of providers") ??
      ok(present([list, counts, ranks, almost, ...own, index]))
    );
  }
  if (page === "/geoip") {
    const state = parsed.value as PageQuery<"/geoip">;
    const { tables, families } = await geoipFigures(db, state);
    return (
      unknownRelease(state.release, tables, "addresses by country") ??
      ok(families.map(({ figure }) => figure))
    );
  }
  return ok(await PAGES[page as keyof typeof PAGES](db, parsed.value as never));
}
