import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { connect, type Db } from "@/db/client";
import { checkById } from "@/lib/check/check-store";
import { type Checks, openChecks } from "@/lib/check/checks";
import type { CheckSettings } from "@/lib/check/settings";
import { type LoopbackLab, startLoopbackLab } from "@/lib/check/testing/loopback-lab";
import type { CheckEvent, LiveCheck } from "@/lib/model/live-check";
import { testDatabase } from "./test-database";

/** A database, a lab, and the live check as often as a test opens it: each like a process of its own. */
export type CheckProgram = {
  url: () => string;
  db: () => Db;
  lab: () => LoopbackLab;
  open: (settings?: Partial<CheckSettings>, work?: boolean) => Promise<Checks>;
  /** What was logged since the last test; a test that expects none need not ask. */
  logged: string[];
};

/** Sets up what a file of database tests needs, and takes it down. */
export function checkProgram(): CheckProgram {
  let url = "";
  let db: Db;
  let lab: LoopbackLab;
  const opened: Checks[] = [];
  const logged: string[] = [];
  const note = (fields: object, message: string) => {
    logged.push([message, ...Object.values(fields).map(String)].join(": "));
  };
  beforeAll(async () => {
    ({ url } = await testDatabase());
    db = connect(url, { maxConnections: 4 });
    lab = await startLoopbackLab();
  });
  // What one test used up is not another's.
  beforeEach(() => db.$client`delete from checks.limits`);
  afterEach(async () => {
    lab.world.tamper = () => null;
    for (const checks of opened.splice(0)) await checks.close();
    expect(logged.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await lab.close();
    await db.$client.end({ timeout: 5 });
  });
  return {
    url: () => url,
    db: () => db,
    lab: () => lab,
    logged,
    open: async (changed = {}, work = true) => {
      const checks = await openChecks({
        databaseUrl: url,
        settings: { ...lab.settings, ...changed },
        log: { error: note, warn: note },
        work,
        now: lab.now,
      });
      opened.push(checks);
      return checks;
    },
  };
}

/** A visitor's address (RFC 5737). */
export const VISITOR = "192.0.2.1";

/** Everything that a check tells, to its end. */
export async function eventsOf(checks: Checks, id: string, after = 0): Promise<CheckEvent[]> {
  const events: CheckEvent[] = [];
  for await (const event of checks.subscribe(id, after, AbortSignal.timeout(50_000)))
    events.push(event);
  return events;
}

/** Asks for a check that must not be refused; gives its id. */
export async function ask(checks: Checks, domain: string, client = VISITOR): Promise<string> {
  const asked = await checks.request(domain, client);
  if (!asked.ok) throw new Error(asked.error.sentence);
  return asked.value.id;
}

/** Asks, waits for the end, and gives the check as it is kept. */
export async function checked(checks: Checks, domain: string): Promise<LiveCheck> {
  const id = await ask(checks, domain);
  await eventsOf(checks, id);
  const kept = await checkById(checks.db, id);
  if (kept === null) throw new Error("it was not kept");
  return kept;
}
