import { z } from "zod";
import { type Checks, recordNote } from "@/lib/check/checks";
import { findOptOuts } from "@/lib/check/find-opt-outs";
import { type OptOutTarget, readOptOutTarget } from "@/lib/check/opt-out-record";
import { addOptOuts } from "@/lib/check/opt-out-store";
import type { Rate } from "@/lib/check/settings";
import {
  OPT_OUT_SCOPE_WORDS,
  OPT_OUT_SCOPES,
  OptOut,
  type OptOutSaying,
  OptOutScope,
} from "@/lib/model/opt-out";
import { addMessage } from "../outbox-store";
import { postmasterOfTarget } from "../postmaster-of-target";
import { spendToken } from "../token-store";
import { readForm, seeOther, type WebAnswer, type WebQuestion } from "./web-question";

/** Where the page of opt-outs is, and the one that a link in a mail leads to. */
export const OPT_OUT_PATH = "/opt-out";
export const OPT_OUT_CONFIRM_PATH = "/opt-out/confirm";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Looks into the DNS that one client may ask for. */
const LOOKS: Rate = { burst: 20, everyMs: HOUR_MS / 20 };
/** Mails that one client may have sent, and that one postmaster may get: strangers ask for them. */
const MAILS_ASKED: Rate = { burst: 5, everyMs: HOUR_MS };
export const MAILS_TO_ONE: Rate = { burst: 3, everyMs: 8 * HOUR_MS };
const MOST_SHOWN = 300;

export type OptOutSite = {
  checks: Pick<Checks, "db" | "resolve" | "takeForClient">;
  publicUrl: string;
  clientOf: (question: WebQuestion) => string;
  hasMail: boolean;
  /** Unix time in milliseconds. */
  now: () => number;
};

/** What a link in a mail enters once its button is used. */
const Pending = z.object({
  target: OptOut,
  scopes: z.array(OptOutScope),
  to: z.string(),
});

/** Takes what the form of opt-outs sends, and leads back to its page, which says what came of it. */
export async function answerOptOut(site: OptOutSite, question: WebQuestion): Promise<WebAnswer> {
  const form = await readForm(question, site.publicUrl);
  const target = form.ok ? (form.value.get("target") ?? "") : "";
  const said = form.ok ? await takeOptOut(site, question, form.value) : "not_understood";
  return seeOther(OPT_OUT_PATH, { target: target.trim().slice(0, MOST_SHOWN), said });
}

async function takeOptOut(
  site: OptOutSite,
  question: WebQuestion,
  form: URLSearchParams,
): Promise<OptOutSaying> {
  const target = readOptOutTarget(form.get("target") ?? "");
  if (!target.ok) return target.error.code;
  if (form.get("way") === "mail") return sendLink(site, question, form, target.value);
  const { checks, clientOf } = site;
  const allowed = await checks.takeForClient("opt-out ", clientOf(question), LOOKS);
  if (!allowed.ok) return "too_often";
  const answer = await findOptOuts(target.value, checks.resolve);
  switch (answer.kind) {
    case "found":
      for (const { place, scopes, isSigned } of answer.found)
        await addOptOuts(checks.db, place, scopes, recordNote(place.record, isSigned));
      return "entered";
    case "none":
      return "no_record";
    case "says_nothing":
      return "record_says_nothing";
    case "unknown":
      return "record_unknown";
  }
}

async function sendLink(
  { checks, clientOf, hasMail, now }: OptOutSite,
  question: WebQuestion,
  form: URLSearchParams,
  target: OptOutTarget,
): Promise<OptOutSaying> {
  if (!hasMail) return "no_mail";
  const scopes = OPT_OUT_SCOPES.filter((scope) => form.getAll("scope").includes(scope));
  if (scopes.length === 0) return "nothing_chosen";
  const allowed = await checks.takeForClient("opt-out mail ", clientOf(question), MAILS_ASKED);
  if (!allowed.ok) return "too_often";
  const to = await postmasterOfTarget(target, checks.resolve);
  if (to === null) return "no_postmaster";
  const unused = await checks.takeForClient("mail to ", to, MAILS_TO_ONE);
  if (!unused.ok) return "too_often";
  const { kind, value } = target;
  await addMessage(
    checks.db,
    {
      channel: "mail",
      reason: "opt_out_link",
      about: value,
      recipient: to,
      subject: `Opt out of DANE statistics: ${value}`,
      body: linkText(value, scopes),
      links: {
        link: {
          path: OPT_OUT_CONFIRM_PATH,
          purpose: "opt_out",
          subject: JSON.stringify({ target: { kind, value }, scopes, to }),
          lifetimeMs: DAY_MS,
        },
        stop: null,
      },
      keepTryingMs: DAY_MS,
    },
    now(),
  );
  return "link_sent";
}

const linkText = (value: string, scopes: readonly OptOutScope[]): string =>
  [
    "Hello,",
    "",
    `somebody asked us to leave ${value} alone: no more ${scopes.map((scope) => OPT_OUT_SCOPE_WORDS[scope]).join(", and no more ")}. We write to you because you are the postmaster there.`,
    "",
    "If you want that, open this page and use its button. The link works for a day, and once:",
    "",
    "{link}",
    "",
    "If you do not, do nothing. Nothing is entered then, and no other mail follows.",
    "",
    "We measure how well DNSSEC and DANE protect mail, with a few DNS questions and SMTP sessions a day that send nothing.",
  ].join("\n");

/** Takes the button on the page that a link leads to: enters what the link is for, once. */
export async function confirmOptOut(site: OptOutSite, question: WebQuestion): Promise<WebAnswer> {
  const form = await readForm(question, site.publicUrl);
  if (!form.ok) return seeOther(OPT_OUT_PATH, { said: "not_understood" });
  const { db } = site.checks;
  const subject = await spendToken(db, "opt_out", form.value.get("token") ?? "", site.now());
  if (subject === null) return seeOther(OPT_OUT_PATH, { said: "link_over" });
  const { target, scopes, to } = Pending.parse(JSON.parse(subject));
  await addOptOuts(db, target, scopes, `link by mail to ${to}`);
  return seeOther(OPT_OUT_PATH, { target: target.value, said: "entered" });
}
