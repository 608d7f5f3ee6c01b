import type { Db } from "@/db/client";
import type { Rate } from "@/lib/check/settings";
import type { WatchSaying } from "@/lib/model/watch";
import { parseMailAddress } from "../mail/mail-address";
import { addMessage } from "../outbox-store";
import { mintToken, revokeTokens, spendToken, tokenSubject } from "../token-store";
import { type Account, accountById, enterAccount } from "../watch/account-store";
import type { OptOutSite } from "./opt-out-answers";
import { beginSession, endSession, SESSION_MS, sessionIn } from "./session-cookie";
import { seeOther, type WebAnswer, type WebQuestion } from "./web-question";

/** Where the pages of watches are. */
export const WATCH_PATH = "/watch";

const HOUR_MS = 3_600_000;
const LINKS_ASKED: Rate = { burst: 6, everyMs: HOUR_MS / 2 };
const LINKS_TO_ONE: Rate = { burst: 4, everyMs: HOUR_MS };

/** Leads back to the page of watches, which says what came of it. */
export const say = (said: WatchSaying, headers: Record<string, string> = {}): WebAnswer =>
  seeOther(WATCH_PATH, { said }, headers);

/** Whose session a request is part of; null where it is nobody's. */
export async function accountOf(
  db: Db,
  cookieHeader: string | undefined,
  now: number,
): Promise<Account | null> {
  const session = sessionIn(cookieHeader);
  if (session === "") return null;
  const id = await tokenSubject(db, "watch_session", session, now);
  return id === null ? null : accountById(db, id);
}

/** Sends a link to an address. What is answered is the same whether it is known here or not. */
export async function askForLink(
  { checks, clientOf, hasMail, now }: OptOutSite,
  question: WebQuestion,
  form: URLSearchParams,
): Promise<WebAnswer> {
  if (!hasMail) return say("no_mail");
  const mail = parseMailAddress(form.get("mail") ?? "");
  if (!mail.ok) return say(mail.error.code);
  const asked = await checks.takeForClient("watch link ", clientOf(question), LINKS_ASKED);
  if (!asked.ok) return say("too_often");
  const unused = await checks.takeForClient("mail to ", mail.value.toLowerCase(), LINKS_TO_ONE);
  if (!unused.ok) return say("too_often");
  await addMessage(
    checks.db,
    {
      channel: "mail",
      reason: "watch_sign_in",
      about: "",
      recipient: mail.value,
      subject: "Your link to DANE watches",
      body: LINK_TEXT,
      links: {
        link: {
          path: `${WATCH_PATH}/enter`,
          purpose: "watch_enter",
          subject: mail.value,
          lifetimeMs: HOUR_MS,
        },
        stop: null,
      },
      keepTryingMs: HOUR_MS,
    },
    now(),
  );
  return say("link_sent");
}

const LINK_TEXT = [
  "Hello,",
  "",
  "somebody, you we hope, asked for a link to keep watches of mail domains with DANE. Open it and use its button. It works for an hour, and once:",
  "",
  "{link}",
  "",
  "If that was not you, do nothing: without the button nothing happens, no other mail follows, and that we wrote to you is forgotten after 90 days.",
].join("\n");

/** Takes the button on the page of the link: begins a session, once. */
export async function enter(
  { checks, publicUrl, now }: OptOutSite,
  form: URLSearchParams,
): Promise<WebAnswer> {
  const { db } = checks;
  const mail = await spendToken(db, "watch_enter", form.get("token") ?? "", now());
  if (mail === null) return say("link_over");
  const account = await enterAccount(db, mail, now());
  const session = await mintToken(
    db,
    { purpose: "watch_session", subject: account.id, lifetimeMs: SESSION_MS },
    now(),
  );
  return seeOther(WATCH_PATH, {}, beginSession(session, publicUrl));
}

/** Ends the session here, or all of the account's. */
export async function signOut(
  { checks, publicUrl, now }: OptOutSite,
  question: WebQuestion,
  form: URLSearchParams,
): Promise<WebAnswer> {
  const session = sessionIn(question.headers.cookie);
  const account = await spendToken(checks.db, "watch_session", session, now());
  if (account !== null && form.get("everywhere") === "yes")
    await revokeTokens(checks.db, "watch_session", account);
  return say("signed_out", endSession(publicUrl));
}
