import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { CheckReport } from "@/lib/model/check-report";
import type { LiveCheck } from "@/lib/model/live-check";
import { ok } from "@/lib/result";
import { CheckBench, noSession, tls, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { type TestCertificate, testCertificate } from "@/lib/verifier/testing/test-certificate";
import { testDatabase } from "@/scripts/testing/test-database";
import type { MailAddress } from "../mail/mail-address";
import { type MailRelay, openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";
import { type MailboxServer, startMailbox } from "../testing/mailbox-server";
import type { WebhookCall } from "../webhook/send-webhook";
import { enterAccount } from "./account-store";
import { watchFeed } from "./watch-feed";
import { addWatch, eventsOfWatch, proveWatch, setChannels, watchById } from "./watch-store";
import { watchTurn } from "./watcher";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse("2026-11-26T00:00:00Z");
const PUBLIC_URL = "https://stats.example";
/** Nothing here is a fault of ours. */
const note = (fields: object, message: string) => {
  throw new Error(`${message} ${JSON.stringify(fields)}`);
};
const from = "stats@stats.example" as MailAddress;

let db: Db;
let server: MailboxServer;
let relay: MailRelay;
beforeAll(async () => {
  const { url } = await testDatabase();
  db = connect(url, { maxConnections: 6 });
  server = await startMailbox();
  relay = openMailRelay({ relayUrl: server.url, from, bounces: from });
});
afterAll(async () => {
  relay.close();
  await server.close();
  await db.$client.end({ timeout: 5 });
});

const leafUntil = (days: number): TestCertificate =>
  testCertificate({
    subject: "mx1.example.nl",
    dnsNames: ["mx1.example.nl"],
    notBefore: new Date(START + (days - 90) * DAY_MS),
    notAfter: new Date(START + days * DAY_MS),
  });

/** A check of one host that shows a certificate, with records of some. */
async function report(
  shown: TestCertificate | null,
  published: readonly TestCertificate[],
): Promise<CheckReport> {
  const bench = new CheckBench().host(
    "mx1",
    "192.0.2.1",
    published.map((each) => tlsaOf(each)),
  );
  const attempt = shown === null ? noSession("connection_timeout") : tls(shown);
  bench.servers.set("192.0.2.1", [attempt]);
  // The bench signs at one instant; how long its signatures last is not what is simulated here.
  return { ...(await bench.check()), trace: [] };
}

test("nine weeks: each piece of news once, in each channel, and nothing else", async () => {
  const [first, second] = [leafUntil(45), leafUntil(120)];
  const good = await report(first, [first, second]);
  const botched = await report(second, [first]);
  const away = await report(null, [first, second]);
  const renewed = await report(second, [first, second]);
  const bogus: CheckReport = {
    ...good,
    verdict: "bogus",
    hosts: [],
    mx: { ...good.mx, status: "bogus", outcome: "none" },
  };
  const unsigned: CheckReport = {
    ...good,
    verdict: "insecure",
    hosts: good.hosts.map((host) => ({ ...host, verdict: "insecure" })),
  };
  expect([good.verdict, botched.verdict, away.verdict]).toEqual([
    "dane_ok",
    "dane_fail",
    "tempfail",
  ]);

  let now = START;
  let blips = 0;
  let flaps = 0;
  const day = () => (now - START) / DAY_MS;
  /** What a check of that moment finds. */
  const found = (): CheckReport => {
    const at = day();
    if (at >= 3.1 && at < 3.5) return botched; // a rotation that went wrong for ten hours
    if (at >= 7 && at < 7.3) return blips++ === 0 ? botched : good; // one unlucky look
    if (at >= 10 && at < 12) return away; // a server that was away for two days
    if (at >= 14 && at < 15.2) return bogus; // signatures that were not renewed
    if (at >= 20 && at < 20.4) return unsigned; // the DS record was gone
    if (at >= 25 && at < 27.5) return flaps++ % 3 === 2 ? good : botched; // up and down
    return at >= 40 ? renewed : good; // the certificate of day 45 is renewed on day 40
  };

  const kept = new Map<string, LiveCheck>();
  const hooks: WebhookCall[] = [];
  const parts = {
    db,
    publicUrl: PUBLIC_URL,
    hasMail: true,
    log: { error: note, warn: note },
    now: () => now,
    request: async (domain: string) => {
      // As the queue does: who asks for the same at once gets the same.
      const id = `check-${now}`;
      if (kept.has(id)) return ok({ id, domain, how: "joined" as const, allowance: null });
      const base = { id, domain, unicode: domain, position: null, failure: null, previous: null };
      const moment = new Date(now).toISOString();
      const made = { ...found(), checkedAt: moment };
      kept.set(id, {
        ...base,
        state: "done",
        queuedAt: moment,
        startedAt: moment,
        finishedAt: moment,
        verdict: made.verdict,
        report: made,
        changes: null,
      });
      return ok({ id, domain, how: "queued" as const, allowance: null });
    },
    result: async (id: string) => kept.get(id) ?? null,
  };
  const outbox = {
    db,
    relay,
    publicUrl: PUBLIC_URL,
    now: () => now,
    log: { error: () => {}, warn: () => {} },
    webhook: async (call: WebhookCall) => {
      hooks.push(call);
      return { kind: "sent" as const, answer: "status 200" };
    },
  };

  const account = await enterAccount(db, "ops@elsewhere.example.net", now);
  const watch = await addWatch(db, { account: account.id, domain: "example.nl" }, now);
  if (!watch.ok) throw new Error(watch.error);
  const { id } = watch.value;
  await setChannels(db, watch.value, { byMail: true, webhook: "https://hooks.example.net/" });
  await watchTurn(parts);
  expect(kept.size).toBe(0); // nothing before it was shown to be theirs
  await proveWatch(db, id, "dns", now);

  /** The next moment at which anything is due. */
  const goOn = async () => {
    const [due] = await db.$client<{ ms: number | null }[]>`
      select extract(epoch from min(at))::float8 * 1000 as ms from (
        select next_at as at from notices.watches where "check" is null
        union all select next_at from notices.outbox where state = 'waiting') all_due`;
    now = Math.max(now + MINUTE_MS, due?.ms ?? 0);
  };
  for (let turn = 0; day() < 63; turn += 1) {
    // Two processes, and now and then neither gets to sending before the next turn.
    await Promise.all([watchTurn(parts), watchTurn(parts)]);
    if (turn % 3 > 0) await Promise.all([sendDue(outbox), sendDue(outbox)]);
    await goOn();
  }
  await sendDue(outbox);

  const events = (await eventsOfWatch(db, id, 1000)).toReversed();
  const flapping = events.filter(
    ({ atMs }) => atMs >= START + 25 * DAY_MS && atMs < START + 28 * DAY_MS,
  );
  const others = events.filter((event) => !flapping.includes(event));
  const told = others.map(({ title, atMs }) => `${((atMs - START) / DAY_MS).toFixed(0)} ${title}`);
  expect(told).toEqual([
    "3 example.nl: TLSA records do not match at mx1.example.nl",
    "4 example.nl: all is well again",
    "14 example.nl: DNSSEC is broken at example.nl",
    "15 example.nl: all is well again",
    "20 example.nl: DANE is gone at example.nl",
    "20 example.nl: all is well again",
    "31 example.nl: a certificate ends soon at mx1.example.nl",
    "40 example.nl: all is well again",
  ]);
  expect(flapping.length).toBeGreaterThan(6);
  expect(flapping.length % 2).toBe(0);

  // Each event went to the webhook once, and by mail once; but never more than six mails a day.
  expect(new Set(hooks.map(({ id: hook }) => hook)).size).toBe(hooks.length);
  expect(hooks).toHaveLength(events.length);
  const dates = server.arrived.map(({ headers }) => Date.parse(headers.get("date") ?? ""));
  for (const date of dates)
    expect(dates.filter((other) => other > date - DAY_MS && other <= date).length).toBeLessThan(7);
  const unmailed = events.length - server.arrived.length;
  expect(unmailed).toBeGreaterThan(0);
  expect(unmailed).toBeLessThan(8);
  const subjects = server.arrived.map(({ headers }) => headers.get("subject"));
  expect(subjects[0]).toBe("example.nl: TLSA records do not match at mx1.example.nl");
  expect(new Set(server.arrived.map(({ headers }) => headers.get("message-id"))).size).toBe(
    server.arrived.length,
  );
  // What all of that cost the mail server: eight checks a day at most, broken or not.
  expect(kept.size).toBeLessThan(63 * 8);

  const [alarm] = server.arrived;
  if (alarm === undefined) throw new Error("no mail");
  const lines = alarm.text.split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 78 && !/^https:\S+$/.test(line))).toEqual([]);
  expect(alarm.text).toContain("_25._tcp.mx1.example.nl. IN TLSA 3 1 1 (");
  expect(alarm.text).toContain(`${PUBLIC_URL}/guide?domain=example.nl`);
  expect(alarm.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");

  const [hook] = hooks;
  expect(JSON.parse(hook?.body ?? "")).toMatchObject({
    type: "watch.news",
    domain: "example.nl",
    isWell: false,
    begun: [{ kind: "tlsa_mismatch", subject: "mx1.example.nl" }],
  });
  const feed = watchFeed({ id, domain: "example.nl" }, events.toReversed(), PUBLIC_URL);
  expect(feed.match(/<entry>/g)).toHaveLength(events.length);
  expect((await watchById(db, id))?.verdict).toBe("dane_ok");
});
