import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { CheckEvent } from "@/lib/model/live-check";
import { testDatabase } from "@/scripts/testing/test-database";
import { checkById, latestCheck } from "./check-store";
import { type Checks, openChecks } from "./checks";
import type { CheckSettings } from "./settings";
import { type LoopbackLab, startLoopbackLab } from "./testing/loopback-lab";

let url = "";
let db: Db;
let lab: LoopbackLab;
const opened: Checks[] = [];
const logged: string[] = [];
const log = {
  error: (fields: object, message: string) =>
    void logged.push(`${message} ${String(Object.values(fields)[0])}`),
  warn: (fields: object, message: string) =>
    void logged.push(`${message} ${String(Object.values(fields)[0])}`),
};

beforeAll(async () => {
  ({ url } = await testDatabase());
  db = connect(url, { maxConnections: 8 });
  lab = await startLoopbackLab();
});
afterEach(async () => {
  for (const checks of opened.splice(0)) await checks.close();
  expect(logged.splice(0)).toEqual([]);
});
afterAll(async () => {
  await lab.close();
  await db.$client.end({ timeout: 5 });
});

async function open(changed: Partial<CheckSettings> = {}, work = true): Promise<Checks> {
  const settings = { ...lab.settings, ...changed };
  const checks = await openChecks({ databaseUrl: url, settings, log, work, now: lab.now });
  opened.push(checks);
  return checks;
}

async function eventsOf(checks: Checks, id: string, after = 0): Promise<CheckEvent[]> {
  const events: CheckEvent[] = [];
  for await (const event of checks.subscribe(id, after, AbortSignal.timeout(50_000)))
    events.push(event);
  return events;
}

/** Asks, waits for the end, and gives the check as it is kept. */
async function check(checks: Checks, domain: string) {
  const asked = await checks.request(domain, "192.0.2.1");
  if (!asked.ok) throw new Error(asked.error.sentence);
  await eventsOf(checks, asked.value.id);
  const kept = await checkById(db, asked.value.id);
  if (kept === null) throw new Error("it was not kept");
  return kept;
}

describe("what a check comes to, end to end", () => {
  test("good", async () => {
    await lab.domain("good");
    const kept = await check(await open(), "postmaster@GOOD.nl");
    expect(kept).toMatchObject({ state: "done", verdict: "dane_ok", domain: "good.nl" });
    expect(await latestCheck(db, "good.nl")).toEqual(kept);
  });
});
