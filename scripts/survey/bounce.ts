import { MOST_BOUNCE_OCTETS } from "@/lib/notices/bounce/read-bounce";
import { takeBounce } from "@/lib/notices/bounce/take-bounce";
import { mailSettings } from "../start/checks";
import { openDatabase, type SurveyCommand } from "./command";

/** RFC 5321's 4yz to a mail server that pipes: keep it, and try again. */
const EX_TEMPFAIL = 75;

const USAGE = `survey bounce < message

Takes one message that came to MAIL_BOUNCES. A report (RFC 3464) that a notice did not arrive is noted, and
the operator's next contact gets its turn; anything else is left alone. For a mail server's pipe: the exit
code is 0 for whatever the message is, and 75 where the database cannot be reached or a setting is missing.`;

/** The beginning of what is piped in; the rest is read and dropped, so that nobody writes to a closed pipe. */
async function standardInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let octets = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    if (octets < MOST_BOUNCE_OCTETS) pieces.push(piece);
    octets += piece.length;
  }
  return Buffer.concat(pieces).subarray(0, MOST_BOUNCE_OCTETS);
}

/** `survey bounce`. */
export const bounceCommand: SurveyCommand = {
  summary: "a message at the bounce address, from a mail server's pipe",
  usage: USAGE,
  run: async (context) => {
    const { env, reporter } = context;
    const octets = await standardInput();
    const mail = mailSettings(env);
    if (!mail.ok || mail.value === null) {
      console.error(mail.ok ? "survey bounce needs MAIL_FROM." : mail.error.message);
      return EX_TEMPFAIL;
    }
    const database = await openDatabase(context);
    if (!database.ok) {
      console.error(database.error.message);
      return EX_TEMPFAIL;
    }
    const taken = await takeBounce(database.value, octets, mail.value.from, Date.now()).catch(
      (cause: unknown) => {
        console.error(cause instanceof Error ? cause.message : String(cause));
        return null;
      },
    );
    if (taken === null) return EX_TEMPFAIL;
    reporter.event("bounce", { taken }, `The message is ${taken.replaceAll("_", " ")}.`);
    return 0;
  },
};
