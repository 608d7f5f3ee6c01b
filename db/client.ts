import { connect as connectTcp, type Socket } from "node:net";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/** A pool of connections with Drizzle's query builder on top. */
export type Db = PostgresJsDatabase & { $client: postgres.Sql };

export interface ConnectOptions {
  /** Largest number of connections; 10 unless told. */
  maxConnections?: number;
  /** Gives up connecting after this long; 5 s unless told. */
  connectTimeoutSeconds?: number;
  /** Cancels any statement that runs longer; 10 s unless told, 0 for no limit. */
  statementTimeoutMs?: number;
  applicationName?: string;
  /**
   * Sends at once what would wait for the answer to the packet before (TCP_NODELAY): for who writes
   * statements of many packets. Of several hosts in the URL the first is used.
   */
  noDelay?: boolean;
}

/** How postgres.js, whose types lack it, asks for a socket of its own. */
type SocketSource = { socket?: (target: SocketTarget) => Promise<Socket> };
type SocketTarget = { host: string[]; port: number[]; path: string | false };

/** A connected socket without Nagle's delay; a Unix socket has none anyway. */
const promptSocket = ({ host, port, path }: SocketTarget, timeoutMs: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = path
      ? connectTcp({ path })
      : connectTcp({ host: host[0] ?? "localhost", port: port[0] ?? 5432, noDelay: true });
    const timer = setTimeout(() => socket.destroy(new Error("CONNECT_TIMEOUT")), timeoutMs);
    socket.once("error", (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });

/**
 * Opens a lazy pool: no connection is made before the first query.
 *
 * A query that ends in `.prepare(…).execute()` is parsed once a connection and then costs one message
 * instead of two. Postgres.js keeps every such text, so only queries of few shapes may.
 *
 * @param url `postgres://…`; the caller ends the pool with `db.$client.end()`.
 */
export function connect(url: string, options: ConnectOptions = {}): Db {
  const timeoutSeconds = options.connectTimeoutSeconds ?? 5;
  const prompt: SocketSource = options.noDelay
    ? { socket: (target) => promptSocket(target, timeoutSeconds * 1_000) }
    : {};
  const client = postgres(url, {
    ...prompt,
    max: options.maxConnections ?? 10,
    connect_timeout: timeoutSeconds,
    onnotice: () => {},
    // postgres.js waits up to 20 s between attempts; a database that is back should be used at once.
    backoff: (attempts: number) => Math.min(0.05 * 2 ** attempts, 1),
    // Dates stay the strings they are in the model: a Date would move them between time zones.
    types: { date: { to: 1082, from: [1082], serialize: String, parse: String } },
    connection: {
      application_name: options.applicationName ?? "dane-stats",
      statement_timeout: options.statementTimeoutMs ?? 10_000,
    },
  });
  return drizzle({ client });
}
