import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { optOuts } from "@/db/schema/checks";
import { noticeOptOuts } from "@/db/schema/notices";
import { OptOut, type OptOutScope } from "@/lib/model/opt-out";

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

/** All wishes to get no unasked mail, oldest first. */
export async function listNoticeOptOuts(db: Db): Promise<OptOut[]> {
  const rows = await db
    .select({ kind: noticeOptOuts.kind, value: noticeOptOuts.value })
    .from(noticeOptOuts)
    .orderBy(asc(noticeOptOuts.createdAt))
    .limit(MOST_OPT_OUTS);
  return z.array(OptOut).parse(rows);
}

/** Enters a wish not to be checked; one that is there already stays as it is. */
export async function addOptOut(db: Db, optOut: OptOut, note: string | null = null): Promise<void> {
  await db
    .insert(optOuts)
    .values({ kind: optOut.kind, value: optOut.value, note })
    .onConflictDoNothing();
}

/** Enters a wish for each scope, all or none. @param note how it was shown; never published. */
export async function addOptOuts(
  db: Db,
  { kind, value }: OptOut,
  scopes: readonly OptOutScope[],
  note: string,
): Promise<void> {
  const row = { kind, value, note };
  await db.transaction(async (tx) => {
    if (scopes.includes("scan")) await tx.insert(optOuts).values(row).onConflictDoNothing();
    if (scopes.includes("notices"))
      await tx.insert(noticeOptOuts).values(row).onConflictDoNothing();
  });
}

/** How many names and ranges each kind of wish leaves out, for whoever reads figures of coverage. */
export type OptOutCounts = { domains: number; ranges: number; withoutNotices: number };

/** Counts wishes of either kind. */
export async function countOptOuts(db: Db): Promise<OptOutCounts> {
  const [domains, ranges, withoutNotices] = await Promise.all([
    db.$count(optOuts, eq(optOuts.kind, "domain")),
    db.$count(optOuts, eq(optOuts.kind, "range")),
    db.$count(noticeOptOuts),
  ]);
  return { domains, ranges, withoutNotices };
}
