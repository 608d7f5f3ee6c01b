import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { type MailRelay, openMailRelay } from "../mail/mail-relay";
import { MESSAGE_LEASE_MS } from "../outbox";
import { claimMessage } from "../outbox-store";
import { type MailboxServer, startMailbox } from "../testing/mailbox-server";
import { predictMails } from "../testing/notices-model";
import { shortWorld } from "../testing/notices-world";
import { dayOfWorld, liveThrough, mailsIn, YEAR_FROM } from "../testing/notices-year";
import { noticeTurn } from "./notice-turn";

let db: Db;
let mailbox: MailboxServer;
let relay: MailRelay;
beforeAll(async () => {
  const { url } = await testDatabase();
  db = connect(url, { maxConnections: 6 });
  mailbox = await startMailbox();
  relay = openMailRelay({ relayUrl: mailbox.url, from: YEAR_FROM, bounces: YEAR_FROM });
});
afterAll(async () => {
  relay.close();
  await mailbox.close();
  await db.$client.end({ timeout: 5 });
});

/** Nothing here is a fault of ours; what a server refuses is warned of. */
const log = {
  error: (fields: object, message: string) => {
    throw new Error(`${message} ${JSON.stringify(fields)}`);
  },
  warn: () => {},
};
const shown = (mails: ReturnType<typeof mailsIn>) =>
  mails
    .map(({ at, operator, to, stage }) => `${dayOfWorld(at).toFixed(2)} ${operator} ${to} ${stage}`)
    .sort();

test("weeks of botched rotations: the mails sent are those that the policy allows, each once", async () => {
  const world = shortWorld();
  let turns = 0;
  let abandoned = 0;
  await liveThrough(world, {
    ...{ db, mailbox, relay, log },
    turn: async (now, parts) => {
      turns += 1;
      // Now and then two processes at once, and one that dies with a message in its hands.
      if (turns % 6 === 1) await Promise.all([noticeTurn(parts), noticeTurn(parts)]);
      else await noticeTurn(parts);
      if (turns % 3 === 1 && (await claimMessage(db, "dead", MESSAGE_LEASE_MS, now)) !== null)
        abandoned += 1;
      return true;
    },
  });
  const predicted = predictMails(world);
  expect(shown(mailsIn(mailbox.arrived))).toEqual(shown(predicted));
  expect(abandoned).toBeGreaterThan(0);
  // What this would not be worth anything without.
  const stages = new Set(predicted.map(({ stage }) => stage));
  expect([...stages].sort()).toEqual([0, 1, 2]);
  expect(predicted.length).toBeGreaterThan(20);
});
