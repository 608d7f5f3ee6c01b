import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openNoticeTools } from "@/lib/notices/incidents/check-look";
import { NOTICE_CLAUSES } from "@/lib/notices/incidents/notice-policy";
import { type DecidedNotice, noticeTurn } from "@/lib/notices/incidents/notice-turn";
import { composeMail } from "@/lib/notices/mail/compose-mail";
import type { MailAddress } from "@/lib/notices/mail/mail-address";
import { parseArguments } from "@/scripts/command-line/parse";
import { checkSettings, mailSettings } from "../start/checks";
import { openDatabase, type SurveyCommand } from "./command";

const USAGE = `survey notices [--send] [--out FOLDER]

Works out incidents from the newest published release, looks at those that are due, and writes the mails
that the policy of notices lets out. Nothing is sent unless told: each mail is written down as if it had
been, so that weeks of it can be read before the first one leaves. Run it every hour.

  --send        puts the mails into the outbox, which the site sends by its relay
  --out FOLDER  writes each mail as a file that a mail program opens

Both ways have a history of their own: what was only written down was told to nobody.`;

/** Where no sender is set up, a mail that is only written down is from nobody. */
const NO_SENDER = "notices@site.invalid" as MailAddress;

/** `survey notices`. */
export const noticesCommand: SurveyCommand = {
  summary: "mails to operators of broken MX hosts, written down or sent",
  usage: USAGE,
  run: async (context) => {
    const { env, life, reporter, invokedFrom } = context;
    const parsed = parseArguments(context.args, {
      send: { type: "boolean" },
      out: { type: "string" },
    });
    if (!parsed.ok) return life.fail({ code: "bad_argument", message: parsed.error });
    const { send = false, out } = parsed.value.values;
    if (parsed.value.positionals.length > 0)
      return life.fail({ code: "bad_argument", message: "survey notices takes options only." });
    const mail = mailSettings(env);
    if (!mail.ok) return life.fail(mail.error);
    if (send && mail.value === null)
      return life.fail({
        code: "no_relay",
        message: "--send needs a relay: SMTP_RELAY_URL and MAIL_FROM.",
      });
    const settings = await checkSettings(env);
    if (!settings.ok) return life.fail(settings.error);
    const database = await openDatabase(context);
    if (!database.ok) return life.fail(database.error);
    const tools = await openNoticeTools(database.value, settings.value);
    if (!tools.ok) {
      const { code, sentence } = tools.error;
      return life.fail({ code, message: `No look can be relied on: ${sentence}` });
    }
    life.onEnd(async () => tools.value.close());
    const mails: DecidedNotice[] = [];
    const turn = await noticeTurn({
      ...tools.value,
      db: database.value,
      mode: send ? "live" : "dry",
      publicUrl: env.publicUrl,
      onNotice: (notice) => mails.push(notice),
      log: {
        error: (fields, message) => reporter.event("fault", { ...fields }, message),
        warn: (fields, message) => reporter.event("warning", { ...fields }, message),
      },
      now: Date.now,
    });
    for (const notice of mails) {
      const { id, to, subject, body, stage, contact, incident } = notice;
      const facts = { id, incident: incident.id, operator: incident.operator, to, contact, stage };
      reporter.event(
        send ? "queued" : "would_send",
        { ...facts, subject },
        `${send ? "Queued" : "Would be sent"} to ${to} (${contact}):\n${subject}\n\n${body}\n`,
      );
      if (out !== undefined) {
        const folder = path.resolve(invokedFrom, out);
        await mkdir(folder, { recursive: true });
        const text = body.replaceAll("{stop}", `${env.publicUrl}/… (made when it is sent)`);
        const written = { id, to, subject, text, stopUrl: null, date: new Date() };
        const octets = await composeMail(written, mail.value?.from ?? NO_SENDER);
        await writeFile(path.join(folder, `${id}.eml`), octets);
      }
    }
    const { release, looks, notices, waiting } = turn;
    reporter.event(
      "notices",
      { release, looks, notices, waiting, sends: send },
      [
        `Release: ${releaseWords(release)}`,
        `${looks} looks, ${notices} mails ${send ? "queued" : "that would be sent"}.`,
        ...NOTICE_CLAUSES.filter(({ id }) => waiting[id] !== undefined).map(
          ({ id, words }) => `${waiting[id]} wait: ${words}.`,
        ),
      ].join("\n"),
    );
    return 0;
  },
};

function releaseWords(release: Awaited<ReturnType<typeof noticeTurn>>["release"]): string {
  switch (release.kind) {
    case "nothing":
      return "nothing new";
    case "overtaken":
      return `${release.release}: a later run has changed the state; the next release will do`;
    case "done":
      return `${release.release}: ${release.opened} incidents began, ${release.seen} go on, ${release.mended} are mended`;
  }
}
