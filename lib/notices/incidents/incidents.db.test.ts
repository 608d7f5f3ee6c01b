import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { listNoticeOptOuts } from "@/lib/check/opt-out-store";
import { type MadeDomain, type MadeHost, MadeUpState } from "@/scripts/testing/made-up-state";
import { testDatabase } from "@/scripts/testing/test-database";
import { takeBounce } from "../bounce/take-bounce";
import type { MailAddress } from "../mail/mail-address";
import { openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";
import { reportOf } from "../testing/delivery-report";
import { type MailboxServer, startMailbox } from "../testing/mailbox-server";
import { oneClick, YEAR_FROM } from "../testing/notices-year";
import { stopNotices } from "../web/notice-stop-answers";
import { recipientHash } from "./find-contacts";
import { forgetIncidents, hostsOfIncident, incidentById, incidentsOf } from "./incident-store";
import type { LookAtHost } from "./look-at-hosts";
import { forgetNoticeRecipients } from "./notice-store";
import { noticeTurn } from "./notice-turn";
import { incidentsOfRelease } from "./release-incidents-store";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let db: Db;
let state: MadeUpState;
let day: number;
let now: number;
let mailbox: MailboxServer;
beforeAll(async () => {
  mailbox = await startMailbox();
  db = connect((await testDatabase()).url, { maxConnections: 4 });
});
beforeEach(async () => {
  await db.$client`
    truncate scan.domains, scan.raw_keys, scan.changes, scan.coverage, scan.hosts, scan.mx_sets, scan.runs, scan.pools,
      tally.publications, notices.incidents, notices.incident_releases, notices.outbox, notices.stops,
      notices.opt_outs, notices.tokens restart identity cascade`;
  const [pool] = await db.$client<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, 0, 0, 0) returning id`;
  state = new MadeUpState(db, pool?.id ?? 0);
  day = Date.parse("2026-11-01T00:00:00Z");
  mailbox.arrived.length = 0;
});
afterAll(async () => {
  await mailbox.close();
  await db.$client.end({ timeout: 5 });
});

const host = (verdict: MadeHost["verdict"], problem: string | null = null): MadeHost => ({
  ...{ verdict, zone: "hoster.net", tlsa: [[3, 1, 1]] },
  addresses: [{ address: "192.0.2.1", verdict: verdict === "no_tls" ? "no_tls" : "fail", problem }],
});
const uses = (...mx: string[]): MadeDomain => ({ verdict: "dane_fail", mx });

/** A day's run, published unless told otherwise; the next one is a day later. */
async function run(
  domains: Record<string, MadeDomain>,
  hosts: Record<string, MadeHost>,
  how: "published" | "held" | "overridden" = "published",
) {
  const date = new Date(day).toISOString().slice(0, 10);
  const id = await state.run(
    date,
    new Map(Object.entries(domains)),
    new Map(Object.entries(hosts)),
  );
  const isHeld = how === "held";
  const override = how === "overridden" ? '{"why":"known"}' : null;
  await db.$client`
    insert into tally.publications (run, state, started_at, finished_at, release, revision, override)
    values (${id}, ${isHeld ? "held" : "published_with_flags"}, ${date}::timestamptz,
      ${`${date}T20:00:00Z`}::timestamptz, ${`survey-${date}`}, ${isHeld ? null : 1},
      ${override}::text::jsonb)`;
  now = day + 20 * HOUR;
  day += DAY;
  return incidentsOfRelease(db, now);
}

const found = async () =>
  (await incidentsOf(db, ["hoster.net", "other.org"])).map(
    ({ operator, fault, domains, hosts, mendedMs }) =>
      `${operator} ${fault} ${domains} domains ${hosts} hosts${mendedMs === null ? "" : " mended"}`,
  );

describe("incidents of a release: MX host operator × fault", () => {
  test("domains of several hosts count once, those with unsigned MX records not at all", async () => {
    const broken = {
      "mx1.hoster.net": host("fail", "tlsa_mismatch"),
      "mx2.hoster.net": host("fail"),
      "mx3.hoster.net": host("fail", "cert_expired"),
      "mx4.hoster.net": host("no_tls", "handshake_failed"),
      "mx5.hoster.net": { ...host("bogus"), zone: null },
      "mx6.hoster.net": host("ok"),
      "mx7.hoster.net": host("dns_error"),
      "mx8.hoster.net": host("unreachable"),
      "mx.unused.org": { ...host("fail"), zone: "unused.org" },
    };
    const domains = {
      "a.nl": uses("mx1.hoster.net", "mx2.hoster.net"),
      "b.nl": uses("mx1.hoster.net"),
      "c.nl": uses("mx3.hoster.net", "mx4.hoster.net"),
      "d.nl": { ...uses("mx1.hoster.net"), mxStatus: "insecure" } satisfies MadeDomain,
      "e.nl": uses("mx5.hoster.net", "mx6.hoster.net", "mx7.hoster.net", "mx8.hoster.net"),
    };
    expect(await run(domains, broken)).toMatchObject({ kind: "done", opened: 4, mended: 0 });
    expect((await found()).sort()).toEqual([
      "hoster.net certificate-expired 1 domains 1 hosts",
      "hoster.net dnssec-invalid 1 domains 1 hosts",
      "hoster.net tlsa-invalid 2 domains 2 hosts",
      "hoster.net validation-failure 1 domains 1 hosts",
    ]);
    const [incident] = (await incidentsOf(db, ["hoster.net"])).filter(({ hosts }) => hosts === 2);
    expect(await hostsOfIncident(db, incident?.id ?? "", 10)).toMatchObject([
      { host: "mx1.hoster.net", domains: 2, sample: "a.nl", addresses: ["192.0.2.1"] },
      { host: "mx2.hoster.net", domains: 1, sample: "a.nl" },
    ]);
    expect(await incidentsOfRelease(db, now)).toEqual({ kind: "nothing" });
  });

  test("mended, and again: another incident, of the same series within a week only", async () => {
    const domains = { "a.nl": uses("mx1.hoster.net") };
    const bad = { "mx1.hoster.net": host("fail") };
    const good = { "mx1.hoster.net": host("ok") };
    await run(domains, bad);
    expect(await run(domains, bad)).toMatchObject({ opened: 0, seen: 1 });
    expect(await run(domains, good)).toMatchObject({ mended: 1 });
    expect(await run(domains, bad)).toMatchObject({ opened: 1 });
    await run(domains, good);
    day += 7 * DAY;
    await run(domains, bad);
    const all = await incidentsOf(db, ["hoster.net"]);
    const [third, second, first] = all.sort((a, b) => b.openedMs - a.openedMs);
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect([first?.series, second?.series]).toEqual([first?.id, first?.id]);
    expect(third?.series).toBe(third?.id);
    expect(first?.looks).toBe(2);
  });

  test("what could not be told mends nothing: look-ups that fail, servers away, states carried", async () => {
    const domains = { "a.nl": uses("mx1.hoster.net") };
    await run(domains, { "mx1.hoster.net": host("fail") });
    for (const verdict of ["dns_error", "unreachable", "bogus"] as const)
      expect(await run(domains, { "mx1.hoster.net": host(verdict) })).toMatchObject({ mended: 0 });
    await run(domains, { "mx1.hoster.net": host("ok") });
    expect((await found()).filter((each) => /tlsa-invalid.*mended/.test(each))).toHaveLength(1);
  });

  test("never from a release that is held, or let out over a gate, nor once the state has moved on", async () => {
    const domains = { "a.nl": uses("mx1.hoster.net") };
    const bad = { "mx1.hoster.net": host("fail") };
    expect(await run(domains, bad, "held")).toEqual({ kind: "nothing" });
    expect(await run(domains, bad, "overridden")).toEqual({ kind: "nothing" });
    expect(await found()).toEqual([]);
    await db.$client`
      insert into tally.publications (run, state, started_at, finished_at, release, revision)
      select id - 1, 'published', now(), now(), 'survey-late', 1 from scan.runs order by id desc limit 1`;
    expect(await incidentsOfRelease(db, now)).toEqual({
      kind: "overtaken",
      release: "survey-late",
    });
    expect(await run(domains, bad)).toMatchObject({ kind: "done", opened: 1 });
  });
});

describe("from a broken host to a mail, and to what its reader does", () => {
  const ops = "ops@elsewhere.example" as MailAddress;
  const second = "postmaster@hoster.net" as MailAddress;
  const evil = "<img src=x>\r\nBcc: all@example.org";
  const look: LookAtHost = async (name) => ({
    ...{ host: name, verdict: "fail", fault: "tlsa-invalid" },
    evidence: {
      ...{ address: "192.0.2.1", summary: evil, published: [`3 1 1 ${"a1".repeat(32)}`] },
      ...{
        observed: "b2".repeat(32),
        publish: [`_25._tcp.${name}. IN TLSA 3 1 1 ${"b2".repeat(32)}`],
      },
    },
  });
  const contact = (kind: "rname" | "postmaster", address: MailAddress) =>
    ({ kind, address, recipient: recipientHash(address), path: "safe" }) as const;
  const parts = (mode: "dry" | "live") => ({
    ...{ db, mode, look, publicUrl: "https://stats.example", onNotice: () => {}, now: () => now },
    contactsOf: async () => [contact("rname", ops), contact("postmaster", second)],
    log: {
      error: (fields: object, message: string) => {
        throw new Error(`${message} ${JSON.stringify(fields)}`);
      },
      warn: () => {},
    },
  });

  /** Turns of a day and a half, the runs between them too. */
  async function confirmed(mode: "dry" | "live") {
    const domains = { "a.nl": uses("mx1.xn--bcher-kva.net") };
    const bad = { "mx1.xn--bcher-kva.net": { ...host("fail"), zone: "xn--bcher-kva.net" } };
    let notices = 0;
    for (let turn = 0; turn < 2; turn += 1) {
      await run(domains, bad);
      for (let hour = 0; hour < 20; hour += 2) {
        now += 2 * HOUR;
        notices += (await noticeTurn(parts(mode))).notices;
      }
    }
    return notices;
  }
  async function sent() {
    const relay = openMailRelay({ relayUrl: mailbox.url, from: YEAR_FROM, bounces: YEAR_FROM });
    const webhook = () => Promise.reject(new Error("no webhook here"));
    const log = { error: () => {}, warn: () => {} };
    await sendDue({
      ...{ db, relay, webhook, log },
      publicUrl: "https://stats.example",
      now: () => now,
    });
    relay.close();
    return mailbox.arrived;
  }

  test("a dry run writes down what it would send, and is no history of what is sent", async () => {
    expect(await confirmed("dry")).toBe(1);
    expect(await sent()).toEqual([]);
    now += HOUR;
    expect(await noticeTurn(parts("live"))).toMatchObject({ notices: 1 });
    expect(await sent()).toHaveLength(1);
  });

  test("RFC 8058, RFC 3834: the mail, its one click, its button, and what both mean", async () => {
    expect(await confirmed("live")).toBe(1);
    const [mail] = await sent();
    if (mail === undefined) throw new Error("no mail");
    expect([mail.from, mail.to]).toEqual([YEAR_FROM, [ops]]);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(mail.headers.get("subject")).toContain("xn--bcher-kva.net");
    expect(mail.raw).not.toMatch(/img|Bcc/);
    expect(mail.text.split("\n").length).toBeLessThan(40);
    expect(mail.text.split("\n").filter((line) => line.length > 80 && line.includes(" "))).toEqual(
      [],
    );
    const [, id = ""] = /incidents\/([\w-]{22})\n/.exec(mail.text) ?? [];
    expect(await incidentById(db, id)).toMatchObject({ operator: "xn--bcher-kva.net" });
    for (let time = 0; time < 2; time += 1)
      expect(await oneClick(db, mail, now)).toMatchObject({ answer: { status: 200 } });
    expect(await listNoticeOptOuts(db)).toEqual([{ kind: "domain", value: "xn--bcher-kva.net" }]);
    const [stop] = await db.$client`select recipient, is_one_click from notices.stops`;
    expect(stop).toEqual({ recipient: recipientHash(ops), is_one_click: true });
    const form = (token: string) =>
      stopNotices(
        { checks: { db }, now: () => now },
        {
          ...{
            method: "POST",
            path: "/problems/incidents/stop",
            search: "",
            remoteAddress: "192.0.2.9",
          },
          headers: {},
          body: async () => Buffer.from(String(new URLSearchParams({ token }))),
        },
      );
    const token = new URL(/<(.+)>/.exec(mail.headers.get("list-unsubscribe") ?? "")?.[1] ?? "");
    const location = async (of: string) => {
      const answer = await form(of);
      return answer.kind === "whole" ? answer.answer.headers.location : null;
    };
    expect(await location(token.searchParams.get("token") ?? "")).toMatch(/said=stopped$/);
    expect(await location("x".repeat(43))).toMatch(/said=link_over$/);
    const [row] = await db.$client`select hash from notices.tokens limit 1`;
    expect(row?.hash).not.toContain(token.searchParams.get("token"));
  });

  test("a report that it did not arrive: the next contact, once; one of another mail changes nothing", async () => {
    await confirmed("live");
    const [mail] = await sent();
    if (mail === undefined) throw new Error("no mail");
    const take = (octets: Buffer) => takeBounce(db, octets, YEAR_FROM, now);
    const other = mail.raw.replace(/Message-ID: <[0-9a-f]{32}/i, `Message-ID: <${"0".repeat(32)}`);
    expect(await take(reportOf({ ...mail, raw: other }))).toBe("not_of_a_notice");
    expect(await take(Buffer.from(mail.raw, "latin1"))).toBe("not_a_bounce");
    for (let time = 0; time < 2; time += 1) expect(await take(reportOf(mail))).toBe("noted");
    now += HOUR;
    expect(await noticeTurn(parts("live"))).toMatchObject({ notices: 1 });
    now += HOUR;
    expect(await noticeTurn(parts("live"))).toMatchObject({ notices: 0 });
    expect((await sent()).map(({ to }) => to[0])).toEqual([ops, second]);
  });

  test("200 a day, whoever they are about; the next day goes on", async () => {
    await run({}, {});
    await db.$client`
      insert into notices.incidents (id, operator, fault, series, release, revision, domains, hosts,
        first_seen, opened_at, last_seen, first_look, looks, next_at, mended_at)
      values ('x', 'x.nl', 'tlsa-invalid', 'x', 'r', 1, 1, 1, now(), now(), now(), now(), 1, now(), now())`;
    const full = (at: number) => db.$client`
      insert into notices.operator_notices (id, mode, incident, series, operator, stage, contact, at)
      select 'n' || n || ${at}, 'live', 'x', 'x', 'x.nl', 0, 'rname', to_timestamp(${at / 1000})
      from generate_series(1, 200) n`;
    for (let past = day; past < day + 3 * DAY; past += DAY) await full(past + 5 * HOUR);
    expect(await confirmed("live")).toBe(0);
    now = Math.ceil(now / DAY) * DAY;
    await run(
      { "a.nl": uses("mx1.xn--bcher-kva.net") },
      {
        "mx1.xn--bcher-kva.net": { ...host("fail"), zone: "xn--bcher-kva.net" },
      },
    );
    now += 5 * HOUR;
    expect((await noticeTurn(parts("live"))).notices).toBe(1);
  });

  test("what still waits is withdrawn once it is mended", async () => {
    await confirmed("live");
    await run({}, {});
    await noticeTurn(parts("live"));
    expect(await sent()).toEqual([]);
    const [row] = await db.$client`select state, body from notices.outbox`;
    expect(row).toEqual({ state: "withdrawn", body: null });
  });

  test("whom it went to is forgotten, even as a hash, and a mended incident too", async () => {
    await confirmed("live");
    await run({}, {});
    await forgetNoticeRecipients(db, DAY, now + 2 * DAY);
    const [row] = await db.$client`select recipient, contact from notices.operator_notices`;
    expect(row).toEqual({ recipient: null, contact: "rname" });
    await forgetIncidents(db, DAY, now + 2 * DAY);
    const [left] = await db.$client`
      select count(*)::int as count from notices.incidents, notices.operator_notices`;
    expect(left?.count).toBe(0);
  });
});
