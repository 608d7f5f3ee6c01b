import { z } from "zod";
import { addOptOuts } from "@/lib/check/opt-out-store";
import { addStop } from "../incidents/notice-store";
import { NOTICE_STOP_PATH } from "../incidents/notice-words";
import { tokenSubject } from "../token-store";
import type { OptOutSite } from "./opt-out-answers";
import { seeOther, type WebAnswer, type WebQuestion } from "./web-question";

const ONE_CLICK = "List-Unsubscribe=One-Click";
const Subject = z.object({ recipient: z.string(), operator: z.string() });

/**
 * Ends notices: to the address that got the link, and about the operator that the mail was about. By the
 * button of the page, or by the one click of a mail program, which sends a form of its own, follows no
 * redirect and has no session (RFC 8058 §3.1, §3.2). It works more than once, as mail programs try again.
 */
export async function stopNotices(
  { checks, now }: Pick<OptOutSite, "now"> & { checks: Pick<OptOutSite["checks"], "db"> },
  question: WebQuestion,
): Promise<WebAnswer> {
  const { db } = checks;
  const body = (await question.body(8_192))?.toString("utf8") ?? "";
  const inAddress = new URLSearchParams(question.search).get("token") ?? "";
  const token = inAddress === "" ? (new URLSearchParams(body).get("token") ?? "") : inAddress;
  const subject = await tokenSubject(db, "notice_stop", token, now());
  if (subject !== null) {
    const { recipient, operator } = Subject.parse(JSON.parse(subject));
    await addStop(db, recipient, body.includes(ONE_CLICK), now());
    const optOut = { kind: "domain", value: operator } as const;
    await addOptOuts(db, optOut, ["notices"], "link in a notice to its contact");
  }
  if (inAddress === "" && !body.includes(ONE_CLICK))
    return seeOther(NOTICE_STOP_PATH, { said: subject === null ? "link_over" : "stopped" });
  return {
    kind: "whole",
    answer: {
      status: subject === null ? 404 : 200,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: subject === null ? "That link no longer works.\n" : "No more notices.\n",
    },
  };
}
