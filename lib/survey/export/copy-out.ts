import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Db } from "@/db/client";

/** A connection in a transaction. */
export type Tx = Parameters<Parameters<Db["$client"]["begin"]>[1]>[0];

/** Writes a query's rows into a file as PostgreSQL's CSV: null is an empty field, an empty text a quoted one. */
export async function copyOut(tx: Tx, query: string, file: string): Promise<void> {
  const rows = await tx.unsafe(`copy (${query}) to stdout (format csv)`).readable();
  await pipeline(rows, createWriteStream(file));
  // postgres.js pauses its socket where rows come faster than they are taken, and resumes it when more
  // are asked for. After the last row nobody asks: the end of the command would never be read.
  rows._read(0);
}
