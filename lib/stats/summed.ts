import { and, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { figures } from "@/db/schema/published";
import type { Columns } from "@/lib/model/column";
import type { Dataset, RowOf } from "@/lib/model/dataset";
import type { PlacedTable } from "./releases";

/** Groups that are told apart at most; a chart shows the first of them. */
const MAX_GROUPS = 1_000;

/** The dimensions that rows were added up by, with the sum of the measure. */
export type SummedRow<S extends Dataset, D extends keyof S["dimensions"] & string> = Pick<
  RowOf<S>,
  D & keyof RowOf<S>
> & { sum: number };

/**
 * A table's rows that agree in these dimensions, added up, the largest sum first. For tables with a line
 * for each TLD, of which a page tells the whole.
 *
 * @param measure one that may be added: a count of things of which none is in two rows.
 */
export async function summedBy<S extends Dataset, D extends keyof S["dimensions"] & string>(
  db: Db,
  dataset: S,
  { release, revision, edition }: Pick<PlacedTable, "release" | "revision" | "edition">,
  dimensions: readonly D[],
  measure: keyof S["measures"] & string,
): Promise<SummedRow<S, D>[]> {
  const by = dimensions.map((name): SQL => sql`${figures.dimensions} -> ${name}::text`);
  const rows = await db
    .select({
      group: sql<Record<string, unknown>>`jsonb_build_object(${sql.join(
        dimensions.map((name, at) => sql`${name}::text, ${by[at]}`),
        sql`, `,
      )})`,
      sum: sql<number>`coalesce(sum((${figures.measures} ->> ${measure}::text)::float8), 0)`.as(
        "sum",
      ),
    })
    .from(figures)
    .where(
      and(
        eq(figures.dataset, dataset.id),
        eq(figures.release, release),
        eq(figures.revision, revision),
        eq(figures.edition, edition),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`sum desc, 1`)
    .limit(MAX_GROUPS);
  const columns: Columns = dataset.dimensions;
  const schema = z.object(
    Object.fromEntries(dimensions.map((name) => [name, columns[name]?.schema ?? z.never()])),
  );
  return rows.map(({ group, sum }) => ({ ...schema.parse(group), sum: Number(sum) })) as SummedRow<
    S,
    D
  >[];
}
