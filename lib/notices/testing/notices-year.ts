import type { Db } from "@/db/client";
import { addOptOuts } from "@/lib/check/opt-out-store";
import type { CheckLog } from "@/lib/check/worker";
import { faultOf } from "@/lib/model/incident";
import { takeBounce } from "../bounce/take-bounce";
import { recipientHash } from "../incidents/find-contacts";
import type { LookAtHost } from "../incidents/look-at-hosts";
import { type NoticeTurnParts, noticeTurn } from "../incidents/notice-turn";
import type { MailAddress } from "../mail/mail-address";
import type { MailRelay } from "../mail/mail-relay";
import { MESSAGE_LEASE_MS, sendDue } from "../outbox";
import { stopNotices } from "../web/notice-stop-answers";
import { reportOf } from "./delivery-report";
import { type Arrived, type MailboxServer, reply } from "./mailbox-server";
import {
  DAY_MS,
  HOUR_MS,
  RELEASE_HOUR,
  turnsOf,
  verdictAt,
  WORLD_START,
  type World,
  type WorldOperator,
} from "./notices-world";
import { beginPaperSurvey, publishPaperDay } from "./paper-survey-store";

/** Whom our mail is from, in a year. */
export const YEAR_FROM = "stats@stats.example" as MailAddress;
const PUBLIC_URL = "https://stats.example";

const operatorOfHost = ({ operators }: World, host: string): WorldOperator | undefined =>
  operators.find(({ zone }) => host.endsWith(`.${zone}`));

/** A world as the program sees it: what looks and questions about contacts come to. */
export function partsIn(world: World, db: Db, log: CheckLog, now: () => number): NoticeTurnParts {
  const look: LookAtHost = async (host) => {
    const operator = operatorOfHost(world, host);
    if (operator === undefined || world.blind.has(Math.round((now() - WORLD_START) / HOUR_MS)))
      return null;
    const verdict = verdictAt(operator, now());
    const key = "a1".repeat(32);
    const evidence = {
      ...{ address: "192.0.2.1", summary: "", published: [`3 1 1 ${"b2".repeat(32)}`] },
      ...{ observed: key, publish: [`_25._tcp.${host}. IN TLSA 3 1 1 ${key}`] },
    };
    return { host, verdict, fault: faultOf(verdict, null), evidence };
  };
  return {
    ...{ db, log, now, look, mode: "live", publicUrl: PUBLIC_URL, onNotice: () => {} },
    contactsOf: async ({ operator }) =>
      (world.operators.find(({ zone }) => zone === operator)?.contacts ?? []).map(
        ({ kind, address, path }) => ({
          ...{ kind, path, address: address as MailAddress },
          recipient: recipientHash(address),
        }),
      ),
  };
}

/** What of a year is not the world: who sends, and what goes wrong with us. */
export type YearParts = {
  db: Db;
  mailbox: MailboxServer;
  relay: MailRelay;
  log: CheckLog;
  /** Instead of a turn in this process: one that is killed, several at once. */
  turn?: (now: number, parts: NoticeTurnParts) => Promise<boolean>;
};

/**
 * Lives through a world: releases come out, turns are taken, mail is sent over SMTP, reports of what did
 * not arrive come back, and readers use the one click. What arrived is in the mailbox.
 */
export async function liveThrough(world: World, year: YearParts): Promise<void> {
  const { db, mailbox, relay, log } = year;
  let now = WORLD_START;
  const parts = partsIn(world, db, log, () => now);
  const pool = await beginPaperSurvey(db, world);
  const fates = new Map(
    world.operators.flatMap(({ contacts }) => contacts.map((each) => [each.address, each.fate])),
  );
  mailbox.refuse.rcpt = (address) =>
    fates.get(address) === "refused" ? reply(550, "5.1.1 no such user") : null;
  const got = new Map<string, number>();
  let published = -1;
  let read = mailbox.arrived.length;
  const outbox = {
    // Mail leaves a little later: what a process died with is taken up again in the same turn.
    ...{ db, relay, log, publicUrl: PUBLIC_URL, now: () => now + MESSAGE_LEASE_MS + 60_000 },
    webhook: () => Promise.reject(new Error("no webhook here")),
  };
  for (const at of turnsOf(world)) {
    now = at;
    const hour = Math.round((at - WORLD_START) / HOUR_MS);
    const today = Math.floor(hour / 24);
    for (const { zone, optsOutOn } of world.operators)
      if (optsOutOn === today && hour % 24 === 0)
        await addOptOuts(db, { kind: "domain", value: zone }, ["notices"], "a letter");
    for (; published < (hour % 24 >= RELEASE_HOUR ? today : today - 1); published += 1)
      await publishPaperDay(db, world, pool, published + 1);
    const isDone = (await year.turn?.(at, parts)) ?? false;
    if (!isDone) await noticeTurn(parts);
    await sendDue(outbox);
    for (; read < mailbox.arrived.length; read += 1) {
      const mail = mailbox.arrived[read];
      if (mail !== undefined) await receive(mail);
    }
  }

  async function receive(mail: Arrived): Promise<void> {
    const [to = ""] = mail.to;
    if (fates.get(to) === "report") {
      await takeBounce(db, reportOf(mail), YEAR_FROM, now);
      return;
    }
    const zone = operatorIn(mail);
    got.set(zone, (got.get(zone) ?? 0) + 1);
    const { stopsAfter = Infinity } = world.operators.find((each) => each.zone === zone) ?? {};
    if ((got.get(zone) ?? 0) < stopsAfter) return;
    await oneClick(db, mail, now);
  }
}

/** The operator that a notice is about, as its subject says. */
export const operatorIn = ({ headers }: Pick<Arrived, "headers">): string =>
  /hosts in (\S+) fails/.exec(headers.get("subject") ?? "")?.[1] ?? "";

/** What a mail program does when its user says “unsubscribe” (RFC 8058 §3.2). */
export async function oneClick(db: Db, { headers }: Arrived, now: number) {
  const [, link = ""] = /^<(.+)>$/.exec(headers.get("list-unsubscribe") ?? "") ?? [];
  const url = new URL(link);
  return stopNotices(
    { checks: { db }, now: () => now },
    {
      ...{ method: "POST", path: url.pathname, search: url.search, remoteAddress: "192.0.2.9" },
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: async () => Buffer.from(headers.get("list-unsubscribe-post") ?? ""),
    },
  );
}

/** Mails as a prediction has them: when they were written, about whom, to whom. */
export const mailsIn = (arrived: readonly Arrived[]) =>
  arrived.map((mail) => ({
    at: Date.parse(mail.headers.get("date") ?? ""),
    operator: operatorIn(mail),
    to: mail.to[0] ?? "",
    stage: stageIn(mail.text),
  }));

const stageIn = (text: string): number =>
  ["first of at", "second of at", "third and last of at"].findIndex((words) =>
    text.replace(/\s+/g, " ").includes(words),
  );

/** A day of the world, for messages of a test. */
export const dayOfWorld = (at: number): number => (at - WORLD_START) / DAY_MS;
