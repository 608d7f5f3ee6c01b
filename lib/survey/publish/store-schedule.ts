import type { Db } from "@/db/client";

/** Any number that nothing else locks: one process begins the daily runs. */
const SCHEDULE_LOCK = 7_677;

/** Does `work` while no other schedule runs on this database; null where one does. */
export async function underScheduleLock<T>(db: Db, work: () => Promise<T>): Promise<T | null> {
  const connection = await db.$client.reserve();
  try {
    const [row] = await connection`select pg_try_advisory_lock(${SCHEDULE_LOCK}) as locked`;
    if (row?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${SCHEDULE_LOCK})`;
    }
  } finally {
    connection.release();
  }
}

/** Whether the run of a day was published, or held by what was found; figures not had are tried for again. */
export async function isConcluded(db: Db, day: string): Promise<boolean> {
  const [row] = await db.$client<{ concluded: boolean }[]>`
    select exists (
      select from scan.runs r join tally.publications p on p.run = r.id
      where r.day = ${day} and p.release is not null
        and p.state in ('published', 'published_with_flags', 'held')
    ) as concluded`;
  return row?.concluded === true;
}
