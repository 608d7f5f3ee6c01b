import type { Db } from "@/db/client";
import type { Checks } from "@/lib/check/checks";
import type { CheckLog } from "@/lib/check/worker";
import type { CheckReport } from "@/lib/model/check-report";
import type { LiveCheck } from "@/lib/model/live-check";
import { addMessage } from "../outbox-store";
import { accountById } from "./account-store";
import { type Settled, settleWatch, type WatchNews } from "./settle-watch";
import { conditionsIn } from "./watch-conditions";
import { conditionsOfWatch, type Watch, watchById } from "./watch-store";
import { newsMail, newsText, newsTitle } from "./watch-words";
import {
  addWatchEvent,
  askedWatches,
  concludeWatch,
  dueWatches,
  lockWatch,
  mailsOfWatch,
  noteCheck,
  postponeWatch,
} from "./watcher-store";

/** What looks after watches. Checks go through the queue and the limits of everybody's. */
export type WatcherParts = {
  db: Db;
  request: Checks["request"];
  /** A check as it is kept; null where it is not. */
  result: (id: string) => Promise<LiveCheck | null>;
  publicUrl: string;
  hasMail: boolean;
  log: CheckLog;
  now: () => number;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Before another attempt where a check could not be begun or ended without a result. */
const RETRY_MS = 10 * MINUTE_MS;
/** A check that could not tell of everything is repeated sooner. */
const UNKNOWN_MS = 30 * MINUTE_MS;
/** A domain that goes up and down does not fill its owner's mailbox; the feed has it all. */
const MOST_MAILS_A_DAY = 6;
/** News that are older are no news. */
const KEEP_TRYING_MS = 3 * DAY_MS;

/** Asks for checks that are due and settles those that are done; returns how many were settled. */
export async function watchTurn(parts: WatcherParts): Promise<number> {
  const { db, now } = parts;
  let settled = 0;
  /** A fault with one watch is ours, and no reason to leave the others alone. */
  const each = async (id: string, work: () => Promise<boolean>) => {
    try {
      if (await work()) settled += 1;
    } catch (cause) {
      parts.log.error({ err: cause, watch: id }, "notices: a watch could not be looked after");
      await postponeWatch(db, id, null, now() + HOUR_MS);
    }
  };
  for (const { id, domain } of await dueWatches(db, now()))
    await each(id, () => askFor(parts, id, domain));
  for (const { id, check } of await askedWatches(db))
    await each(id, () => conclude(parts, id, check));
  return settled;
}

async function askFor({ db, request, now }: WatcherParts, id: string, domain: string) {
  const asked = await request(domain, `watch:${id}`);
  if (asked.ok) await noteCheck(db, id, asked.value.id);
  else {
    const { code, retryAfterSeconds } = asked.error;
    const waitMs = code === "opted_out" ? DAY_MS : (retryAfterSeconds ?? 0) * 1000 + RETRY_MS;
    await postponeWatch(db, id, code, now() + waitMs);
  }
  return false;
}

async function conclude(parts: WatcherParts, id: string, check: string): Promise<boolean> {
  const found = await parts.result(check);
  if (found !== null && (found.state === "queued" || found.state === "running")) return false;
  if (found?.report != null) return settle(parts, id, check, found.report);
  await postponeWatch(parts.db, id, null, parts.now() + RETRY_MS);
  return false;
}

/** In one transaction: what is known, what is told of it, and the messages that tell it. */
function settle(
  { db, publicUrl, hasMail, now }: WatcherParts,
  id: string,
  check: string,
  report: CheckReport,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    if (!(await lockWatch(tx, id, check))) return false;
    const watch = await watchById(tx, id);
    if (watch === null) return false;
    const at = now();
    const seen = conditionsIn(report, watch.protectedHosts, at);
    const before = await conditionsOfWatch(tx, id);
    const settled = settleWatch(before, seen, at);
    await concludeWatch(tx, id, {
      checkedMs: at,
      verdict: report.verdict,
      protectedHosts: seen.protectedHosts,
      nextMs: at + pauseOf(settled, report, seen.isUnknown),
      kept: settled.kept,
    });
    if (settled.news !== null)
      await tell(tx, watch, report, settled.news, { publicUrl, hasMail, at });
    return true;
  });
}

const pauseOf = (
  { nextMs }: Settled,
  { domain, hosts }: CheckReport,
  isUnknown: (subject: string) => boolean,
): number =>
  [domain, ...hosts.map(({ name }) => name)].some(isUnknown)
    ? Math.min(nextMs, UNKNOWN_MS)
    : nextMs;

async function tell(
  db: Pick<Db, "execute">,
  watch: Watch,
  report: CheckReport,
  news: WatchNews,
  { publicUrl, hasMail, at }: { publicUrl: string; hasMail: boolean; at: number },
): Promise<void> {
  const { id, domain } = watch;
  const title = newsTitle(domain, news);
  const text = newsText(report, news, publicUrl);
  await addWatchEvent(db, id, { title, text }, at);
  const account = await accountById(db, watch.account);
  const message = {
    reason: "watch_news" as const,
    about: id,
    subject: title,
    keepTryingMs: KEEP_TRYING_MS,
  };
  const mailed = await mailsOfWatch(db, id, at - DAY_MS);
  if (watch.byMail && hasMail && account !== null && mailed < MOST_MAILS_A_DAY)
    await addMessage(
      db,
      {
        ...message,
        channel: "mail",
        recipient: account.mail,
        body: newsMail(text, publicUrl),
        links: { link: null, stop: { path: "/watch/stop", subject: id } },
      },
      at,
    );
  if (watch.webhook !== null && watch.webhookSecret !== null)
    await addMessage(
      db,
      {
        ...message,
        channel: "webhook",
        recipient: watch.webhook,
        secret: watch.webhookSecret,
        body: JSON.stringify(webhookBody(report, news, publicUrl)),
      },
      at,
    );
}

/** What a webhook's receiver gets. Fields may be added, never renamed. */
function webhookBody(report: CheckReport, news: WatchNews, publicUrl: string) {
  const told = (conditions: WatchNews["begun"]) =>
    conditions.map(({ kind, subject, sentence, since }) => ({
      kind,
      subject,
      sentence,
      since: new Date(since).toISOString(),
    }));
  return {
    type: "watch.news",
    domain: report.domain,
    checkedAt: report.checkedAt,
    verdict: report.verdict,
    isWell: news.begun.length + news.open.length === 0,
    begun: told(news.begun),
    ended: told(news.ended),
    open: told(news.open),
    page: `${publicUrl}/check/${report.domain}`,
  };
}
