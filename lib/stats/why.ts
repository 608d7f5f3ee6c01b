import type { Db } from "@/db/client";
import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { RowOf } from "@/lib/model/dataset";
import { daneDomains } from "@/lib/model/datasets/dane";
import { topProviders } from "@/lib/model/datasets/providers";
import { SERIES_EVENTS, type SeriesEvent } from "@/lib/model/events";
import { figuresOf } from "./figures";
import { type ProviderListHead, providerListHeads } from "./provider-lists";

/** What one release says of the number of DANE domains, and whether it says who hosts them. */
export interface WhyHead {
  release: string;
  revision: number;
  /** Only releases of one kind have a change between them. */
  kind: Total["kind"];
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
  asOfNotBefore: IsoDate | null;
  /** All DANE domains; null where the release gives no exact number. */
  total: number | null;
  /** Whether it has a list of providers, and whether that was published and read to its end. */
  hasList: boolean;
  whole: boolean;
}

/** A release with who hosts the domains. */
export interface WhySide extends WhyHead {
  /** Providers of its list with their domains; null where it has none. */
  providers: ReadonlyMap<string, number> | null;
}

/** One provider's part of a change. */
export interface ProviderChange {
  provider: string;
  status: "both" | "new" | "lost";
  before: number | null;
  after: number | null;
  /** Exact where both lists name it, else null. */
  change: number | null;
  /** What it can have been at least and at most; null where a list was read in part, so nobody knows. */
  leastChange: number | null;
  mostChange: number | null;
}

/** A change of the total, split by provider as far as the lists go. */
export interface Why {
  from: WhySide;
  to: WhySide;
  /** Null where one side has no total. */
  change: number | null;
  /** Largest first: those that both lists name, then the new, then the lost. */
  providers: ProviderChange[];
  /** Sum of the exact changes; null where a list is missing. */
  explained: number | null;
  /** What is left: at providers that a list does not name, and domains that count at several. */
  remainder: number | null;
  /** Stated causes that are dated after the one and not after the other. */
  events: SeriesEvent[];
}

/** Why there is nothing to say. */
export type NoWhy = { code: "unknown_release"; id: string; ids: string[] } | { code: "too_few" };

type Total = RowOf<typeof daneDomains>;

function headsOf(totals: readonly Total[], lists: readonly ProviderListHead[]): WhyHead[] {
  const heads = new Map<string, Total | ProviderListHead>();
  for (const row of [...totals, ...lists]) if (!heads.has(row.release)) heads.set(row.release, row);
  return [...heads.values()].map(
    ({ release, revision, kind, asOf, asOfPrecision, asOfNotBefore }): WhyHead => {
      const total = totals.find((row) => row.release === release);
      const list = lists.find((one) => one.release === release);
      return {
        ...{ release, revision, kind, asOf, asOfPrecision, asOfNotBefore },
        total: total === undefined || total.flags.includes("l") ? null : total.domains,
        hasList: list !== undefined,
        whole: list?.whole === true,
      };
    },
  );
}

/** A provider that a whole list does not name had no more domains than the last that it does. */
const mostUnlisted = ({ providers, whole }: WhySide): number | null =>
  !whole || providers === null ? null : Math.min(...providers.values());

/** The change at each provider that one of the lists names. */
export function providerChanges(from: WhySide, to: WhySide): ProviderChange[] {
  if (from.providers === null || to.providers === null || from.kind !== to.kind) return [];
  const [unseenBefore, unseenAfter] = [mostUnlisted(from), mostUnlisted(to)];
  const names = new Set([...from.providers.keys(), ...to.providers.keys()]);
  const changes = [...names].map((provider): ProviderChange => {
    const before = from.providers?.get(provider) ?? null;
    const after = to.providers?.get(provider) ?? null;
    if (before !== null && after !== null) {
      const change = after - before;
      const bounds = { leastChange: change, mostChange: change };
      return { provider, status: "both", before, after, change, ...bounds };
    }
    if (after !== null)
      return {
        ...{ provider, status: "new", before, after, change: null, mostChange: after },
        leastChange: unseenBefore === null ? null : after - unseenBefore,
      };
    return {
      ...{ provider, status: "lost", before, after, change: null, leastChange: -(before ?? 0) },
      mostChange: unseenAfter === null ? null : unseenAfter - (before ?? 0),
    };
  });
  const order = { both: 0, new: 1, lost: 2 };
  const size = ({ change, before, after }: ProviderChange) =>
    Math.abs(change ?? after ?? before ?? 0);
  return changes.sort((a, b) => order[a.status] - order[b.status] || size(b) - size(a));
}

/** Splits the change between two releases; there is none where others counted the one, and we the other. */
export function whyBetween(from: WhySide, to: WhySide): Why {
  const providers = providerChanges(from, to);
  const isOneSeries = from.kind === to.kind;
  const change =
    from.total === null || to.total === null || !isOneSeries ? null : to.total - from.total;
  const explained =
    from.providers === null || to.providers === null || !isOneSeries
      ? null
      : providers.reduce((sum, one) => sum + (one.change ?? 0), 0);
  const [first = "", last = ""] = [from.asOf ?? "", to.asOf ?? ""].sort();
  return {
    ...{ from, to, change, providers, explained },
    remainder: change === null || explained === null ? null : change - explained,
    events: SERIES_EVENTS.filter(
      ({ date, datasets }) =>
        date !== null &&
        date > first &&
        date <= last &&
        datasets.some((id) => id === daneDomains.id || id === topProviders.id),
    ),
  };
}

/** Releases that say something about DANE domains or who hosts them, oldest first, undated last. */
export async function whySides(db: Db): Promise<WhyHead[]> {
  const [totals, lists] = await Promise.all([figuresOf(db, daneDomains), providerListHeads(db)]);
  const day = ({ asOf, asOfNotBefore }: WhyHead) => asOf ?? `9999 ${asOfNotBefore}`;
  return headsOf(totals, lists).sort((a, b) => (day(a) < day(b) ? -1 : 1));
}

/** The release with the lines of its list. */
async function withProviders(db: Db, head: WhyHead): Promise<WhySide> {
  if (!head.hasList) return { ...head, providers: null };
  const { release, revision } = head;
  const rows = await figuresOf(db, topProviders, { release, revision });
  return {
    ...head,
    providers: new Map(rows.map(({ provider, domains }) => [provider, domains ?? 0])),
  };
}

/**
 * Why the number of DANE domains moved from one release to another.
 *
 * @param asked ids; without them the last two dated releases of one kind that have a list of providers.
 */
export async function whyMoved(
  db: Db,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<{ ok: true; value: Why; sides: WhyHead[] } | { ok: false; error: NoWhy }> {
  const sides = await whySides(db);
  const ids = sides.map(({ release }) => release);
  for (const id of [asked.from, asked.to])
    if (id !== undefined && !ids.includes(id))
      return { ok: false, error: { code: "unknown_release", id, ids } };
  const split = sides.filter(({ asOf, hasList }) => asOf !== null && hasList);
  const hasBefore = (side: WhyHead, at: number) =>
    split.slice(0, at).some(({ kind }) => kind === side.kind);
  const to =
    sides.find(({ release }) => release === asked.to) ?? split.findLast(hasBefore) ?? split.at(-1);
  const likes = split.filter(({ kind }) => kind === to?.kind);
  const at = to === undefined ? -1 : likes.findIndex(({ release }) => release === to.release);
  const from =
    sides.find(({ release }) => release === asked.from) ??
    (at === -1 ? likes.at(-1) : (likes[at - 1] ?? likes[at + 1]));
  if (from === undefined || to === undefined) return { ok: false, error: { code: "too_few" } };
  const [before, after] = await Promise.all([withProviders(db, from), withProviders(db, to)]);
  return { ok: true, value: whyBetween(before, after), sides };
}
