import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkById } from "@/lib/check/check-store";
import type { Checks } from "@/lib/check/checks";
import { OTHER_LEAF, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { TEST_NOW } from "@/lib/verifier/testing/test-zone";
import { checkProgram, eventsOf, VISITOR } from "@/scripts/testing/check-program";
import type { MailAddress } from "../mail/mail-address";
import { openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";
import { type Arrived, type MailboxServer, startMailbox } from "../testing/mailbox-server";
import { forgetUnusedAccounts } from "../watch/account-store";
import { proofName } from "../watch/watch-proof";
import { eventsOfWatch, watchesOf } from "../watch/watch-store";
import { watchTurn } from "../watch/watcher";
import { type OperatorSite, operatorSite } from "./operator-site";
import { SHOWN_ONCE } from "./watch-answers";
import { accountOf } from "./watch-sign-in";
import type { WebAnswer, WebQuestion } from "./web-question";

const program = checkProgram();
const PUBLIC_URL = "https://stats.example";
/** Nothing here is a fault of ours. */
const note = (fields: object, message: string) => {
  throw new Error(`${message} ${JSON.stringify(fields)}`);
};
const from = "stats@stats.example" as MailAddress;

let mailbox: MailboxServer;
let checks: Checks;
let site: OperatorSite;
let now = TEST_NOW * 1000;
beforeAll(async () => {
  mailbox = await startMailbox();
});
beforeEach(async () => {
  mailbox.arrived.length = 0;
  await program.db().$client`truncate notices.accounts, notices.tokens, notices.outbox cascade`;
  checks = await program.open();
  site = operatorSite({
    checks,
    publicUrl: PUBLIC_URL,
    clientOf: () => VISITOR,
    hasMail: true,
    now: () => now,
  });
});
afterAll(() => mailbox.close());

const question = (
  path: string,
  fields: Record<string, string> | null,
  cookie = "",
  headers: Record<string, string> = {},
): WebQuestion => {
  const [plain = "", search] = path.split("?");
  return {
    method: fields === null ? "GET" : "POST",
    path: plain,
    search: search === undefined ? "" : `?${search}`,
    headers: {
      ...(cookie === "" ? {} : { cookie: `other=1; ${cookie}; more=2` }),
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
      ...headers,
    },
    remoteAddress: VISITOR,
    body: async () => Buffer.from(String(new URLSearchParams(fields ?? {}))),
  };
};

/** What an answer leads to: the code that the page says, or "" for none. */
function said(answer: WebAnswer): string {
  if (answer.kind !== "whole") throw new Error("a page");
  expect(answer.answer.status).toBe(303);
  const location = answer.answer.headers.location ?? "";
  expect(location).toMatch(/^\/watch(\?|$)/);
  return new URLSearchParams(location.split("?")[1]).get("said") ?? "";
}

const send = async (path: string, fields: Record<string, string>, cookie = "") =>
  said(await site.ask(question(path, fields, cookie)));

async function mailed(): Promise<Arrived> {
  const before = mailbox.arrived.length;
  const relay = openMailRelay({ relayUrl: mailbox.url, from, bounces: from });
  await sendDue({
    db: program.db(),
    relay,
    webhook: () => Promise.reject(new Error("no webhook here")),
    publicUrl: PUBLIC_URL,
    log: { error: () => {}, warn: () => {} },
    now: () => now,
  });
  relay.close();
  const mail = mailbox.arrived.at(-1);
  if (mail === undefined || mailbox.arrived.length !== before + 1) throw new Error("not one mail");
  return mail;
}

const tokenIn = ({ text }: Arrived, path: string): string =>
  new RegExp(`^${PUBLIC_URL}${path}\\?token=(\\S{43})$`, "m").exec(text)?.[1] ?? "none";

/** Signs in as an address does: by the mail that it gets. Gives the cookie. */
async function signIn(mail = "ops@elsewhere.nl"): Promise<string> {
  expect(await send("/watch/sign-in", { mail })).toBe("link_sent");
  const token = tokenIn(await mailed(), "/watch/enter");
  const answer = await site.ask(question("/watch/enter", { token }));
  if (answer.kind !== "whole") throw new Error("a page");
  const cookie = answer.answer.headers["set-cookie"] ?? "";
  expect(cookie).toMatch(
    /^watch=[\w-]{43}; Max-Age=604800; Path=\/watch; HttpOnly; SameSite=Lax; Secure$/,
  );
  return cookie.split(";")[0] ?? "";
}

const owner = async (cookie: string) => {
  const account = await accountOf(program.db(), cookie, now);
  if (account === null) throw new Error("nobody");
  return account;
};
const onlyWatch = async (cookie: string) => {
  const [watch, ...more] = await watchesOf(program.db(), (await owner(cookie)).id);
  if (watch === undefined || more.length > 0) throw new Error("not one watch");
  return watch;
};

describe("signing in by a link", () => {
  test("works once, by its button; opening it changes nothing; it ends after an hour", async () => {
    await send("/watch/sign-in", { mail: "ops@elsewhere.nl" });
    const mail = await mailed();
    expect(mail.headers.has("list-unsubscribe")).toBe(false);
    const token = tokenIn(mail, "/watch/enter");
    for (const _ of [1, 2])
      expect((await site.ask(question(`/watch/enter?token=${token}`, null))).kind).toBe("page");
    const both = await Promise.all([1, 2].map(() => send("/watch/enter", { token })));
    expect(both.sort()).toEqual(["", "link_over"]);

    await send("/watch/sign-in", { mail: "ops@elsewhere.nl" });
    const late = tokenIn(await mailed(), "/watch/enter");
    now += 3_601_000;
    expect(await send("/watch/enter", { token: late })).toBe("link_over");
  });

  test("no secret rests in the database", async () => {
    const cookie = await signIn();
    const secret = cookie.slice("watch=".length);
    const dump = JSON.stringify(await program.db().$client`select * from notices.tokens`);
    expect(dump).toContain("watch_session");
    expect(dump).not.toContain(secret);
  });

  test("a guessed or foreign secret is nobody's", async () => {
    await signIn();
    for (const cookie of ["", "watch=", `watch=${"A".repeat(43)}`, "watch=' or 1=1 --"])
      expect(await accountOf(program.db(), cookie, now)).toBeNull();
    expect(await send("/watch/enter", { token: "A".repeat(43) })).toBe("link_over");
  });

  test("a session ends when it is ended, here or everywhere, and after a week", async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    expect(await send("/watch/sign-out", {}, one)).toBe("signed_out");
    expect(await accountOf(program.db(), one, now)).toBeNull();
    expect(await accountOf(program.db(), two, now)).not.toBeNull();
    await send("/watch/sign-out", { everywhere: "yes" }, two);
    expect(await accountOf(program.db(), three, now)).toBeNull();
    const four = await signIn();
    expect(await accountOf(program.db(), four, now + 7 * 86_400_000)).toBeNull();
  });

  test("forms of other sites are not taken", async () => {
    const cookie = await signIn();
    const foreign = question("/watch/add", { domain: "good.nl" }, cookie, {
      "sec-fetch-site": "cross-site",
    });
    expect(said(await site.ask(foreign))).toBe("not_understood");
  });

  test("a page gets our cookie and no other", async () => {
    const cookie = await signIn();
    const answer = await site.ask(question("/watch", null, cookie));
    expect(answer).toMatchObject({ kind: "page", path: "/watch", headers: { cookie } });
    const without = await site.ask(question("/opt-out", null, cookie));
    expect(without).toMatchObject({ kind: "page", headers: {} });
  });
});

describe("a watch, from its beginning to its end", () => {
  test("shown by a TXT record; told when it breaks; ended with one click", async () => {
    const { zone } = await program.lab().domain("mine", { tlsa: "wrong" });
    // A record for a next key, so that its absence is no news.
    zone.add(`_${program.lab().settings.smtpPort}._tcp.mx`, tlsaOf(OTHER_LEAF));
    const cookie = await signIn();
    expect(await send("/watch/add", { domain: "postmaster@MINE.nl" }, cookie)).toBe("added");
    const { id, proofCode } = await onlyWatch(cookie);
    expect(await send("/watch/prove", { watch: id, way: "dns" }, cookie)).toBe("no_record");
    const record = { kind: "TXT", strings: [Buffer.from(proofCode)] } as const;
    zone.add(proofName("@").slice(0, -2), record);
    expect(await send("/watch/prove", { watch: id, way: "dns" }, cookie)).toBe("proven");

    const db = program.db();
    const parts = {
      db,
      request: checks.request,
      result: (check: string) => checkById(db, check),
      publicUrl: PUBLIC_URL,
      hasMail: true,
      log: { error: note, warn: note },
      now: () => now,
    };
    for (let round = 0; round < 2; round += 1) {
      let settled = await watchTurn(parts);
      const { check } = await onlyWatch(cookie);
      // A check may be done before the turn that asked for it looks at what is done.
      if (settled === 0) {
        if (check === null) throw new Error("no check was asked for");
        await eventsOf(checks, check);
        settled = await watchTurn(parts);
      }
      expect(settled).toBe(1);
      expect(await eventsOfWatch(db, id, 10)).toHaveLength(round);
      await db.$client`update checks.checks set finished_at = finished_at - interval '1 hour'`;
      now += 11 * 60_000;
    }
    const mail = await mailed();
    expect(mail.to).toEqual(["ops@elsewhere.nl"]);
    expect(mail.headers.get("subject")).toBe("mine.nl: TLSA records do not match at mx.mine.nl");
    const stop = tokenIn(mail, "/watch/stop");
    expect(mail.headers.get("list-unsubscribe")).toBe(`<${PUBLIC_URL}/watch/stop?token=${stop}>`);

    const click = question(`/watch/stop?token=${stop}`, { "List-Unsubscribe": "One-Click" }, "", {
      "sec-fetch-site": "cross-site",
    });
    expect(await site.ask(click)).toMatchObject({ kind: "whole", answer: { status: 200 } });
    expect((await onlyWatch(cookie)).byMail).toBe(false);
    expect((await site.ask(question(`/watch/stop?token=${stop}`, null))).kind).toBe("page");

    expect(await send("/watch/remove", { watch: id }, cookie)).toBe("removed");
    expect(await watchesOf(db, (await owner(cookie)).id)).toEqual([]);
    const [left] = await db.$client`select count(*)::int as count from notices.watch_events`;
    expect(left?.count).toBe(0);
    expect(await send("/watch/stop", { token: stop })).toBe("link_over");
  });

  test("shown by mail to the postmaster of the registered domain, once", async () => {
    const cookie = await signIn();
    await send("/watch/add", { domain: "mx1.hoster.nl" }, cookie);
    const { id } = await onlyWatch(cookie);
    expect(await send("/watch/prove", { watch: id, way: "mail" }, cookie)).toBe("proof_sent");
    const mail = await mailed();
    expect(mail.to).toEqual(["postmaster@hoster.nl"]);
    expect(mail.text).toContain("ops@elsewhere.nl");
    const token = tokenIn(mail, "/watch/proof");
    expect((await onlyWatch(cookie)).provenMs).toBeNull();
    expect(await send("/watch/proof", { token })).toBe("proven");
    expect((await onlyWatch(cookie)).provenMs).not.toBeNull();
    expect(await send("/watch/proof", { token })).toBe("link_over");
  });

  test("whoever signs in as its postmaster has shown it", async () => {
    const cookie = await signIn("postmaster@hoster.nl");
    expect(await send("/watch/add", { domain: "hoster.nl" }, cookie)).toBe("proven");
  });

  test("another's watch is out of reach", async () => {
    const [mine, theirs] = [await signIn(), await signIn("eve@evil.nl")];
    await send("/watch/add", { domain: "hoster.nl" }, mine);
    const { id } = await onlyWatch(mine);
    for (const action of ["prove", "channels", "feed", "remove"])
      expect(await send(`/watch/${action}`, { watch: id }, theirs)).toBe("not_understood");
    for (const made of ["", "\0", "' or 1=1 --", "x".repeat(5000), "0".repeat(24)])
      expect(await send("/watch/remove", { watch: made }, mine)).toBe("not_understood");
    expect((await onlyWatch(mine)).id).toBe(id);
    expect(await send("/watch/remove", { watch: id })).toBe("sign_in");
  });

  test("a webhook has a secret of its own, a feed an address that is shown once", async () => {
    const cookie = await signIn();
    await send("/watch/add", { domain: "hoster.nl" }, cookie);
    const { id } = await onlyWatch(cookie);
    const webhook = "https://hooks.hoster.nl/dane";
    for (const bad of ["http://hooks.hoster.nl/", "https://127.0.0.1/", "https://a.nl:25/"])
      expect(await send("/watch/channels", { watch: id, webhook: bad }, cookie)).toBe(
        "not_a_webhook",
      );
    expect(await send("/watch/channels", { watch: id, webhook }, cookie)).toBe("saved");
    const { webhookSecret, byMail } = await onlyWatch(cookie);
    expect(byMail).toBe(false);
    expect(webhookSecret).toMatch(/^whsec_/);

    const feedOf = async () => {
      const answer = await site.ask(question("/watch/feed", { watch: id }, cookie));
      if (answer.kind !== "page") throw new Error("not shown");
      return (answer.headers[SHOWN_ONCE] ?? "").split(" ")[1];
    };
    const read = async (token?: string) => {
      const answer = await site.ask(question(`/watch/feed?token=${token}`, null));
      return answer.kind === "whole" ? answer.answer.status : 0;
    };
    const first = await feedOf();
    expect(await read(first)).toBe(200);
    const second = await feedOf();
    expect([await read(first), await read(second)]).toEqual([404, 200]);
  });

  test.for([
    [{ domain: "not a name" }, "not_a_domain"],
    [{ domain: "nl" }, "not_a_domain"],
    [{}, "not_a_domain"],
  ] as const)("%j: %s", async ([fields, code]) =>
    expect(await send("/watch/add", fields, await signIn())).toBe(code),
  );

  test("what nobody uses is forgotten", async () => {
    const cookie = await signIn();
    await send("/watch/add", { domain: "hoster.nl" }, cookie);
    const { id } = await owner(cookie);
    const day = 86_400_000;
    const keep = { unproven: 7 * day, emptyAccount: 30 * day, events: 180 * day };
    await forgetUnusedAccounts(program.db(), keep, now + 8 * day);
    expect(await watchesOf(program.db(), id)).toEqual([]);
    const accounts = () => program.db().$client`select id from notices.accounts`;
    expect(await accounts()).toHaveLength(1);
    await forgetUnusedAccounts(program.db(), keep, now + 31 * day);
    expect(await accounts()).toEqual([]);
  });
});

test("an address gets four links, and no more for a while", async () => {
  await program.db().$client`delete from checks.limits`;
  const sayings = [];
  for (let at = 0; at < 6; at += 1) sayings.push(await send("/watch/sign-in", { mail: "x@y.nl" }));
  expect(sayings).toEqual([...Array(4).fill("link_sent"), "too_often", "too_often"]);
  expect(await send("/watch/sign-in", { mail: "x\r\nBcc: y@z.nl" })).toBe("not_an_address");
});
