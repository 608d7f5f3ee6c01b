import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asName } from "@/lib/verifier/dns/name";
import { type MailboxServer, reply, startMailbox } from "../testing/mailbox-server";
import { composeMail, type OutgoingMail } from "./compose-mail";
import { addressOfRname, type MailAddress, parseMailAddress } from "./mail-address";
import { type MailRelay, openMailRelay } from "./mail-relay";
import { recordLines, wrapped } from "./wrapped-text";

const FROM = "stats@stats.example" as MailAddress;
const BOUNCES = "bounces@stats.example" as MailAddress;

const addressOf = (text: string): MailAddress => {
  const address = parseMailAddress(text);
  if (!address.ok) throw new Error(text);
  return address.value;
};

const mailTo = (to: MailAddress, changed: Partial<OutgoingMail> = {}): OutgoingMail => ({
  id: "0123456789abcdef",
  to,
  subject: "TLSA records of mx1.example.nl do not match",
  text: "Hello,\n\nsince 12:00 UTC no TLSA record of mx1.example.nl matches.",
  stopUrl: null,
  date: new Date("2026-11-26T12:00:00Z"),
  ...changed,
});

let server: MailboxServer;
let relay: MailRelay;
beforeAll(async () => {
  server = await startMailbox();
  relay = openMailRelay({ relayUrl: server.url, from: FROM, bounces: BOUNCES });
});
beforeEach(() => {
  server.arrived.length = 0;
  server.refuse.rcpt = () => null;
  server.refuse.data = () => null;
});
afterAll(async () => {
  relay.close();
  await server.close();
});

const send = (mail: OutgoingMail) => relay.send(mail, async () => true);
const arrived = () => {
  const [mail] = server.arrived;
  if (mail === undefined) throw new Error("nothing arrived");
  return mail;
};

describe("a mail as its recipient gets it", () => {
  test("plain text, marked as automatic (RFC 3834), one copy, an own bounce address", async () => {
    expect((await send(mailTo(addressOf("ops@example.nl")))).kind).toBe("sent");
    const { from, to, headers, text } = arrived();
    expect([from, to]).toEqual([BOUNCES, ["ops@example.nl"]]);
    expect(headers.get("from")).toBe(`DANE statistics <${FROM}>`);
    expect(headers.get("to")).toBe("ops@example.nl");
    expect(headers.get("auto-submitted")).toBe("auto-generated");
    expect(headers.get("message-id")).toBe("<0123456789abcdef@stats.example>");
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.has("list-unsubscribe")).toBe(false);
    expect(text).toBe("Hello,\n\nsince 12:00 UTC no TLSA record of mx1.example.nl matches.\n");
  });

  test("RFC 8058: one-click unsubscribing where its reader may want an end", async () => {
    const stopUrl = `https://stats.example/watch/stop?token=${"a".repeat(43)}`;
    await send(mailTo(addressOf("ops@example.nl"), { stopUrl, text: `To stop it:\n${stopUrl}` }));
    const { headers, text } = arrived();
    expect(headers.get("list-unsubscribe")).toBe(`<${stopUrl}>`);
    expect(headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    // A link longer than a line is whole, and nothing is flowed.
    expect(text).toContain(`\n${stopUrl}\n`);
    expect(headers.get("content-type")).not.toContain("flowed");
  });

  test("an internationalised name is readable, and its address is in A-labels", async () => {
    await send(
      mailTo(addressOf("post@bücher.example.de"), { subject: "bücher.de", text: "für bücher.de" }),
    );
    const { headers, text } = arrived();
    expect(headers.get("to")).toBe("post@xn--bcher-kva.example.de");
    expect(headers.get("subject")).toMatch(/^=\?UTF-8\?/i);
    expect(text).toBe("für bücher.de\n");
  });

  test("any words: lines of 78 columns at most, and no header of a stranger's making", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (words) => {
        const octets = await composeMail(mailTo(FROM, { subject: `x${words}`, text: words }), FROM);
        const [head = ""] = octets.toString("latin1").split("\r\n\r\n");
        const names = head.split("\r\n").flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);
        expect(names.sort()).toEqual(NAMES);
        expect(head.split("\r\n").every((line) => line.length <= 998)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("a bare dot and a line that looks like a command are text", async () => {
    const text = "one\n.\nQUIT\nMAIL FROM:<a@b.example>\ntwo";
    await send(mailTo(addressOf("ops@example.nl"), { text }));
    expect(server.arrived).toHaveLength(1);
    expect(arrived().text).toBe(`${text.replaceAll("\n", "\n")}\n`);
  });
});

const NAMES = [
  "Auto-Submitted",
  "Content-Transfer-Encoding",
  "Content-Type",
  "Date",
  "From",
  "MIME-Version",
  "Message-ID",
  "Subject",
  "To",
].sort();

describe("what became of an attempt", () => {
  test("the relay has nothing where the last octet was not let go", async () => {
    const outcome = await relay.send(mailTo(addressOf("ops@example.nl")), async () => false);
    expect(outcome.kind).toBe("later");
    expect(server.arrived).toEqual([]);
  });

  test("the end of a message is asked for before the relay has it", async () => {
    let had = -1;
    await relay.send(mailTo(addressOf("ops@example.nl")), async () => {
      had = server.arrived.length;
      return true;
    });
    expect([had, server.arrived.length]).toEqual([0, 1]);
  });

  test.for([
    ["a mailbox that is full for now", 452, "later"],
    ["no such mailbox", 550, "refused"],
  ] as const)("%s", async ([text, status, kind]) => {
    server.refuse.rcpt = () => reply(status, text);
    const outcome = await send(mailTo(addressOf("ops@example.nl")));
    expect(outcome).toMatchObject({ kind, answer: expect.stringContaining(text) });
  });

  test("refused after its end is refused, not unsure", async () => {
    server.refuse.data = () => reply(554, "no");
    expect((await send(mailTo(addressOf("ops@example.nl")))).kind).toBe("refused");
  });

  test("a relay that hangs up after the message may have it", async () => {
    const hanging = createServer((socket) => {
      let said = "";
      socket.on("error", () => {}).write("220 mx ESMTP\r\n");
      socket.on("data", (chunk) => {
        said += chunk.toString();
        if (said.includes("\r\n.\r\n")) socket.destroy();
        else if (said.endsWith("DATA\r\n")) socket.write("354 go on\r\n");
        else if (!said.includes("DATA\r\n")) socket.write("250 ok\r\n");
      });
    });
    await new Promise<void>((listening) => hanging.listen(0, "127.0.0.1", listening));
    const { port } = hanging.address() as AddressInfo;
    const relayUrl = `smtp://127.0.0.1:${port}`;
    const other = openMailRelay({ relayUrl, from: FROM, bounces: BOUNCES });
    const outcome = await other.send(mailTo(addressOf("ops@example.nl")), async () => true);
    hanging.close();
    expect(outcome.kind).toBe("unsure");
    other.close();
  });

  test("nobody listens: later", async () => {
    const gone = openMailRelay({ relayUrl: "smtp://127.0.0.1:1", from: FROM, bounces: BOUNCES });
    expect((await gone.send(mailTo(addressOf("ops@example.nl")), async () => true)).kind).toBe(
      "later",
    );
    gone.close();
  });
});

describe("addresses that are written to", () => {
  test.for([
    ["ops@example.nl", "ops@example.nl"],
    [" Ops+dane@EXAMPLE.nl. ", "Ops+dane@example.nl"],
    ["a@bücher.de", "a@xn--bcher-kva.de"],
  ] as const)("%s", ([typed, address]) => expect(addressOf(typed)).toBe(address));

  test.for([
    "",
    "ops",
    "@example.nl",
    "ops@",
    "ops@nl",
    "ops@[192.0.2.1]",
    "ops@example.nl\r\nBcc: all@example.nl",
    "ops\r\nRCPT TO:<x@y.example>@example.nl",
    '"a b"@example.nl',
    "<ops@example.nl>",
    "a,b@example.nl",
    "öps@example.nl",
    `${"a".repeat(65)}@example.nl`,
    `a@${"b.".repeat(200)}nl`,
  ])("%j is none", (typed) => expect(parseMailAddress(typed).ok).toBe(false));

  test.for([
    ["hostmaster.example.nl.", "hostmaster@example.nl"],
    ["first\\.last.example.nl.", "first.last@example.nl"],
  ] as const)("RFC 1035 §3.3.13: the RNAME %s", ([rname, address]) =>
    expect(addressOfRname(asName(rname))).toEqual({ ok: true, value: address }),
  );

  test.for([
    ["CRLF and a header", "a\\013\\010bcc: x.example.nl."],
    ["an at sign", "a@b.example.nl."],
    ["the root", "."],
    ["a line of SMTP", "x>\\013\\010RCPT TO:<y.example.nl."],
    ["octets that are no ASCII", "\\255\\254.example.nl."],
  ] as const)("an RNAME with %s is nobody's", ([, rname]) =>
    expect(addressOfRname(asName(rname)).ok).toBe(false),
  );
});

describe("lines of a mail", () => {
  test("any text: 72 columns, but for words that are longer", () =>
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,90}$/)), (words) => {
        const lines = wrapped(words.join(" ")).split("\n");
        expect(lines.every((line) => line.length <= 72 || !line.includes(" "))).toBe(true);
        expect(lines.join(" ")).toBe(words.join(" "));
      }),
    ));

  test("RFC 1035 §5.1: a TLSA record goes over lines in parentheses", () => {
    const hash = "0f".repeat(32);
    expect(recordLines(`_25._tcp.mx1.example.nl. IN TLSA 3 1 1 ${hash}`).split("\n")).toEqual([
      "  _25._tcp.mx1.example.nl. IN TLSA 3 1 1 (",
      `    ${hash}`,
      "  )",
    ]);
  });
});
