import { describe, expect, test } from "vitest";
import { optedOut } from "@/lib/check/opt-outs";
import type { MailAddress } from "../mail/mail-address";
import type { Contact, Incident } from "./incident";
import {
  contactFor,
  decideNotice,
  type EarlierNotice,
  NOTICE_CLAUSES,
  type NoticeCase,
  type NoticeClauseId,
} from "./notice-policy";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-26T12:00:00Z");

const incident: Incident = {
  ...{ id: "i".repeat(22), operator: "hoster.net", fault: "tlsa-invalid", series: "s" },
  ...{ domains: 40, hosts: 1, looks: 3, mendedMs: null },
  ...{ firstSeenMs: NOW - 2 * DAY, openedMs: NOW - 2 * DAY, firstLookMs: NOW - DAY },
  ...{ lastSeenMs: NOW, probedMs: NOW, nextMs: NOW },
};
const contact = (address: string, change: Partial<Contact> = {}): Contact => ({
  ...{ kind: "rname", address: address as MailAddress, recipient: `#${address}`, path: "safe" },
  ...change,
});
const first = contact("ops@dns.example");
const second = contact("postmaster@hoster.net", { kind: "postmaster" });

/** A case in which a mail goes out; each test makes one thing of it another. */
const allowed: NoticeCase = {
  incident,
  standing: { newest: "published", dayMs: NOW - DAY, heldToday: false },
  ...{ earlier: [], sentToday: 0, stopped: new Set(), optedOut: optedOut([]) },
  affected: [{ host: "mx1.hoster.net", addresses: ["192.0.2.1"] }],
  ...{ contacts: [first, second], now: NOW },
};
const changed = (change: Partial<Incident>): Partial<NoticeCase> => ({
  incident: { ...incident, ...change },
});
const earlier = (daysAgo: number, change: Partial<EarlierNotice> = {}): EarlierNotice => ({
  ...{ series: "s", operator: "hoster.net", recipient: first.recipient, fate: "told" },
  atMs: NOW - daysAgo * DAY,
  ...change,
});
const optOut = (value: string, kind: "domain" | "range" = "domain") => ({
  optedOut: optedOut([{ kind, value }]),
});

test("survey.md, Notices: with nothing against it, the first contact gets the first mail", () =>
  expect(decideNotice(allowed)).toEqual({ do: "send", contact: first, stage: 0 }));

const CASES: Record<NoticeClauseId, readonly [string, Partial<NoticeCase>][]> = {
  mended: [["a probe saw it gone", changed({ mendedMs: NOW })]],
  not_published: [
    ["the newest release is held", { standing: { ...allowed.standing, newest: "held" } }],
    [
      "a person let it out over a gate",
      { standing: { ...allowed.standing, newest: "overridden" } },
    ],
    ["there is none", { standing: { ...allowed.standing, newest: "none" } }],
    ["a gate held today", { standing: { ...allowed.standing, heldToday: true } }],
    ["it is four days old", { standing: { ...allowed.standing, dayMs: NOW - 4 * DAY } }],
  ],
  opted_out: [
    ["the operator's zone", optOut("hoster.net")],
    ["above it", optOut("net")],
    ["the only affected host", optOut("mx1.hoster.net")],
    ["its address", optOut("192.0.2.0/24", "range")],
  ],
  unconfirmed: [
    ["two looks", changed({ looks: 2 })],
    ["three looks in less than a day", changed({ firstLookMs: NOW - DAY + 1 })],
    [
      "1,000 domains are not more than 1,000",
      changed({ domains: 1_000, firstLookMs: NOW - 7 * HOUR }),
    ],
    [
      "less than six hours, many domains",
      changed({ domains: 1_001, firstLookMs: NOW - 6 * HOUR + 1 }),
    ],
  ],
  told_enough: [
    ["days 0, 7 and 30 are told", { earlier: [earlier(60), earlier(53), earlier(30)] }],
  ],
  not_yet: [
    ["day 20, told on 0 and 7", { earlier: [earlier(20), earlier(13)] }],
    ["day 30 less a moment", { earlier: [earlier(30 - 1e-6), earlier(22)] }],
  ],
  operator_week: [
    ["another fault was told six days ago", { earlier: [earlier(6, { series: "another" })] }],
  ],
  day_full: [["200 mails today", { sentToday: 200 }]],
  unseen: [
    ["no probe ever saw it", changed({ probedMs: null })],
    ["the last one did 11 minutes ago", changed({ probedMs: NOW - 11 * 60_000 })],
  ],
  no_contact: [["nobody is left", { contacts: [] }]],
};

describe("survey.md, Notices: each clause by itself keeps a mail back", () => {
  const all = Object.entries(CASES).flatMap(([id, cases]) =>
    cases.map(([why, change]) => ({ id, why, change })),
  );
  test.for(all)("$id: $why", ({ id, change }) => {
    const stopping = NOTICE_CLAUSES.filter(({ stops }) => stops({ ...allowed, ...change }));
    expect(stopping.map((clause) => clause.id)).toEqual([id]);
    expect(decideNotice({ ...allowed, ...change })).toEqual({ do: "wait", because: id });
  });
  test("every clause has a case", () =>
    expect(NOTICE_CLAUSES.map(({ id }) => id).sort()).toEqual(Object.keys(CASES).sort()));
});

describe("survey.md, Notices: what keeps nothing back", () => {
  test.for<[string, Partial<NoticeCase>, number]>([
    [
      "six hours are enough with 1,001 domains",
      changed({ domains: 1_001, firstLookMs: NOW - 6 * HOUR }),
      0,
    ],
    ["day 7", { earlier: [earlier(7)] }, 1],
    ["day 30", { earlier: [earlier(30), earlier(23)] }, 2],
    ["another series begins at 0", { earlier: [earlier(60, { series: "before" })] }, 0],
    [
      "what bounced does not count",
      { earlier: [earlier(1, { fate: "bounced", recipient: "#x" })] },
      0,
    ],
    ["what never left does not count", { earlier: [earlier(1, { fate: "lost" })] }, 0],
    ["199 mails today", { sentToday: 199 }, 0],
    [
      "one host of two opted out",
      {
        ...optOut("mx1.hoster.net"),
        affected: [...allowed.affected, { host: "mx2.hoster.net", addresses: [] }],
      },
      0,
    ],
  ])("%s", ([, change, stage]) =>
    expect(decideNotice({ ...allowed, ...change })).toMatchObject({ do: "send", stage }),
  );
});

describe("survey.md, Notices: contacts in order, passed over where", () => {
  const bounced = (daysAgo: number, series: string) =>
    earlier(daysAgo, { fate: "bounced", series, operator: "other.net" });
  test.for<[string, Partial<NoticeCase>, Contact | null]>([
    [
      "its mail would need what is broken",
      { contacts: [{ ...first, path: "broken" }, second] },
      second,
    ],
    [
      "nobody can tell whether it would",
      { contacts: [{ ...first, path: "unknown" }, second] },
      second,
    ],
    ["nothing takes mail there", { contacts: [{ ...first, path: "none" }, second] }, second],
    ["it asked for none", { stopped: new Set([first.recipient]) }, second],
    ["its own domain opted out", optOut("dns.example"), second],
    ["what was sent about this came back", { earlier: [earlier(1, { fate: "bounced" })] }, second],
    ["one bounce of another series is none", { earlier: [bounced(20, "x")] }, first],
    ["two bounces: not for 180 days", { earlier: [bounced(300, "x"), bounced(179, "y")] }, second],
    ["and then again", { earlier: [bounced(300, "x"), bounced(180, "y")] }, first],
    ["two bounces far apart", { earlier: [bounced(190, "x"), bounced(9, "y")] }, first],
    [
      "it had a mail this week",
      { earlier: [earlier(6.9, { series: "x", operator: "other.net" })] },
      second,
    ],
    ["none of them can be written to", { contacts: [{ ...first, path: "broken" }] }, null],
  ])("%s", ([, change, expected]) =>
    expect(contactFor({ ...allowed, ...change })).toEqual(expected),
  );
});
