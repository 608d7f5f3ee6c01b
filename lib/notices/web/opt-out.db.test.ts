import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Checks } from "@/lib/check/checks";
import { readOptOutTarget } from "@/lib/check/opt-out-record";
import { countOptOuts, listNoticeOptOuts, listOptOuts } from "@/lib/check/opt-out-store";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "@/lib/verifier/dns/name";
import { ask, checkProgram, eventsOf, VISITOR } from "@/scripts/testing/check-program";
import type { MailAddress } from "../mail/mail-address";
import { openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";
import { postmasterOfTarget } from "../postmaster-of-target";
import { type MailboxServer, startMailbox } from "../testing/mailbox-server";
import { operatorSite } from "./operator-site";
import type { WebQuestion } from "./web-question";

const program = checkProgram();
const PUBLIC_URL = "https://stats.example";

const post = (
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): WebQuestion => ({
  method: "POST",
  path: "/opt-out",
  search: "",
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  remoteAddress: VISITOR,
  body: async () => Buffer.from(String(new URLSearchParams(fields))),
});

const partsOf = (checks: Checks) => ({
  checks,
  publicUrl: PUBLIC_URL,
  clientOf: () => VISITOR,
  hasMail: true,
  now: Date.now,
});

/** What the page says after a form was sent. */
async function said(question: WebQuestion): Promise<string | null> {
  const checks = await program.open({}, false);
  const site = operatorSite(partsOf(checks));
  const answer = await site.ask(question);
  if (answer.kind !== "whole") throw new Error("a page");
  expect(answer.answer.status).toBe(303);
  const url = new URL(answer.answer.headers.location ?? "", PUBLIC_URL);
  expect(url.origin + url.pathname).toBe(`${PUBLIC_URL}/opt-out`);
  return url.searchParams.get("said");
}

const txt = (text: string) => ({ kind: "TXT", strings: [Buffer.from(text)] }) as const;

describe("opting out by a TXT record", () => {
  test("a name: entered from a signed record, for both or one", async () => {
    program.lab().zone("left").add("_dane-stats-opt-out", txt("scan=no; notices=no"));
    expect(await said(post({ target: "left.nl" }))).toBe("entered");
    expect(await listOptOuts(program.db())).toContainEqual({ kind: "domain", value: "left.nl" });
    expect(await listNoticeOptOuts(program.db())).toEqual([{ kind: "domain", value: "left.nl" }]);
    const checks = await program.open({}, false);
    const refused = await checks.request("www.left.nl", VISITOR);
    expect(refused).toMatchObject({ ok: false, error: { code: "opted_out" } });
  });

  test("an unsigned record is honoured, one that fails validation is not", async () => {
    program.lab().zone("plain", { signed: false }).add("_dane-stats-opt-out", txt("notices=no"));
    expect(await said(post({ target: "plain.nl" }))).toBe("entered");
    program.lab().zone("stale", { expiration: 1 }).add("_dane-stats-opt-out", txt("scan=no"));
    expect(await said(post({ target: "stale.nl" }))).toBe("record_unknown");
    expect(await listOptOuts(program.db())).not.toContainEqual({
      kind: "domain",
      value: "stale.nl",
    });
  });

  test("a live check looks for the record of its domain by itself", async () => {
    const { zone } = await program.lab().domain("asks");
    zone.add("_dane-stats-opt-out", txt("scan=no"));
    const checks = await program.open();
    const refused = await checks.request("asks.nl", VISITOR);
    expect(refused).toMatchObject({ ok: false, error: { code: "opted_out" } });
    expect(await listOptOuts(program.db())).toContainEqual({ kind: "domain", value: "asks.nl" });
    await program.lab().domain("other");
    await eventsOf(checks, await ask(checks, "other.nl"));
  });

  test.for([
    [{ target: "none.nl" }, "no_record"],
    [{ target: "vague.nl" }, "record_says_nothing"],
    [{ target: "nl" }, "not_a_target"],
    [{}, "not_a_target"],
  ] as const)("%j: %s", async ([fields, code]) => {
    if ("target" in fields && fields.target === "none.nl") program.lab().zone("none");
    if ("target" in fields && fields.target === "vague.nl")
      program.lab().zone("vague").add("_dane-stats-opt-out", txt("scan=perhaps"));
    expect(await said(post(fields))).toBe(code);
  });

  test("a form of another site is not taken, nor is what is no form", async () => {
    const foreign = { "sec-fetch-site": "cross-site" };
    expect(await said(post({ target: "left.nl" }, foreign))).toBe("not_understood");
    const json = { "content-type": "application/json" };
    expect(await said(post({ target: "left.nl" }, json))).toBe("not_understood");
  });

  test("what was given comes back escaped, and never leads elsewhere", async () => {
    expect(await said(post({ target: "//evil.example/\r\nset-cookie: a=b" }))).toBe("not_a_target");
  });

  test("the count is of entries", async () => {
    expect(await countOptOuts(program.db())).toEqual({ domains: 2, ranges: 0, withoutNotices: 2 });
  });
});

describe("opting out by mail to the postmaster", () => {
  let mailbox: MailboxServer;
  beforeAll(async () => {
    mailbox = await startMailbox();
  });
  afterAll(() => mailbox.close());

  /** Sends what waits, as the site's loop does. */
  async function sendAll(): Promise<void> {
    const from = "stats@stats.example" as MailAddress;
    const relay = openMailRelay({ relayUrl: mailbox.url, from, bounces: from });
    await sendDue({
      db: program.db(),
      relay,
      webhook: () => Promise.reject(new Error("no webhook here")),
      publicUrl: PUBLIC_URL,
      log: { error: () => {}, warn: () => {} },
      now: Date.now,
    });
    relay.close();
  }

  test("a link that works once, by its button only; no secret rests in the database", async () => {
    const fields = { target: "mx1.hoster.nl", way: "mail", scope: "scan" };
    expect(await said(post(fields))).toBe("link_sent");
    const [waiting] = await program.db().$client`select body, links from notices.outbox`;
    expect(waiting?.body).toContain("{link}");
    await sendAll();
    const [mail] = mailbox.arrived;
    if (mail === undefined) throw new Error("no mail");
    expect(mail.to).toEqual(["postmaster@hoster.nl"]);
    const link = new URL(/^https:\S+$/m.exec(mail.text)?.[0] ?? "");
    expect(link.pathname).toBe("/opt-out/confirm");
    const token = link.searchParams.get("token") ?? "";
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const dump = JSON.stringify([
      await program.db().$client`select * from notices.outbox`,
      await program.db().$client`select * from notices.tokens`,
    ]);
    expect(dump).not.toContain(token);
    expect(dump).toContain("sent");

    const checks = await program.open({}, false);
    const site = operatorSite(partsOf(checks));
    const opened = { ...post({}), method: "GET", path: "/opt-out/confirm", search: link.search };
    expect((await site.ask(opened)).kind).toBe("page");
    expect(await listOptOuts(program.db())).not.toContainEqual({
      kind: "domain",
      value: "mx1.hoster.nl",
    });
    const button = { ...post({ token }), path: "/opt-out/confirm" };
    const outcome = async (question: WebQuestion) => {
      const answer = await site.ask(question);
      if (answer.kind !== "whole") throw new Error("a page");
      return new URLSearchParams(answer.answer.headers.location?.split("?")[1]).get("said");
    };
    const both = await Promise.all([outcome(button), outcome(button)]);
    expect(both.sort()).toEqual(["entered", "link_over"]);
    expect(await listOptOuts(program.db())).toContainEqual({
      kind: "domain",
      value: "mx1.hoster.nl",
    });
  });

  test("a postmaster gets three such mails, and no more for hours", async () => {
    const fields = { target: "flooded.nl", way: "mail", scope: "notices" };
    const sayings = [];
    for (let at = 0; at < 4; at += 1) {
      sayings.push(await said(post(fields)));
      expect(JSON.stringify(await program.db().$client`select * from checks.limits`)).not.toContain(
        "flooded",
      );
    }
    expect(sayings).toEqual(["link_sent", "link_sent", "link_sent", "too_often"]);
  });

  test("an address has the postmaster of the name that leads back to it", async () => {
    const target = readOptOutTarget("192.0.2.25");
    if (!target.ok) throw new Error("no target");
    const answers = (back: string) => async (name: string, type: number) => {
      const records =
        type === RR.PTR
          ? [{ data: { kind: "PTR", target: nameOf("mx1.hoster.nl") } }]
          : [{ data: { kind: "A", address: back } }];
      expect(name).toBe(type === RR.PTR ? "25.2.0.192.in-addr.arpa." : "mx1.hoster.nl.");
      return { records } as never;
    };
    expect(await postmasterOfTarget(target.value, answers("192.0.2.25"))).toBe(
      "postmaster@hoster.nl",
    );
    expect(await postmasterOfTarget(target.value, answers("192.0.2.99"))).toBeNull();
  });

  test.for([
    [{ target: "left.nl", way: "mail" }, "nothing_chosen"],
    [{ target: "192.0.2.0/24", way: "mail", scope: "scan" }, "no_postmaster"],
  ] as const)("%j: %s", async ([fields, code]) => expect(await said(post(fields))).toBe(code));
});
