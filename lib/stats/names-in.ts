import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { currentRevisions, figures } from "@/db/schema/published";
import type { Dataset } from "@/lib/model/dataset";
import { isCurrentRevision } from "./figures";
import { baseOf } from "./horizon";
import { remembered } from "./remembered";

const Names = z.array(z.object({ name: z.string() }));

/**
 * Every value that a dimension has in any current revision, in order; as many as there are names, which
 * are thousands at most, however many releases repeat them.
 */
export async function namesIn<S extends Dataset>(
  handle: Db,
  dataset: S,
  dimension: keyof S["dimensions"] & string,
): Promise<string[]> {
  const db = baseOf(handle);
  return remembered(db, ["names", dataset.id, dimension], async () => {
    const rows = await db
      .selectDistinct({ name: sql<string>`${figures.dimensions} ->> ${dimension}`.as("name") })
      .from(figures)
      .innerJoin(currentRevisions, isCurrentRevision)
      .where(eq(figures.dataset, dataset.id))
      .orderBy(sql`name`);
    return Names.parse(rows).map(({ name }) => name);
  });
}
