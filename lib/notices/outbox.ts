import { randomBytes } from "node:crypto";
import type { Db } from "@/db/client";
import type { CheckLog } from "@/lib/check/worker";
import { parseMailAddress } from "./mail/mail-address";
import type { MailRelay, SendOutcome } from "./mail/mail-relay";
import {
  type ClaimedMessage,
  claimMessage,
  endMessage,
  handOver,
  postponeMessage,
  recoverMessages,
} from "./outbox-store";
import { mintToken } from "./token-store";
import type { WebhookSender } from "./webhook/send-webhook";

/** What sends messages. */
export type OutboxParts = {
  db: Db;
  /** Null where none is set up: such messages wait. */
  relay: MailRelay | null;
  webhook: WebhookSender;
  publicUrl: string;
  log: CheckLog;
  now: () => number;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer than an attempt can take; a process that is silent this long has lost its message. */
export const MESSAGE_LEASE_MS = 10 * MINUTE_MS;
/** The pauses after each attempt that failed for now; the last one repeats. */
const PAUSES_MS = [1, 10, 60, 6 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS);
/** RFC 8058 has no end for a link that stops mail; a year is longer than anybody looks for it. */
const STOP_LINK_MS = 400 * 24 * HOUR_MS;
const AT_ONE_TURN = 100;

/** Sends what is due, one after another; returns how many were taken up. */
export async function sendDue(parts: OutboxParts, isStopping = () => false): Promise<number> {
  const { db, now } = parts;
  const holder = randomBytes(9).toString("base64url");
  await recoverMessages(db, now());
  for (let taken = 0; ; taken += 1) {
    if (isStopping() || taken >= AT_ONE_TURN) return taken;
    const message = await claimMessage(db, holder, MESSAGE_LEASE_MS, now());
    if (message === null) return taken;
    await deliver(parts, message);
  }
}

async function deliver(parts: OutboxParts, message: ClaimedMessage): Promise<void> {
  const { db, now, log } = parts;
  const { id, reason, channel } = message;
  const outcome = await attempt(parts, message).catch((cause: unknown): SendOutcome => {
    log.error({ err: cause, id, reason }, "outbox: a message could not be written");
    return { kind: "later", answer: "a fault on our side" };
  });
  if (outcome.kind === "sent" || outcome.kind === "unsure")
    return endMessage(db, message, outcome.kind, outcome.answer, now());
  const pauseMs = PAUSES_MS[Math.min(message.attempts, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  const isOver = outcome.kind === "refused" || now() + pauseMs > message.giveUpMs;
  if (isOver) {
    log.warn({ id, reason, channel, answer: outcome.answer }, "outbox: a message was given up");
    const state = outcome.kind === "refused" ? "refused" : "failed";
    return endMessage(db, message, state, outcome.answer, now());
  }
  return postponeMessage(db, message, outcome.answer, now() + pauseMs);
}

async function attempt(parts: OutboxParts, message: ClaimedMessage): Promise<SendOutcome> {
  const { db, relay, webhook, publicUrl, now } = parts;
  const { recipient, subject, body, links, id, createdMs } = message;
  if (message.channel === "webhook")
    return webhook({ id, url: recipient, secret: message.secret ?? "", body, now: now() });
  if (relay === null) return { kind: "later", answer: "no relay is set up" };
  const to = parseMailAddress(recipient);
  if (!to.ok) return { kind: "refused", answer: "no mail address" };
  const urlOf = async (path: string, token: Promise<string>) =>
    `${publicUrl}${path}?token=${await token}`;
  const { link = null, stop = null } = links ?? {};
  const linkUrl = link && (await urlOf(link.path, mintToken(db, link, now())));
  const stopUrl =
    stop &&
    (await urlOf(
      stop.path,
      mintToken(
        db,
        {
          purpose: stop.purpose ?? "watch_stop",
          subject: stop.subject,
          lifetimeMs: STOP_LINK_MS,
        },
        now(),
      ),
    ));
  const text = body.replaceAll("{link}", linkUrl ?? "").replaceAll("{stop}", stopUrl ?? "");
  return relay.send({ id, to: to.value, subject, text, stopUrl, date: new Date(createdMs) }, () =>
    handOver(db, message, now()),
  );
}
