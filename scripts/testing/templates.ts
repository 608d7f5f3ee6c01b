import postgres from "postgres";
import { migrate } from "@/db/migrate";
import { loadHistory } from "@/lib/survey/publish/history/load-history";

/** What a test's database is copied from: making each once makes a copy cost milliseconds. */
export type Template = "empty" | "migrated" | "loaded";

/** The same server, another database. */
export function databaseAt(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes the templates of a run, once, before any test can ask for a copy. */
export async function makeTemplates(clusterUrl: string): Promise<void> {
  const create = async (name: Template, template: string) => {
    const sql = postgres(clusterUrl, { max: 1, onnotice: () => {} });
    await sql`create database ${sql(name)} template ${sql(template)}`;
    await sql.end();
    return databaseAt(clusterUrl, name);
  };
  await create("empty", "template0");
  const migrated = await migrate(await create("migrated", "empty"));
  if (!migrated.ok) throw new Error(migrated.error.message);
  const loaded = await loadHistory(await create("loaded", "migrated"), "db/history");
  if (!loaded.ok) throw new Error(loaded.error.message);
}
