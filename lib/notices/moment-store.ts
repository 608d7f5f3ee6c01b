import { type SQL, sql } from "drizzle-orm";

/** A moment in SQL. @param ms Unix time in milliseconds. */
export const moment = (ms: number): SQL => sql`to_timestamp(${ms / 1000}::float8)`;

/** The same the other way: a column as Unix time in milliseconds, to select. */
export const msOf = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;
