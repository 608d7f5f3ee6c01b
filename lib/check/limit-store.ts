import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import type { Rate } from "./settings";

/** What is left of a limit after it was used. */
export type Allowance = { remaining: number; resetSeconds: number };
/** When the limit lets one through again, in milliseconds. */
export type Exhausted = { retryAfterMs: number };

type Queries = Pick<Db, "execute">;
const UsedFor = z.array(z.object({ ms: z.coerce.number() }));

/**
 * Counts one use of a limit, in one statement that all processes share (a generic cell rate
 * algorithm: the row says until when the key is used up). A use that is refused counts nothing.
 */
export async function takeFrom(
  db: Queries,
  key: string,
  { burst, everyMs }: Rate,
): Promise<Result<Allowance, Exhausted>> {
  const every = sql`make_interval(secs => ${everyMs / 1000}::float8)`;
  const most = sql`make_interval(secs => ${(everyMs * burst) / 1000}::float8)`;
  const taken = UsedFor.parse(
    await db.execute(sql`
      insert into checks.limits as l (key, used_until)
      values (${key}, clock_timestamp() + ${every})
      on conflict (key) do update
        set used_until = greatest(l.used_until, clock_timestamp()) + ${every}
        where greatest(l.used_until, clock_timestamp()) + ${every} <= clock_timestamp() + ${most}
      returning extract(epoch from used_until - clock_timestamp()) * 1000 as ms`),
  );
  const [used] = taken;
  if (used !== undefined)
    return ok({
      remaining: Math.max(0, Math.floor((everyMs * burst - used.ms) / everyMs)),
      resetSeconds: Math.max(0, Math.ceil(used.ms / 1000)),
    });
  const [until] = UsedFor.parse(
    await db.execute(sql`
      select extract(epoch from used_until - clock_timestamp()) * 1000 as ms
      from checks.limits where key = ${key}`),
  );
  const retryAfterMs = (until?.ms ?? 0) + everyMs - everyMs * burst;
  return err({ retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) });
}

/** Forgets who asked as soon as it no longer counts. */
export async function forgetUnused(db: Queries): Promise<void> {
  await db.execute(sql`delete from checks.limits where used_until < clock_timestamp()`);
}
