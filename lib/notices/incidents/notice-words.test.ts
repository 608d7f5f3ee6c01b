import { describe, expect, test } from "vitest";
import { INCIDENT_FAULT_CODES } from "@/lib/model/incident";
import { composeMail } from "../mail/compose-mail";
import type { MailAddress } from "../mail/mail-address";
import { readMail } from "../testing/mailbox-server";
import type { Incident } from "./incident";
import { type AffectedHost, noticeSubject, noticeText } from "./notice-words";

const AT = Date.parse("2026-11-26T12:00:00Z");
const incident = (change: Partial<Incident> = {}): Incident => ({
  ...{ id: "Abc_def-0123456789xyzA", operator: "hoster.net", fault: "tlsa-invalid", series: "s" },
  ...{ domains: 4_211, hosts: 14, looks: 3, mendedMs: null },
  ...{
    firstSeenMs: AT - 6e8,
    openedMs: AT,
    firstLookMs: AT,
    lastSeenMs: AT,
    probedMs: AT,
    nextMs: AT,
  },
  ...change,
});
const host = (name: string, change: Partial<AffectedHost> = {}): AffectedHost => ({
  ...{
    host: name,
    domains: 4_211,
    sinceMs: AT,
    addresses: ["2001:db8:85a3:1111:2222:8a2e:370:7334"],
  },
  evidence: {
    address: "2001:db8:85a3:1111:2222:8a2e:370:7334",
    summary: "<script>alert(1)</script>\r\nBcc: all@example.org",
    published: [`3 1 1 ${"a1".repeat(32)}`, `3 0 2 ${"c3".repeat(64)}`],
    observed: "b2".repeat(32),
    publish: [
      `_25._tcp.${name}. IN TLSA 3 1 1 ${"b2".repeat(32)}`,
      `_25._tcp.${name}. IN TLSA 3 1 2 ${"b2".repeat(64)}`,
    ],
  },
  ...change,
});
const about = { contact: "rname", stage: 0, publicUrl: "https://dane-stats.example.org" } as const;

/** The lines that a recipient sees, with the links in their places. */
async function read(of: Incident, hosts: readonly AffectedHost[]): Promise<string[]> {
  const stopUrl = `${about.publicUrl}/problems/incidents/stop?token=${"t".repeat(43)}`;
  const mail = await composeMail(
    {
      ...{ id: "f".repeat(32), to: "ops@hoster.net" as MailAddress, stopUrl, date: new Date(AT) },
      subject: noticeSubject(of),
      text: noticeText(of, hosts, about).replaceAll("{stop}", stopUrl),
    },
    "stats@dane-stats.example.org" as MailAddress,
  );
  const { text } = readMail(mail.toString("latin1"), { mailFrom: false, rcptTo: [] });
  return text.trimEnd().split("\n");
}

/** Links and names of hosts are one word, which no line can break. */
const isOneWord = (line: string): boolean => !line.trim().includes(" ");

describe("survey.md, Notices: plain text, under 40 lines, at 80 columns", () => {
  const longName = `${"mailserver-with-a-long-name.".repeat(2)}xn--bcher-kva.example`;
  test.for(INCIDENT_FAULT_CODES)("%s, thousands of domains behind thirty hosts", async (fault) => {
    const hosts = Array.from({ length: 30 }, (_, at) => host(`mx${at}.hoster.net`));
    const lines = await read(incident({ fault, hosts: 30 }), hosts);
    expect(lines.length).toBeLessThan(40);
    expect(lines.filter((line) => line.length > 80 && !isOneWord(line))).toEqual([]);
    expect(lines.join("\n")).not.toContain("{");
  });

  test("what, since when, where, published against observed, what to publish, how to stop", async () => {
    const text = (await read(incident(), [host("mx1.hoster.net")])).join("\n");
    for (const part of [
      /tlsa-invalid/,
      /4,211 domains/,
      /First seen 2026-11-19/,
      /mx1\.hoster\.net \[2001:db8:85a3/,
      /published:\n {4}3 1 1 a1a1/,
      /\(SHA-256\):\n {4}b2b2/,
      /_25\._tcp\.mx1\.hoster\.net\. IN TLSA 3 1 1 \(\n {4}(b2){32}\n {2}\)/,
      /Add\s+a\s+record[^.]*;\s+take\s+the\s+old/,
      /and 13 more/,
      /posttls-finger/,
      /\/problems\/incidents\/Abc_def-0123456789xyzA/,
      /SOA record/,
      /stop\?token=/,
    ])
      expect(text).toMatch(part);
  });

  test("names as long as they come, and nothing known of the host", async () => {
    const lines = await read(incident(), [
      host(longName),
      host("mx2.hoster.net", { evidence: null }),
    ]);
    expect(lines.length).toBeLessThan(40);
    expect(
      (await read(incident({ hosts: 1 }), [host("mx.x.nl", { evidence: null })])).length,
    ).toBeLessThan(40);
    expect((await read(incident(), [])).length).toBeLessThan(40);
  });

  test("what a server said is in no mail", async () => {
    const text = (await read(incident(), [host("mx1.hoster.net")])).join("\n");
    expect(text).not.toMatch(/script|Bcc/);
  });

  test("one domain, one host", async () => {
    const text = (await read(incident({ domains: 1, hosts: 1 }), [host("mx.x.nl")])).join(" ");
    expect(text).toMatch(/1 domain names them/);
    expect(text).not.toMatch(/more$/m);
  });
});
