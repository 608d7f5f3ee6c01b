import { availableParallelism } from "node:os";
import { err, ok, type Result } from "@/lib/result";

/** Memory that DuckDB may take; more goes to files beside what it writes. */
const MEMORY = "512MB";
const MOST_THREADS = 2;

/** A value that a question came to. */
export type DuckValue = string | number | bigint | boolean | null;

/** An in-process DuckDB that sees one folder and nothing else of the machine. */
export type DuckDb = {
  /** Its name and version. */
  version: string;
  run: (sql: string) => Promise<void>;
  /** The rows of a question; integers of 64 bits are `bigint`. */
  rows: (sql: string) => Promise<Record<string, DuckValue>[]>;
  close: () => void;
};

/** DuckDB's program is not there for this platform, or was left out when packages were installed. */
export type NoDuckDb = { code: "no_duckdb"; detail: string };

/** A text as SQL writes it. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Opens a DuckDB in memory. It is loaded here and not with the module, as it is 70 MB: only who exports
 * has it in memory.
 *
 * @param folder the only one it may read and write; what does not fit into memory goes there too.
 */
export async function openDuckDb(folder: string): Promise<Result<DuckDb, NoDuckDb>> {
  let api: typeof import("@duckdb/node-api");
  try {
    api = await import("@duckdb/node-api");
  } catch (cause) {
    return err({
      code: "no_duckdb",
      detail: String((cause as Error).message).split("\n")[0] ?? "",
    });
  }
  const instance = await api.DuckDBInstance.create(":memory:", {
    threads: String(Math.min(MOST_THREADS, availableParallelism())),
    memory_limit: MEMORY,
    // Nothing is fetched from elsewhere: what is needed is built in.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  for (const setting of [
    // The order of rows is a part of what is promised: equal content, equal bytes.
    "preserve_insertion_order = true",
    `allowed_directories = [${sqlText(`${folder}/`)}]`,
    `temp_directory = ${sqlText(`${folder}/spill`)}`,
    "enable_external_access = false",
    "lock_configuration = true",
  ])
    await connection.run(`set ${setting}`);
  return ok({
    version: `DuckDB ${api.version()}`,
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, DuckValue>[],
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  });
}
