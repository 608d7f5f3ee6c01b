import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { databaseAt, type Template } from "./templates";

/**
 * A database of its own for one test file, in the run's throw-away cluster; the cluster takes it
 * along when the run ends.
 *
 * @param contents `migrated` has the schema, `loaded` the published history too, `empty` nothing.
 */
export async function testDatabase(contents: Template = "migrated"): Promise<{ url: string }> {
  const clusterUrl = inject("clusterUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const sql = postgres(clusterUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`create database ${sql(name)} template ${sql(contents)} strategy file_copy`;
  } finally {
    await sql.end();
  }
  return { url: databaseAt(clusterUrl, name) };
}
