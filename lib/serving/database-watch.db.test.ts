import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { RELEASE_CHANNEL } from "@/lib/model/release";
import { startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";
import { testDatabase } from "@/scripts/testing/test-database";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import { type DatabaseWatch, watchDatabase } from "./database-watch";

let watch: DatabaseWatch | undefined;
afterEach(() => watch?.close());
const log = { warn: () => {}, info: () => {} };

test("a publication is heard, and so is the first connection", async () => {
  const { url } = await testDatabase("loaded");
  const changed = vi.fn();
  watch = await watchDatabase({ url, expectedMigrations: 1, changed, log });
  expect(changed).toHaveBeenCalledTimes(1);
  const db = connect(url, { maxConnections: 1 });
  await db.$client`select pg_notify(${RELEASE_CHANNEL}, '{}')`;
  await db.$client.end();
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
  expect(await watch.unreadiness()).toEqual([]);
});

test("says what is missing before the site is ready", async () => {
  const { url } = await testDatabase("empty");
  watch = await watchDatabase({ url, expectedMigrations: 2, changed: () => {}, log });
  expect(await watch.unreadiness()).toEqual([
    "2 of 2 migrations are not applied.",
    "No release is published.",
  ]);
  expect((await migrate(url)).ok).toBe(true);
  expect(await watch.unreadiness()).toEqual(["No release is published."]);
});

test("a database that stops is noticed at once, and one that comes back without a restart", async () => {
  const cluster = await startThrowAwayCluster();
  const changed = vi.fn();
  const { url } = cluster;
  watch = await watchDatabase({ url, expectedMigrations: 0, changed, log });
  expect(watch.isReachable()).toBe(true);
  process.kill(cluster.pid, "SIGKILL");
  await vi.waitFor(() => expect(watch?.isReachable()).toBe(false), { timeout: 2_000 });
  expect(await watch.check()).toBe(false);
  expect(await watch.unreadiness()).toEqual(["The database cannot be reached."]);
  expect(changed).toHaveBeenCalledTimes(1);
  await sleep(600);
  const again = await startEmbeddedPostgres({
    dataDir: cluster.dataDir,
    log: () => {},
    durable: false,
    port: Number(new URL(url).port),
  });
  if (!again.ok) throw new Error(again.error.message);
  await vi.waitFor(() => expect(watch?.isReachable()).toBe(true), { timeout: 5_000 });
  expect(changed).toHaveBeenCalledTimes(2);
  await watch.close();
  await again.value.stop();
  await cluster.stop();
});

test("a database that was never there is away, and closing does not hang", async () => {
  watch = await watchDatabase({
    url: "postgres://nobody@127.0.0.1:1/none",
    expectedMigrations: 0,
    changed: () => {},
    log,
  });
  expect(watch.isReachable()).toBe(false);
});
