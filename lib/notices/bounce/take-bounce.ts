import type { Db } from "@/db/client";
import { noteBounce } from "../incidents/notice-store";
import type { MailAddress } from "../mail/mail-address";
import { readBounce } from "./read-bounce";

/** What became of a message at the bounce address. */
export type TakenBounce = "noted" | "not_a_bounce" | "not_of_a_notice";

/**
 * Takes one message at the bounce address: a notice that came back is noted, so that the next contact
 * gets its turn. Taking it again changes nothing.
 *
 * @param from what our mail is from.
 */
export async function takeBounce(
  db: Pick<Db, "execute">,
  octets: Buffer,
  from: MailAddress,
  now: number,
): Promise<TakenBounce> {
  const bounce = readBounce(octets, from.slice(from.lastIndexOf("@") + 1));
  if (bounce.kind === "other") return "not_a_bounce";
  return (await noteBounce(db, bounce.id, now)) ? "noted" : "not_of_a_notice";
}
