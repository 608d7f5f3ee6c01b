import postgres from "postgres";

/** One connection that listens, and answers small questions about the database's state. */
export type ListeningConnection = {
  /** Rejects when the database does not answer in time. */
  ping(): Promise<void>;
  /** How many migrations were applied, and how many releases readers can see. */
  counts(): Promise<{ migrations: number; releases: number }>;
  close(): Promise<void>;
};

/** A database that accepts connections answers within this, or counts as away. */
const PATIENCE_MS = 3_000;

/**
 * Connects and listens, or rejects. A connection is never repaired: whoever holds it opens another.
 *
 * @param events `notified` for each notification on the channel, `closed` once when the connection ends.
 */
export async function openListener(
  url: string,
  channel: string,
  events: { notified: () => void; closed: () => void },
): Promise<ListeningConnection> {
  const sql = postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: PATIENCE_MS / 1_000,
    fetch_types: false,
    onnotice: () => {},
    onnotify: events.notified,
    onclose: events.closed,
    connection: { application_name: "dane-stats listener" },
  } as postgres.Options<Record<string, never>>);
  const close = () => sql.end({ timeout: 0 });
  try {
    await within(sql`listen ${sql(channel)}`);
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    close,
    ping: async () => {
      await within(sql`select 1`);
    },
    counts: async () => {
      const [there] = await within(sql`
        select to_regclass('drizzle.__drizzle_migrations') is not null
           and to_regclass('published.current_revisions') is not null as migrated`);
      if (!there?.migrated) return { migrations: 0, releases: 0 };
      const [counted] = await within(sql`
        select (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
               (select count(*)::int from published.current_revisions) as releases`);
      return {
        migrations: Number(counted?.migrations),
        releases: Number(counted?.releases),
      };
    },
  };
}

function within<T>(query: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), PATIENCE_MS);
  });
  return Promise.race([query, late]).finally(() => clearTimeout(timer));
}
