import path from "node:path";
import type { Db } from "@/db/client";
import { type DuckDb, sqlText } from "./duckdb";
import {
  RECOUNT_QUESTIONS,
  type Recount,
  type RecountQuestion,
  recountOf,
  SNAPSHOT_FILES,
} from "./recount";
import { rowsOf } from "./store";

/** What was published, in the form in which engines answer. */
export async function publishedRecount(
  db: Db,
  { release, revision }: { release: string; revision: number },
  question: RecountQuestion,
): Promise<Recount> {
  const rows = await rowsOf(db, release, revision, question.dataset);
  return recountOf(
    question,
    rows.map(({ dimensions, measures }) => ({ ...dimensions, ...measures })),
  );
}

/** Every question, by dataset, answered by DuckDB from a snapshot's files. */
export async function recountByDuckDb(
  duck: DuckDb,
  folder: string,
): Promise<Record<string, Recount>> {
  for (const [table, files] of Object.entries(SNAPSHOT_FILES))
    await duck.run(
      `create or replace view ${table} as from read_parquet(${sqlText(path.join(folder, files))})`,
    );
  const answers: Record<string, Recount> = {};
  for (const question of RECOUNT_QUESTIONS)
    answers[question.dataset] = recountOf(question, await duck.rows(question.sql));
  return answers;
}

/** What ClickHouse is told before the questions: the same files under the same names. */
export const clickHouseTables = (folder: string): string[] => [
  // Else a row that a join does not find has zeros and empty texts, and not nulls.
  "set join_use_nulls = 1",
  // Else a sum that is called as its column is taken for a sum of itself.
  "set prefer_column_name_to_alias = 1",
  ...Object.entries(SNAPSHOT_FILES).map(
    ([table, files]) =>
      `create view ${table} as select * from file(${sqlText(path.join(folder, files))}, 'Parquet')`,
  ),
];
