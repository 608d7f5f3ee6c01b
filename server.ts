import { readFileSync } from "node:fs";
import path from "node:path";
import next from "next";
import pino from "pino";
import { z } from "zod";
import { answeredAsOf } from "@/lib/as-of";
import type { Env } from "@/lib/env";
import { datedPath } from "@/lib/model/dated-address";
import { err, ok, type Result } from "@/lib/result";
import { watchDatabase } from "@/lib/serving/database-watch";
import {
  closeHttpServer,
  createHttpServer,
  type ListenError,
  listen,
} from "@/lib/serving/http-server";
import { pageFileUrl } from "@/lib/serving/page-files";
import { askHandler } from "@/lib/serving/questions";
import { ReleaseFiles } from "@/lib/serving/release-files";
import { makeReportsWithoutLookUps } from "@/lib/serving/reports";
import { createRequestIds } from "@/lib/serving/request-ids";
import { ResponseCache } from "@/lib/serving/response-cache";
import { createSite } from "@/lib/serving/site";
import { forgetAnswers } from "@/lib/stats/remembered";
import { openSiteChecks } from "@/scripts/start/checks";
import { exportsFolder } from "@/scripts/survey/export-folders";

const MS_PER_DAY = 86_400_000;

/** A server that answers at `url`, until it is closed. */
export type RunningServer = { url: string; close(): Promise<void> };

export type ServerError = ListenError | { code: string; message: string };

/**
 * Serves the built site of the working directory: Next, behind the guards and the cache of
 * `lib/serving`.
 *
 * @param databaseUrl what the pages read; the process's `DATABASE_URL` must say the same.
 */
export async function startServer(
  env: Env,
  databaseUrl: string,
): Promise<Result<RunningServer, ServerError>> {
  makeReportsWithoutLookUps();
  const log = pino({ level: env.logLevel, base: null });
  const app = next({ dev: false, dir: process.cwd(), hostname: env.host, port: env.port });
  const prepared = app.prepare().then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  const cache = new ResponseCache(env.cacheMaxBytes);
  const database = await watchDatabase({
    url: databaseUrl,
    expectedMigrations: countMigrations(),
    changed: () => {
      // First what pages are made from, so that none made after the flush is out of date.
      forgetAnswers();
      cache.flush();
    },
    log,
  });
  const daily = flushDaily(cache);
  const failure = await prepared;
  if (failure !== undefined) {
    daily.stop();
    await database.close();
    return err({
      code: "not_built",
      message: `The site cannot be served: ${failure.split("\n")[0]}`,
    });
  }
  const checks = await openSiteChecks(env, databaseUrl, log);
  if (!checks.ok) {
    daily.stop();
    await Promise.all([database.close(), app.close()]);
    return checks;
  }
  const handler = app.getRequestHandler();
  const site = createSite({
    files: new ReleaseFiles(exportsFolder(env)),
    live: checks.value.live,
    ask: askHandler((request, response) => handler(request, response), env.publicUrl),
    cache,
    database,
    requestIds: createRequestIds(env.trustedProxies),
    log,
    overTls: env.publicUrl.startsWith("https:"),
    slowRequestMs: env.slowRequestMs,
  });
  const server = createHttpServer(site);
  const listening = await listen(server, env);
  const close = async () => {
    daily.stop();
    // First, as streams end with it, and the checks of this process go back to the queue.
    await checks.value.close();
    if (listening.ok) await closeHttpServer(server);
    await Promise.all([database.close(), app.close()]);
  };
  if (listening.ok) return ok({ url: listening.value, close });
  await close();
  return listening;
}

/**
 * Serves the sources as they are being edited: Next's development mode, which nothing of ours may
 * cache or restrict. Only the live check, which Next knows nothing of, is answered before it.
 */
export async function startDevServer(
  env: Env,
  databaseUrl: string,
): Promise<Result<RunningServer, ServerError>> {
  const log = pino({ level: env.logLevel, base: null });
  const checks = await openSiteChecks(env, databaseUrl, log);
  if (!checks.ok) return checks;
  const { live } = checks.value;
  const files = new ReleaseFiles(exportsFolder(env));
  const liveSite = createSite({
    files,
    live,
    ask: askHandler((request, response) => handler(request, response), env.publicUrl),
    cache: new ResponseCache(0),
    database: {
      isReachable: () => true,
      check: async () => true,
      isSettled: () => true,
      unreadiness: async () => [],
    },
    requestIds: createRequestIds(env.trustedProxies),
    log,
    overTls: false,
    slowRequestMs: env.slowRequestMs,
  });
  const server = createHttpServer((request, response) => {
    const [path = "", query] = (request.url ?? "").split("?", 2);
    if (live.takes(path) || files.takes(path)) {
      liveSite(request, response);
      return;
    }
    const search = query === undefined ? "" : `?${query}`;
    const dated = datedPath(path, new Date().toISOString().slice(0, 10));
    const plain = dated === undefined || "bad" in dated ? path : dated.path;
    request.url = pageFileUrl(plain, search) ?? plain + search;
    const answer = () => void handler(request, response);
    if (dated === undefined || "bad" in dated) answer();
    else answeredAsOf({ day: dated.day, live: plain + search }, answer);
  });
  const app = next({
    dev: true,
    dir: process.cwd(),
    hostname: env.host,
    port: env.port,
    httpServer: server,
  });
  const handler = app.getRequestHandler();
  await app.prepare();
  const listening = await listen(server, env);
  if (!listening.ok) {
    await checks.value.close();
    return listening;
  }
  const close = async () => {
    await checks.value.close();
    server.closeAllConnections();
    await Promise.all([closeHttpServer(server), app.close()]);
  };
  return ok({ url: listening.value, close });
}

/** Pages say how old their figures are, so none outlives the day (UTC) it was made on. */
function flushDaily(cache: ResponseCache): { stop(): void } {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const now = Date.now();
    timer = setTimeout(
      () => {
        cache.flush();
        wait();
      },
      MS_PER_DAY - (now % MS_PER_DAY) + 1_000,
    ).unref();
  };
  wait();
  return { stop: () => clearTimeout(timer) };
}

/** How many migrations this version has; generated ones are listed in Drizzle's journal. */
function countMigrations(): number {
  const journal = path.join(process.cwd(), "db/migrations/meta/_journal.json");
  return z
    .object({ entries: z.array(z.unknown()) })
    .parse(JSON.parse(readFileSync(journal, "utf8"))).entries.length;
}
