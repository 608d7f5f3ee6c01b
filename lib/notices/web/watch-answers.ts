import { takeFrom } from "@/lib/check/limit-store";
import { listOptOuts } from "@/lib/check/opt-out-store";
import { optedOut } from "@/lib/check/opt-outs";
import { readCheckInput } from "@/lib/check/read-input";
import type { Rate } from "@/lib/check/settings";
import { addMessage } from "../outbox-store";
import { mintToken, revokeTokens, spendToken, tokenSubject } from "../token-store";
import type { Account } from "../watch/account-store";
import { watchFeed } from "../watch/watch-feed";
import { hasProofRecord, isPostmaster, postmasterFor } from "../watch/watch-proof";
import {
  addWatch,
  eventsOfWatch,
  proveWatch,
  removeWatch,
  setChannels,
  setFeed,
  stopMail,
  type Watch,
  watchById,
  watchOf,
} from "../watch/watch-store";
import { parseWebhookUrl } from "../webhook/webhook-url";
import { MAILS_TO_ONE, type OptOutSite } from "./opt-out-answers";
import { SESSION_COOKIE, sessionIn } from "./session-cookie";
import { accountOf, askForLink, enter, say, signOut, WATCH_PATH } from "./watch-sign-in";
import { readForm, type WebAnswer, type WebQuestion } from "./web-question";

/** The header that carries what is shown once, from here to the page that shows it. */
export const SHOWN_ONCE = "x-shown-once";

const DAY_MS = 86_400_000;
const FEED_MS = 10 * 365 * DAY_MS;
const FEED_ENTRIES = 50;
const PROOFS_ASKED: Rate = { burst: 20, everyMs: 180_000 };
const ONE_CLICK = "List-Unsubscribe=One-Click";

/** Forms that need no session, by the last part of their path. */
export async function answerWatchForm(site: OptOutSite, question: WebQuestion): Promise<WebAnswer> {
  if (question.path === `${WATCH_PATH}/stop`) return stop(site, question);
  const form = await readForm(question, site.publicUrl);
  if (!form.ok) return say("not_understood");
  switch (question.path.slice(WATCH_PATH.length + 1)) {
    case "sign-in":
      return askForLink(site, question, form.value);
    case "enter":
      return enter(site, form.value);
    case "sign-out":
      return signOut(site, question, form.value);
    case "proof":
      return confirmProof(site, form.value);
  }
  const account = await accountOf(site.checks.db, question.headers.cookie, site.now());
  if (account === null) return say("sign_in");
  return answerOwner(site, question, form.value, account);
}

async function answerOwner(
  site: OptOutSite,
  question: WebQuestion,
  form: URLSearchParams,
  account: Account,
): Promise<WebAnswer> {
  const action = question.path.slice(WATCH_PATH.length + 1);
  if (action === "add") return add(site, form, account);
  const watch = await watchOf(site.checks.db, account.id, form.get("watch") ?? "");
  if (watch === null) return say("not_understood");
  switch (action) {
    case "prove":
      return form.get("way") === "mail" ? mailProof(site, watch, account) : dnsProof(site, watch);
    case "channels":
      return channels(site, form, watch);
    case "feed":
      return newFeed(site, question, watch);
    case "remove":
      await removeWatch(site.checks.db, watch.id);
      return say("removed");
    default:
      return say("not_understood");
  }
}

async function add(
  { checks, now }: OptOutSite,
  form: URLSearchParams,
  account: Account,
): Promise<WebAnswer> {
  const input = readCheckInput(form.get("domain") ?? "");
  if (!input.ok) return say("not_a_domain");
  const { ascii: domain } = input.value.domain;
  if (optedOut(await listOptOuts(checks.db)).name(domain)) return say("opted_out");
  const watch = await addWatch(checks.db, { account: account.id, domain }, now());
  if (!watch.ok) return say(watch.error);
  if (!isPostmaster(account.mail, domain)) return say("added");
  await proveWatch(checks.db, watch.value.id, "account", now());
  return say("proven");
}

async function dnsProof({ checks, now }: OptOutSite, watch: Watch): Promise<WebAnswer> {
  const allowed = await takeFrom(checks.db, `prove-${watch.account}`, PROOFS_ASKED);
  if (!allowed.ok) return say("too_often");
  if (!(await hasProofRecord(watch.domain, watch.proofCode, checks.resolve)))
    return say("no_record");
  await proveWatch(checks.db, watch.id, "dns", now());
  return say("proven");
}

async function mailProof(
  { checks, hasMail, now }: OptOutSite,
  { id, domain }: Watch,
  { mail }: Account,
): Promise<WebAnswer> {
  const to = hasMail ? postmasterFor(domain) : null;
  if (to === null) return say("no_mail");
  const unused = await checks.takeForClient("mail to ", to, MAILS_TO_ONE);
  if (!unused.ok) return say("too_often");
  const body = [
    "Hello,",
    "",
    `${mail} wants to watch whether DANE protects mail to ${domain}, and to be told when it breaks. We write to you because you are the postmaster there.`,
    "",
    "If they may, open this page and use its button. The link works for a day, and once:",
    "",
    "{link}",
    "",
    "If not, do nothing. They will be told nothing that is not public anyway: any domain can be checked by anybody.",
  ].join("\n");
  const path = `${WATCH_PATH}/proof`;
  await addMessage(
    checks.db,
    {
      channel: "mail",
      reason: "watch_proof",
      about: id,
      recipient: to,
      subject: `May ${domain} be watched by ${mail}?`,
      body,
      links: {
        link: { path, purpose: "watch_proof", subject: id, lifetimeMs: DAY_MS },
        stop: null,
      },
      keepTryingMs: DAY_MS,
    },
    now(),
  );
  return say("proof_sent");
}

async function confirmProof(
  { checks, now }: OptOutSite,
  form: URLSearchParams,
): Promise<WebAnswer> {
  const id = await spendToken(checks.db, "watch_proof", form.get("token") ?? "", now());
  if (id === null) return say("link_over");
  await proveWatch(checks.db, id, "postmaster", now());
  return say("proven");
}

async function channels(
  { checks }: OptOutSite,
  form: URLSearchParams,
  watch: Watch,
): Promise<WebAnswer> {
  const typed = (form.get("webhook") ?? "").trim();
  const webhook = typed === "" ? null : parseWebhookUrl(typed);
  if (webhook !== null && !webhook.ok) return say(webhook.error.code);
  const byMail = form.get("by-mail") === "yes";
  await setChannels(checks.db, watch, { byMail, webhook: webhook?.value.href ?? null });
  return say("saved");
}

/** A feed's address is made anew and shown once; whoever had the one before reads no more. */
async function newFeed(
  { checks, now }: OptOutSite,
  { headers }: WebQuestion,
  { id }: Watch,
): Promise<WebAnswer> {
  await revokeTokens(checks.db, "watch_feed", id);
  const token = await mintToken(
    checks.db,
    { purpose: "watch_feed", subject: id, lifetimeMs: FEED_MS },
    now(),
  );
  await setFeed(checks.db, id, true);
  const shown = { [SHOWN_ONCE]: `${id} ${token}` };
  return {
    kind: "page",
    path: WATCH_PATH,
    search: "",
    headers: { ...ownCookie(headers), ...shown },
  };
}

/** Of a visitor's cookies only ours reaches a page. */
export function ownCookie({ cookie }: WebQuestion["headers"]): Record<string, string> {
  const session = sessionIn(cookie);
  return session === "" ? {} : { cookie: `${SESSION_COOKIE}=${session}` };
}

/**
 * Ends mail of a watch: by the button on its page, or by the one click of a mail program, which sends
 * a form of its own, follows no redirect and has no session (RFC 8058 §3.1, §3.2).
 */
async function stop({ checks, now }: OptOutSite, question: WebQuestion): Promise<WebAnswer> {
  const body = (await question.body(8_192))?.toString("utf8") ?? "";
  const inAddress = new URLSearchParams(question.search).get("token") ?? "";
  const token = inAddress === "" ? (new URLSearchParams(body).get("token") ?? "") : inAddress;
  const id = await tokenSubject(checks.db, "watch_stop", token, now());
  if (id !== null) await stopMail(checks.db, id);
  if (inAddress === "" && !body.includes(ONE_CLICK))
    return say(id === null ? "link_over" : "mail_stopped");
  const text = id === null ? "That link no longer works.\n" : "No more mail about that watch.\n";
  return plain(id === null ? 404 : 200, "text/plain; charset=utf-8", text);
}

/** The feed of a watch, for whoever has its address. */
export async function answerFeed(
  { checks, publicUrl, now }: OptOutSite,
  { search }: WebQuestion,
): Promise<WebAnswer> {
  const token = new URLSearchParams(search).get("token") ?? "";
  const id = await tokenSubject(checks.db, "watch_feed", token, now());
  const watch = id === null ? null : await watchById(checks.db, id);
  if (watch === null) return plain(404, "text/plain; charset=utf-8", "There is no such feed.\n");
  const events = await eventsOfWatch(checks.db, watch.id, FEED_ENTRIES);
  return plain(200, "application/atom+xml; charset=utf-8", watchFeed(watch, events, publicUrl));
}

const plain = (status: number, type: string, body: string): WebAnswer => ({
  kind: "whole",
  answer: { status, headers: { "content-type": type }, body },
});
