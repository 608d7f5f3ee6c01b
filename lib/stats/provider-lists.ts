import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures } from "@/db/schema/published";
import { daysBetween, JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import type { RowOf } from "@/lib/model/dataset";
import { topProviders } from "@/lib/model/datasets/providers";
import { figuresOf, isCurrentRevision } from "./figures";
import { baseOf } from "./horizon";
import type { Change } from "./points";
import { listTables } from "./releases";
import { remembered } from "./remembered";

type Row = RowOf<typeof topProviders>;

/** One published list of providers, without what is in it: there may be one a day, of a thousand lines. */
export interface ProviderListHead
  extends Pick<
    Row,
    "release" | "revision" | "edition" | "kind" | "asOf" | "asOfPrecision" | "asOfNotBefore"
  > {
  /** Providers that it names. */
  size: number;
  /** False for a list that was read or published in part. */
  whole: boolean;
}

/** One line of a provider ranking, with its change since the list before. */
export interface RankedProvider {
  provider: string;
  rank: number;
  domains: number;
  share: number | null;
  /** Null where the list before is over 62 days older or does not name the provider. */
  change: Change | null;
}

/** One published list of providers. */
export interface ProviderList extends ProviderListHead {
  rows: RankedProvider[];
}

const Size = z.object({
  release: z.string(),
  revision: z.int(),
  edition: z.string(),
  size: z.int(),
  whole: z.boolean(),
});
const listKey = ({ release, revision, edition }: Pick<Row, "release" | "revision" | "edition">) =>
  `${release}/${revision}/${edition}`;

/** Lines of each list, and whether it is whole, by its key; a row a list. */
async function listSizes(db: Db): Promise<Map<string, z.infer<typeof Size>>> {
  const rows = await db
    .select({
      release: figures.release,
      revision: figures.revision,
      edition: figures.edition,
      size: sql<number>`count(*)::int`,
      whole: sql<boolean>`not bool_or('i' = any(${figures.flags}))`,
    })
    .from(figures)
    .innerJoin(currentRevisions, isCurrentRevision)
    .where(eq(figures.dataset, topProviders.id))
    .groupBy(figures.release, figures.revision, figures.edition);
  return new Map(
    z
      .array(Size)
      .parse(rows)
      .map((row) => [listKey(row), row]),
  );
}

/** Every published list of top DANE providers, oldest first, the undated ones last. */
export async function providerListHeads(handle: Db): Promise<ProviderListHead[]> {
  const db = baseOf(handle);
  const [tables, sizes] = await Promise.all([
    listTables(handle, { dataset: topProviders.id }),
    remembered(db, ["provider list sizes"], () => listSizes(db)),
  ]);
  const heads = tables.flatMap((table): ProviderListHead[] => {
    const { release, revision, edition, kind, asOf, asOfPrecision, asOfNotBefore } = table;
    const sized = sizes.get(listKey(table));
    if (sized === undefined) return [];
    const { size, whole } = sized;
    return [{ release, revision, edition, kind, asOf, asOfPrecision, asOfNotBefore, size, whole }];
  });
  const place = ({ asOf, asOfNotBefore, release, edition }: ProviderListHead) =>
    `${asOf ?? "9999"} ${asOfNotBefore ?? "9999"} ${release} ${edition}`;
  return heads.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

const rowsOfList = (db: Db, { release, revision, edition }: ProviderListHead): Promise<Row[]> =>
  figuresOf(db, topProviders, { release, revision, edition });

/**
 * One list with its lines and their changes since the dated list before it.
 *
 * @param heads all lists, as `providerListHeads` gives them.
 */
export async function providerList(
  db: Db,
  heads: readonly ProviderListHead[],
  head: ProviderListHead,
): Promise<ProviderList> {
  const key = listKey(head);
  const at = heads.findIndex((one) => listKey(one) === key);
  const last = heads.slice(0, Math.max(at, 0)).findLast(({ asOf }) => asOf !== null);
  // Somebody else counts something else: there is no change between two lists of different kinds.
  const before = last?.kind === head.kind ? last : undefined;
  const [rows, earlier] = await Promise.all([
    rowsOfList(db, head),
    before === undefined ? [] : rowsOfList(db, before),
  ]);
  const domainsBefore = new Map(earlier.map(({ provider, domains }) => [provider, domains ?? 0]));
  return {
    ...head,
    rows: rows.map(({ provider, rank, domains, share }) => ({
      ...{ provider, rank: rank ?? 0, domains: domains ?? 0, share },
      change: changeSince(before, head, domainsBefore.get(provider), domains),
    })),
  };
}

function changeSince(
  before: ProviderListHead | undefined,
  { asOf }: ProviderListHead,
  earlier: number | undefined,
  domains: number | null,
): Change | null {
  if (before === undefined || before.asOf === null || asOf === null) return null;
  if (earlier === undefined || domains === null) return null;
  const days = daysBetween(before.asOf, asOf);
  if (days > JOINED_WITHIN_DAYS) return null;
  return {
    ...{ since: before.asOf, sincePrecision: before.asOfPrecision, days },
    absolute: domains - earlier,
    relative: earlier === 0 ? null : domains / earlier - 1,
  };
}

/** The latest dated list; null where there is none. */
export async function latestProviderList(
  db: Db,
  heads: readonly ProviderListHead[],
): Promise<ProviderList | null> {
  const latest = heads.findLast(({ asOf }) => asOf !== null);
  return latest === undefined ? null : providerList(db, heads, latest);
}
