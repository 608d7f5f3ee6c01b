import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { type NoticeTurn, noticeTurn } from "@/lib/notices/incidents/notice-turn";
import { openMailRelay } from "@/lib/notices/mail/mail-relay";
import { type MailboxServer, startMailbox } from "@/lib/notices/testing/mailbox-server";
import { predictMails } from "@/lib/notices/testing/notices-model";
import { longWorld } from "@/lib/notices/testing/notices-world";
import { dayOfWorld, liveThrough, mailsIn, YEAR_FROM } from "@/lib/notices/testing/notices-year";
import { seededRandom } from "@/lib/verifier/testing/seeded-random";
import { type Program, startProgram } from "@/scripts/testing/program";
import { databaseAt } from "@/scripts/testing/templates";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import type { Drill } from "./drill";

const SEED = 20_261_126;
const OPERATORS = 40;
/** One in so many turns with a mail has its process killed. */
const KILLED_OF = 4;

/**
 * Lives through days of a made-up survey with two hours between turns: rotations botched and mended, held
 * releases, bounces, opt-outs, one click, and processes killed while they decide and while they send.
 *
 * Promises: what arrives over SMTP is what an independent model of the policy predicts, each mail once. A mail
 * whose process is killed after its last octet is `unsure`, and not sent again.
 */
export const noticesYear: Drill = {
  name: "notices-year",
  purpose: "a year of notices to operators against a model of their policy; a round is a day",
  rounds: { full: 365, sample: 0 },
  async run({ rounds: days, log }) {
    const cluster = await startThrowAwayCluster();
    const url = databaseAt(cluster.url, "year");
    const administrator = connect(cluster.url, { maxConnections: 1 });
    await administrator.$client`create database year`;
    await administrator.$client.end();
    const migrated = await migrate(url);
    if (!migrated.ok) throw new Error(migrated.error.message);
    const db = connect(url, { maxConnections: 6 });
    const mailbox = await startMailbox();
    const relay = openMailRelay({ relayUrl: mailbox.url, from: YEAR_FROM, bounces: YEAR_FROM });
    try {
      const world = longWorld(SEED, OPERATORS, days);
      const predicted = predictMails(world);
      const random = seededRandom(SEED);
      const doomed = new Set(
        [...new Set(predicted.map(({ at }) => at))].filter(() => random() < 1 / KILLED_OF),
      );
      const kills = { deciding: 0, before: 0, after: 0, missed: 0 };
      const totals = { turns: 0, looks: 0, waiting: new Map<string, number>() };
      const faults: string[] = [];
      await liveThrough(world, {
        ...{ db, mailbox, relay },
        log: { error: (_, message) => faults.push(message), warn: () => {} },
        turn: async (now, parts) => {
          if (doomed.has(now)) {
            const how = (["deciding", "before", "after"] as const)[Math.floor(random() * 3)];
            const sends = how !== "deciding";
            const args = [url, mailbox.url, now, SEED, OPERATORS, days, sends].map(String);
            const program = startProgram("lib/notices/testing/notices-program.ts", args);
            const killed = await killAt(how ?? "before", program, mailbox, random());
            kills[killed ? (how ?? "before") : "missed"] += 1;
          }
          const turn: NoticeTurn = await noticeTurn(parts);
          totals.turns += 1;
          totals.looks += turn.looks;
          for (const [clause, count] of Object.entries(turn.waiting))
            totals.waiting.set(clause, (totals.waiting.get(clause) ?? 0) + count);
          if (totals.turns % 720 === 0)
            log(`day ${Math.round(dayOfWorld(now))}: ${mailbox.arrived.length} mails arrived`);
          return true;
        },
      });
      const texts = (mails: ReturnType<typeof mailsIn>) =>
        mails
          .map(
            (mail) => `${dayOfWorld(mail.at).toFixed(3)} ${mail.operator} ${mail.to} ${mail.stage}`,
          )
          .sort();
      const [got, expected] = [texts(mailsIn(mailbox.arrived)), texts(predicted)];
      const strays = got.filter((mail) => !expected.includes(mail));
      const lost = expected.filter((mail) => !got.includes(mail));
      const twice = got.length - new Set(got).size;
      const states = await db.$client<{ state: string; count: number }[]>`
        select state, count(*)::int as count from notices.outbox group by 1 order by 1`;
      const [incidents] = await db.$client<{ all: number; mended: number; series: number }[]>`
        select count(*)::int as all, count(mended_at)::int as mended,
          count(distinct series)::int as series from notices.incidents`;
      const isSuccess =
        strays.length + lost.length + twice + faults.length === 0 && expected.length > 0;
      const ofStage = (stage: number) => predicted.filter((mail) => mail.stage === stage).length;
      return {
        isSuccess,
        report: [
          `${OPERATORS} operators, ${days} days, ${totals.turns} turns, ${totals.looks} looks; ${world.held.size} releases held, ${world.overridden.size} let out by a person, ${world.blind.size} hours without a look.`,
          `${incidents?.all ?? 0} incidents in ${incidents?.series ?? 0} series, ${incidents?.mended ?? 0} of them mended.`,
          "",
          `The model predicts ${expected.length} mails (${ofStage(0)} first, ${ofStage(1)} second, ${ofStage(2)} third ones); ${got.length} arrived: ${strays.length} that it does not predict, ${lost.length} missing, ${twice} twice. ${faults.length} faults of ours.`,
          `Killed with SIGKILL: ${kills.deciding} processes while they decided, ${kills.before} before the last octet of a mail, ${kills.after} after it; ${kills.missed} had ended by themselves.`,
          "",
          "| fate | mails |",
          "|---|--:|",
          ...states.map(({ state, count }) => `| ${state} | ${count} |`),
          "",
          "What kept mails back, in turns and incidents:",
          "",
          "| clause | times |",
          "|---|--:|",
          ...[...totals.waiting].sort((a, b) => b[1] - a[1]).map(([id, n]) => `| ${id} | ${n} |`),
          ...[
            ...strays.map((mail) => `- stray: ${mail}`),
            ...lost.map((mail) => `- lost: ${mail}`),
          ],
        ],
      };
    } finally {
      relay.close();
      await mailbox.close();
      await db.$client.end({ timeout: 5 });
      await cluster.stop();
    }
  },
};

/** Kills a process at a point of its turn; false where it ended before. */
async function killAt(
  how: "deciding" | "before" | "after",
  program: Program,
  mailbox: MailboxServer,
  share: number,
): Promise<boolean> {
  const { rcpt, data } = mailbox.refuse;
  const kill = () => program.child.kill("SIGKILL");
  if (how === "before")
    mailbox.refuse.rcpt = (address) => {
      kill();
      return rcpt(address);
    };
  if (how === "after")
    mailbox.refuse.data = () => {
      kill();
      return data();
    };
  if (how === "deciding")
    void program.printed(/begun/).then(
      () => sleep(share * 150).then(kill),
      () => {},
    );
  const ended = await program.ended;
  Object.assign(mailbox.refuse, { rcpt, data });
  return ended === "SIGKILL";
}
