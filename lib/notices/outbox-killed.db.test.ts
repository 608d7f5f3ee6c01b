import { expect, test } from "vitest";
import { connect } from "@/db/client";
import { startProgram } from "@/scripts/testing/program";
import { testDatabase } from "@/scripts/testing/test-database";
import { MESSAGE_LEASE_MS } from "./outbox";
import { addMessage } from "./outbox-store";
import { startMailbox } from "./testing/mailbox-server";

const MESSAGES = 12;
const KILLS = 3;

test("processes killed while they send: no message twice, none lost but what is said to be unsure", async () => {
  const { url } = await testDatabase();
  const db = connect(url, { maxConnections: 2 });
  const server = await startMailbox();
  let now = Date.parse("2026-11-26T12:00:00Z");
  const everybody = Array.from({ length: MESSAGES }, (_, at) => `ops${at}@example.nl`);
  for (const recipient of everybody)
    await addMessage(
      db,
      {
        channel: "mail",
        reason: "watch_news",
        about: "watch",
        recipient,
        subject: "News",
        body: "Something happened.",
        keepTryingMs: 10 * 86_400_000,
      },
      now,
    );

  // Goes on until one got to its end by itself: on a busy machine one may also lose its database.
  for (let round = 0, ended: unknown = null; ended !== 0; round += 1) {
    const program = startProgram("lib/notices/testing/outbox-program.ts", [
      url,
      server.url,
      String(now),
    ]);
    let seen = 0;
    // In turns: before the message, and once all of it is there but the reply has not been given.
    const killAtTheThird = (atEnd: boolean) => () => {
      if (round >= KILLS || atEnd !== (round % 2 === 1)) return null;
      seen += 1;
      if (seen === 3) program.child.kill("SIGKILL");
      return null;
    };
    server.refuse.rcpt = killAtTheThird(false);
    server.refuse.data = killAtTheThird(true);
    ended = await program.ended;
    now += MESSAGE_LEASE_MS + 60_000;
  }

  const got = server.arrived.flatMap(({ to }) => to);
  expect(new Set(got).size).toBe(got.length);
  const rows = await db.$client`
    select state, recipient from notices.outbox order by recipient`;
  const inState = (state: string) =>
    rows.flatMap((row) => (row.state === state ? [String(row.recipient)] : []));
  expect([...inState("sent"), ...inState("unsure")].sort()).toEqual([...everybody].sort());
  // Killed between the record that the last octet will go and the record that it was taken: those may
  // have arrived or not, and are not sent again.
  expect(inState("unsure").length).toBeGreaterThan(0);
  const lost = everybody.filter((recipient) => !got.includes(recipient));
  expect(inState("unsure")).toEqual(expect.arrayContaining(lost));
  expect(lost.length).toBeLessThan(inState("unsure").length);
  await server.close();
  await db.$client.end({ timeout: 5 });
}, 180_000);
