import { describe, expect, test } from "vitest";
import { badgeSvg } from "@/lib/api/check-badge";
import { eventFrame } from "@/lib/api/check-events";
import { CheckReport } from "@/lib/model/check-report";
import { nameOf } from "@/lib/verifier/dns/name";
import { a } from "@/lib/verifier/testing/check-bench";
import { testCertificate } from "@/lib/verifier/testing/test-certificate";
import { ask, checked, checkProgram, eventsOf } from "@/scripts/testing/check-program";

const { open, lab } = checkProgram();
const PAYLOAD = `"><script>alert(1)</script>\u0000\u001b[2J\u202e'&`;

/** Every text in a value, however deep. */
const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inside]) => [key, ...textsIn(inside)])
      : [];

describe("what strangers control is text, in whatever field", () => {
  test("MX name, banner, certificate: kept, found again, and without control characters", async () => {
    const certificate = testCertificate({
      subject: PAYLOAD,
      dnsNames: ["<img src=x onerror=alert(1)>.example"],
    });
    const { zone, address } = await lab().domain("hostile", {
      smtp: { chains: [[certificate]], banner: { say: `220 ${PAYLOAD}\r\n` } },
      tlsa: "wrong",
    });
    const exchange = nameOf('"><script>alert(2)</script>.hostile.nl');
    zone.put(nameOf("hostile.nl"), { kind: "MX", preference: 5, exchange });
    zone.put(exchange, { kind: "A", address });
    const talker = await lab().domain("talker", {
      smtp: { banner: { say: `554 ${PAYLOAD}\r\n` } },
    });
    zone.add("@", { kind: "MX", preference: 7, exchange: nameOf("mx2.hostile.nl") });
    zone.add("mx2", a(talker.address));
    const checks = await open();
    const kept = await checked(checks, "hostile.nl");
    expect(CheckReport.safeParse(kept.report).success).toBe(true);
    const texts = textsIn(kept.report);
    expect(texts.filter((text) => /\p{Cc}|\p{Cs}|\u202e/u.test(text))).toEqual([]);
    for (const kept of ["><script>alert\\(2\\)", '554 "><script>alert(1)', 'CN=\\"\\>\\<script'])
      expect(texts.some((text) => text.includes(kept))).toBe(true);
    // The stream: nothing in a field ends an event or begins another.
    const events = await eventsOf(checks, kept.id);
    for (const frame of events.map(eventFrame))
      expect(
        frame
          .trimEnd()
          .split("\n")
          .every((line) => /^(id|event|data): /.test(line)),
      ).toBe(true);
  });

  test("a badge's text is escaped, whatever it is", () => {
    const svg = badgeSvg(PAYLOAD, PAYLOAD, "bad");
    expect(svg).not.toMatch(/<script|\p{Cc}(?<!\n)/u);
    expect(svg).toContain("&quot;&gt;&lt;script&gt;");
  });
});

describe("hostile domains, many of them", () => {
  const SAMPLE = 16;

  test("the process survives them, keeps their results, and answers the next check", async () => {
    const behaviours = [
      { banner: { flood: "220-x\r\n" } },
      { ehlo: { flood: `250-${"x".repeat(500)}\r\n` } },
      { starttls: { say: "220 go\r\nMAIL FROM:<>\r\n" } },
      { handshake: { flood: "\u0016\u0003\u0001" } },
      { banner: "reset" },
      { handshake: "close" },
    ] as const;
    const hosts = await Promise.all(
      behaviours.map((smtp, at) => lab().domain(`enemy-${at}`, { smtp: { ...smtp } })),
    );
    const checks = await open({ perAddress: { burst: 1_000, everyMs: 1 }, deadlineMs: 3_000 });
    for (let at = 0; at < SAMPLE; at += 1) {
      const zone = lab().zone(`wave-${at}`);
      for (let mx = 0; mx < 20; mx += 1)
        zone.add("@", { kind: "MX", preference: mx, exchange: nameOf(`m${mx}.wave-${at}.nl`) });
      for (const [mx, { address }] of hosts.entries()) zone.add(`m${mx}`, a(address));
    }
    const ids = await Promise.all(
      Array.from({ length: SAMPLE }, (_, at) => ask(checks, `wave-${at}.nl`)),
    );
    for (const id of ids)
      expect((await eventsOf(checks, id)).at(-1)).toMatchObject({ summary: { state: "done" } });
    await lab().domain("peace");
    expect((await checked(checks, "peace.nl")).verdict).toBe("dane_ok");
  });
});
