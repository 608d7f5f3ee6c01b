import { asc } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { optOuts } from "@/db/schema/checks";
import { OptOut } from "@/lib/model/opt-out";

/** More than this are not read; whoever keeps so many wants another way. */
const MOST_OPT_OUTS = 10_000;

/** All wishes not to be checked, oldest first. */
export async function listOptOuts(db: Db): Promise<OptOut[]> {
  const rows = await db
    .select({ kind: optOuts.kind, value: optOuts.value })
    .from(optOuts)
    .orderBy(asc(optOuts.createdAt))
    .limit(MOST_OPT_OUTS);
  return z.array(OptOut).parse(rows);
}

/** Enters a wish; one that is there already stays as it is. */
export async function addOptOut(db: Db, optOut: OptOut, note: string | null = null): Promise<void> {
  await db
    .insert(optOuts)
    .values({ ...optOut, note })
    .onConflictDoNothing();
}
