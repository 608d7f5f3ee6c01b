import path from "node:path";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect } from "./client";

/** Any number that nothing else locks: all programs of this project migrate under it. */
const MIGRATION_LOCK = 7_672;

export type MigrateError = { code: "unreachable" | "migration_failed"; message: string };

/**
 * Brings the database to the newest schema, one process at a time (Drizzle's migrator takes no lock).
 *
 * @param url `postgres://…` of a role that may create schemas.
 * @param folder where the generated migrations are; `db/migrations` below the working directory unless told.
 * @returns how many migrations were applied, 0 when there was nothing to do.
 */
export async function migrate(
  url: string,
  folder: string = path.join(process.cwd(), "db/migrations"),
): Promise<{ ok: true; value: { applied: number } } | { ok: false; error: MigrateError }> {
  const db = connect(url, {
    maxConnections: 1,
    statementTimeoutMs: 0,
    applicationName: "dane-stats migrate",
  });
  const applied = async () => {
    const [row] =
      await db.$client`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
    if (!row?.there) return 0;
    const [counted] = await db.$client`select count(*)::int as n from drizzle.__drizzle_migrations`;
    return Number(counted?.n ?? 0);
  };
  try {
    try {
      await db.$client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    } catch (cause) {
      return { ok: false, error: { code: "unreachable", message: messageOf(cause) } };
    }
    const before = await applied();
    await runMigrations(db, { migrationsFolder: folder });
    return { ok: true, value: { applied: (await applied()) - before } };
  } catch (cause) {
    return { ok: false, error: { code: "migration_failed", message: messageOf(cause) } };
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
