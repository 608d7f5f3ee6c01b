import { and, eq, gt, isNotNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures } from "@/db/schema/published";
import { IsoDate } from "@/lib/model/calendar";
import { topProviders } from "@/lib/model/datasets/providers";
import { isCurrentRevision } from "./figures";
import { baseOf, lastDaySeen } from "./horizon";
import { remembered } from "./remembered";

const ListedProvider = z.object({
  provider: z.string(),
  lists: z.int(),
  firstListed: IsoDate.nullable(),
  firstDomains: z.number(),
  lastListed: IsoDate.nullable(),
  lastRank: z.int(),
  lastDomains: z.number(),
  mostDomains: z.number(),
});
/** A provider as the index lists it: where it first and last stood. */
export type ListedProvider = z.infer<typeof ListedProvider>;

/** Which listings count; everything narrows. */
export interface ListingQuery {
  /** Only dated lists. */
  dated?: boolean;
  /** Only lists after that day. */
  after?: IsoDate;
}

/**
 * Every provider that a list names, by the domains of its last listing; an undated list never stands
 * for the last dated one. Grouped by the database: there may be a list a day, and a thousand lines in
 * each. All providers, which are thousands at most: those with few domains are not named.
 */
export async function listedProviders(
  handle: Db,
  query: ListingQuery = {},
): Promise<ListedProvider[]> {
  const db = baseOf(handle);
  const day = lastDaySeen(handle);
  // Days of a dated page are the visitor's, those of tables are few.
  if (day !== undefined) return askListed(db, query, day);
  const question = ["listed providers", query.dated === true ? "dated" : "all", query.after];
  return remembered(db, question, () => askListed(db, query, undefined));
}

async function askListed(
  db: Db,
  { dated = false, after }: ListingQuery,
  until: IsoDate | undefined,
): Promise<ListedProvider[]> {
  const provider = sql<string>`${figures.dimensions} ->> 'provider'`;
  const domains = sql`coalesce((${figures.measures} ->> 'domains')::float8, 0)`;
  const rank = sql`coalesce((${figures.measures} ->> 'rank')::int, 0)`;
  const oldest = sql`${figures.asOf} asc nulls last, ${figures.release}, ${figures.edition}`;
  const newest = sql`${figures.asOf} desc nulls last, ${figures.release} desc, ${figures.edition} desc`;
  const rows = await db
    .select({
      provider: provider.as("provider"),
      lists: sql<number>`count(*)::int`,
      firstListed: sql<string | null>`min(${figures.asOf})::text`,
      firstDomains: sql<number>`(array_agg(${domains} order by ${oldest}))[1]`,
      lastListed: sql<string | null>`max(${figures.asOf})::text`,
      lastRank: sql<number>`(array_agg(${rank} order by ${newest}))[1]`,
      lastDomains: sql<number>`(array_agg(${domains} order by ${newest}))[1]`.as("last_domains"),
      mostDomains: sql<number>`max(${domains})`,
    })
    .from(figures)
    .innerJoin(currentRevisions, isCurrentRevision)
    .where(
      and(
        eq(figures.dataset, topProviders.id),
        dated || until !== undefined ? isNotNull(figures.asOf) : undefined,
        after === undefined ? undefined : gt(figures.asOf, after),
        until === undefined ? undefined : lte(figures.asOf, until),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`last_domains desc, provider`);
  return z.array(ListedProvider).parse(rows);
}
