import { processEnv } from "@/lib/env";
import { createHttpServer, listen } from "@/lib/serving/http-server";
import { createRequestIds } from "@/lib/serving/request-ids";
import { ResponseCache } from "@/lib/serving/response-cache";
import { createSite } from "@/lib/serving/site";
import { openSiteChecks } from "@/scripts/start/checks";

// The front server with the live check, as the site has them, and a constant page in place of Next.
const env = processEnv();
if (!env.ok || env.value.databaseUrl === undefined) throw new Error("the settings are wrong");
const log = { error: console.error, warn: console.error };
const checks = await openSiteChecks(env.value, env.value.databaseUrl, log);
if (!checks.ok) throw new Error(checks.error.message);
const body = Buffer.from(`<!doctype html><title>page</title>${"<p>a figure</p>".repeat(3_000)}`);
const server = createHttpServer(
  createSite({
    live: checks.value.live,
    ask: async () => ({
      status: 200,
      headers: new Map([["content-type", "text/html; charset=utf-8"]]),
      body,
    }),
    cache: new ResponseCache(16 * 1_048_576),
    database: {
      isReachable: () => true,
      check: async () => true,
      isSettled: () => true,
      unreadiness: async () => [],
    },
    requestIds: createRequestIds([]),
    log,
    overTls: false,
    slowRequestMs: 60_000,
  }),
);
const listening = await listen(server, { host: "127.0.0.1", port: 0 });
if (!listening.ok) throw new Error(listening.error.message);
console.log(`listening on ${new URL(listening.value).port}`);
