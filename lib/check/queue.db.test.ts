import { describe, expect, test } from "vitest";
import { ask, checked, checkProgram, eventsOf, VISITOR } from "@/scripts/testing/check-program";
import { checkById, checkSummary, enqueue, latestFailure } from "./check-store";
import { claimNext, fail, finish, purge, recover } from "./queue-store";

const program = checkProgram();
const { open, lab, db } = program;
const free = { queueLength: 1000, reuseMs: 0 };
const limits = { atOnce: 1000, pace: { burst: 1000, everyMs: 1 }, leaseMs: 60_000 };

/** A check that waits, without anybody who would take it up. */
async function waiting(domain: string): Promise<string> {
  const queued = await enqueue(db(), domain, free);
  if (!queued.ok) throw new Error(queued.error.code);
  return queued.value.id;
}

async function claim(holder: string, changed: Partial<typeof limits> = {}) {
  const claimed = await claimNext(db(), holder, { ...limits, ...changed });
  if (claimed.id === null) throw new Error("nothing was claimed");
  return claimed;
}

const empty = () => db().$client`delete from checks.checks`;
const count = async () =>
  Number((await db().$client`select count(*) from checks.checks`)[0]?.count);

describe("identical checks are one", () => {
  test("in flight they are joined, from any process, however many ask at once", async () => {
    await lab().domain("joined", { smtp: { banner: "hang" } });
    const [here, there] = [await open({ deadlineMs: 1_500 }), await open({}, false)];
    const asked = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? here : there).request("joined.nl", VISITOR),
      ),
    );
    const ids = asked.map((one) => (one.ok ? one.value.id : one.error.code));
    expect(new Set(ids).size).toBe(1);
    const how = asked.map((one) => (one.ok ? one.value.how : ""));
    expect(how.filter((one) => one === "queued")).toHaveLength(1);
    const [id = ""] = ids;
    const ends = await Promise.all([eventsOf(here, id), eventsOf(there, id)]);
    for (const events of ends)
      expect(events.at(-1)).toMatchObject({ summary: { id, state: "done" } });
  });

  test("a result under a minute old is given again, an older one is not", async () => {
    await lab().domain("again");
    const checks = await open();
    const first = await checked(checks, "again.nl");
    expect(await checks.request("AGAIN.nl", VISITOR)).toMatchObject({
      value: { id: first.id, how: "reused", allowance: null },
    });
    await db()
      .$client`update checks.checks set finished_at = now() - interval '61 seconds' where id = ${first.id}`;
    const later = await ask(checks, "again.nl");
    expect(later).not.toBe(first.id);
    await eventsOf(checks, later);
  });

  test("one that failed is not given again", async () => {
    await empty();
    const id = await waiting("failing.nl");
    await fail(db(), await claim("a"), "internal");
    expect(await waiting("failing.nl")).not.toBe(id);
  });
});

describe("the queue", () => {
  test("tells each its place, and lets the first go first", async () => {
    await empty();
    const ids = [await waiting("a.nl"), await waiting("b.nl"), await waiting("c.nl")];
    const places = async () =>
      Promise.all(ids.map(async (id) => (await checkSummary(db(), id))?.position));
    expect(await places()).toEqual([1, 2, 3]);
    expect((await claim("x")).id).toBe(ids[0]);
    expect(await places()).toEqual([null, 1, 2]);
  });

  test("is bounded, and says so", async () => {
    await empty();
    const checks = await open({ queueLength: 2 }, false);
    for (const label of ["full-a", "full-b", "full-c"]) lab().zone(label);
    await ask(checks, "full-a.nl");
    await ask(checks, "full-b.nl");
    expect(await checks.request("full-c.nl", VISITOR)).toMatchObject({
      error: { code: "queue_full", retryAfterSeconds: 30, sentence: expect.stringContaining("2") },
    });
    expect(await checks.request("full-a.nl", VISITOR)).toMatchObject({ value: { how: "joined" } });
  });

  test("lets no more run at once than all processes together may", async () => {
    await empty();
    for (let at = 0; at < 10; at += 1) await waiting(`many-${at}.nl`);
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, at) => claimNext(db(), `p${at}`, { ...limits, atOnce: 3 })),
    );
    expect(claims.filter(({ id }) => id !== null)).toHaveLength(3);
  });

  test("lets no more begin than the pace of all processes together allows", async () => {
    await empty();
    await db().$client`delete from checks.limits`;
    for (let at = 0; at < 6; at += 1) await waiting(`paced-${at}.nl`);
    const pace = { burst: 2, everyMs: 60_000 };
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, at) => claimNext(db(), `p${at}`, { ...limits, pace })),
    );
    expect(claims.filter(({ id }) => id !== null)).toHaveLength(2);
    await db().$client`delete from checks.limits`;
  });

  test("a check that nobody took up in time has failed", async () => {
    await empty();
    const id = await waiting("late.nl");
    await recover(db(), 60_000);
    expect((await checkSummary(db(), id))?.state).toBe("queued");
    await recover(db(), 0);
    expect(await checkById(db(), id)).toMatchObject({
      state: "failed",
      failure: { code: "not_started", sentence: expect.stringMatching(/check again/) },
    });
  });

  test("a failure is told until a later check has a result", async () => {
    const checks = await open();
    await lab().domain("mended");
    const id = await waiting("mended.nl");
    await eventsOf(checks, id);
    expect(await latestFailure(db(), "mended.nl")).toBeNull();
    await db().$client`insert into checks.checks (id, domain, state, failure, finished_at)
      values ('failedfailedfailed22', 'mended.nl', 'failed', 'interrupted', now() + interval '1 hour')`;
    expect(await latestFailure(db(), "mended.nl")).toMatchObject({
      failure: { code: "interrupted" },
    });
    await db().$client`delete from checks.checks where id = 'failedfailedfailed22'`;
  });
});

describe("a server that ends in the middle of a check", () => {
  const expire = () =>
    db().$client`update checks.checks set lease_until = now() - interval '1 second'
      where state = 'running'`;

  test("lets another take it up when its lease has lapsed, and may then not report itself", async () => {
    await empty();
    await lab().domain("restarted");
    const id = await waiting("restarted.nl");
    const lost = await claim("killed");
    await expire();
    const checks = await open({ leaseMs: 1_500 });
    const events = await eventsOf(checks, id);
    expect(events.at(-1)).toMatchObject({ summary: { state: "done", verdict: "dane_ok" } });
    const kept = await checkById(db(), id);
    await fail(db(), lost, "internal");
    if (kept?.report != null)
      await finish(db(), lost, { ...kept.report, verdict: "dane_fail" }, null);
    expect(await checkById(db(), id)).toEqual(kept);
  });

  test("twice: the check has failed, with a sentence", async () => {
    await empty();
    const id = await waiting("unlucky.nl");
    for (const holder of ["first", "second"]) {
      await claim(holder);
      await expire();
      await recover(db(), 60_000);
    }
    expect(await checkById(db(), id)).toMatchObject({
      state: "failed",
      report: null,
      failure: { code: "interrupted", sentence: expect.stringContaining("restarted") },
    });
  });

  test("in good order: the check goes back at once, and counts as not begun", async () => {
    await empty();
    const { server } = await lab().domain("handed-on", {
      smtp: { banner: (before) => (before === 0 ? "hang" : { say: "220 mx ESMTP\r\n" }) },
    });
    const first = await open();
    const id = await ask(first, "handed-on.nl");
    await expect.poll(() => server?.sessions.length).toBe(1);
    await first.close();
    expect(await checkSummary(db(), id)).toMatchObject({ state: "queued", startedAt: null });
    const events = await eventsOf(await open(), id);
    expect(events.at(-1)).toMatchObject({ summary: { state: "done", verdict: "dane_ok" } });
  });
});

describe("results are kept for the stated time", () => {
  test("and then removed, with all that belongs to them", async () => {
    await empty();
    await lab().domain("kept");
    const checks = await open();
    const { id } = await checked(checks, "kept.nl");
    await checks.close();
    await waiting("still-waiting.nl");
    const age = (days: number) =>
      db().$client`update checks.checks set
        finished_at = now() - make_interval(days => ${days}) where id = ${id}`;
    await age(89);
    expect(await purge(db(), 90)).toBe(0);
    await age(91);
    expect(await purge(db(), 90)).toBe(1);
    expect(await checkById(db(), id)).toBeNull();
    expect(await count()).toBe(1);
    const [events] = await db().$client`select count(*) from checks.events`;
    expect(Number(events?.count)).toBe(0);
  });

  test("one that an older version made says so instead of failing to be read", async () => {
    await empty();
    const { id } = await checked(await open(), "kept.nl");
    await db().$client`update checks.checks set report = '{"reportVersion":0}' where id = ${id}`;
    expect(await checkById(db(), id)).toMatchObject({
      state: "done",
      report: null,
      failure: { code: "older_version" },
    });
  });
});
