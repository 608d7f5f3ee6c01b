import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import type { MailAddress } from "./mail/mail-address";
import { type MailRelay, openMailRelay } from "./mail/mail-relay";
import { MESSAGE_LEASE_MS, type OutboxParts, sendDue } from "./outbox";
import { addMessage, claimMessage, forgetRecipients, handOver } from "./outbox-store";
import { type MailboxServer, reply, startMailbox } from "./testing/mailbox-server";

let db: Db;
let server: MailboxServer;
let relay: MailRelay;
let now = Date.parse("2026-11-26T12:00:00Z");
const from = "stats@stats.example" as MailAddress;
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  const { url } = await testDatabase();
  db = connect(url, { maxConnections: 4 });
  server = await startMailbox();
  relay = openMailRelay({ relayUrl: server.url, from, bounces: from });
});
beforeEach(async () => {
  await db.$client`truncate notices.outbox, notices.tokens`;
  server.arrived.length = 0;
  server.refuse.rcpt = () => null;
  server.refuse.data = () => null;
});
afterAll(async () => {
  relay.close();
  await server.close();
  await db.$client.end({ timeout: 5 });
});

const parts = (changed: Partial<OutboxParts> = {}): OutboxParts => ({
  db,
  relay,
  webhook: () => Promise.reject(new Error("no webhook here")),
  publicUrl: "https://stats.example",
  log: { error: () => {}, warn: () => {} },
  now: () => now,
  ...changed,
});

const add = (recipient = "ops@example.nl") =>
  addMessage(
    db,
    {
      channel: "mail",
      reason: "watch_news",
      about: "watch",
      recipient,
      subject: "News",
      body: "Something happened.",
      keepTryingMs: 48 * HOUR_MS,
    },
    now,
  );

const states = async () =>
  (
    await db.$client`select state, attempts, body, answer from notices.outbox order by created_at, id`
  ).map(({ state, attempts, body }) => [state, attempts, body === null ? "forgotten" : "kept"]);

describe("every message once, whatever ends when", () => {
  test("two processes at once send each of many messages once", async () => {
    for (let at = 0; at < 20; at += 1) await add(`ops${at}@example.nl`);
    await Promise.all([sendDue(parts()), sendDue(parts()), sendDue(parts())]);
    expect(server.arrived.map(({ to }) => to[0]).sort()).toEqual(
      Array.from({ length: 20 }, (_, at) => `ops${at}@example.nl`).sort(),
    );
    expect(new Set((await states()).map(String))).toEqual(new Set(["sent,1,forgotten"]));
  });

  test("ended after the claim: another process sends it, once", async () => {
    await add();
    await claimMessage(db, "lost", MESSAGE_LEASE_MS, now);
    expect(await sendDue(parts())).toBe(0);
    now += MESSAGE_LEASE_MS + 1_000;
    expect(await sendDue(parts())).toBe(1);
    expect(server.arrived).toHaveLength(1);
  });

  test("ended in the middle of the message: the relay has nothing, another sends it", async () => {
    await add();
    const stuck: MailRelay = {
      send: (mail) => relay.send(mail, async () => Promise.reject(new Error("killed here"))),
      close: () => {},
    };
    await sendDue(parts({ relay: stuck }));
    expect(server.arrived).toHaveLength(0);
    now += HOUR_MS;
    await sendDue(parts());
    expect(server.arrived).toHaveLength(1);
  });

  test("ended after the last octet, before that was written down: not sent again", async () => {
    await add();
    const message = await claimMessage(db, "lost", MESSAGE_LEASE_MS, now);
    if (message === null) throw new Error("none");
    const mail = { id: message.id, to: "ops@example.nl" as MailAddress, subject: "News" };
    await relay.send({ ...mail, text: "x", stopUrl: null, date: new Date(now) }, () =>
      handOver(db, message, now),
    );
    now += MESSAGE_LEASE_MS + 1_000;
    await sendDue(parts());
    expect(server.arrived).toHaveLength(1);
    expect(await states()).toEqual([["unsure", 1, "forgotten"]]);
  });

  test("a process that was away too long lets nothing go: the other's copy is the only one", async () => {
    await add();
    const late = await claimMessage(db, "late", MESSAGE_LEASE_MS, now);
    if (late === null) throw new Error("none");
    now += MESSAGE_LEASE_MS + 1_000;
    await sendDue(parts());
    const mail = { id: late.id, to: "ops@example.nl" as MailAddress, subject: "News" };
    const outcome = await relay.send(
      { ...mail, text: "x", stopUrl: null, date: new Date(now) },
      () => handOver(db, late, now),
    );
    expect(outcome.kind).toBe("later");
    expect(server.arrived).toHaveLength(1);
  });

  test("a relay that is away for a day gets it afterwards; one that refuses is not asked again", async () => {
    await add();
    server.refuse.rcpt = () => reply(451, "greylisted");
    for (let hour = 0; hour < 20; hour += 1) {
      await sendDue(parts());
      now += HOUR_MS;
    }
    const [[state, attempts] = []] = await states();
    expect(state).toBe("waiting");
    expect(attempts).toBeLessThan(8); // the pauses grow
    server.refuse.rcpt = () => null;
    now += 24 * HOUR_MS;
    await sendDue(parts());
    expect(server.arrived).toHaveLength(1);

    await add();
    server.refuse.rcpt = () => reply(550, "no such user");
    await sendDue(parts());
    now += 24 * HOUR_MS;
    expect(await sendDue(parts())).toBe(0);
    expect((await states()).map(([each]) => each)).toEqual(["sent", "refused"]);
  });

  test("what waited too long is given up", async () => {
    await add();
    server.refuse.data = () => reply(451, "full");
    for (let day = 0; day < 4; day += 1) {
      await sendDue(parts());
      now += 24 * HOUR_MS;
    }
    expect((await states()).map(([state]) => state)).toEqual(["failed"]);
  });

  test("to whom it went is forgotten in time; that it went, why and how stays", async () => {
    await add();
    await sendDue(parts());
    now += 91 * 24 * HOUR_MS;
    await forgetRecipients(db, 90 * 24 * HOUR_MS, now);
    const [row] = await db.$client`select recipient, subject, reason, state from notices.outbox`;
    expect(row).toEqual({ recipient: null, subject: "", reason: "watch_news", state: "sent" });
  });
});
