import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { checkSettings } from "./checks";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-checks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function settings(source: Record<string, string>) {
  const env = readEnv(source);
  if (!env.ok) throw new Error(env.error.map(({ message }) => message).join());
  return checkSettings(env.value);
}
const fileWith = (text: string): string => {
  const file = path.join(folder, "anchors");
  writeFileSync(file, text);
  return file;
};

describe("the settings of checks", () => {
  test("a fresh machine: port 25 of public addresses, the system's resolver, the root's keys", async () => {
    expect(await settings({})).toMatchObject({
      value: { smtpPort: 25, allowedRanges: [], resolvers: [], anchors: null },
    });
  });

  test.for([
    [{}, hostname()],
    [{ PUBLIC_URL: "http://127.0.0.1:3000" }, hostname()],
    [{ PUBLIC_URL: "https://stats.example.org" }, "stats.example.org"],
    [
      { PUBLIC_URL: "https://stats.example.org", EHLO_NAME: "check.example.org" },
      "check.example.org",
    ],
  ] as const)("%j gives itself the name %s", async ([source, ehloName]) =>
    expect(await settings(source)).toMatchObject({ value: { ehloName } }),
  );

  test("resolvers, ranges, limits and anchors are taken over", async () => {
    const anchor = `. IN DS 1 13 2 ${"ab".repeat(32)}\n`;
    const read = await settings({
      RESOLVERS: "127.0.0.1:5353,[::1]",
      PROBE_ALLOWED_RANGES: "127.0.0.0/8",
      SMTP_PORT: "2525",
      CHECKS_AT_ONCE: "3",
      CHECKS_PER_CLIENT: "2",
      CHECKS_PER_MINUTE: "30",
      CHECKS_QUEUE: "5",
      CHECKS_KEEP_DAYS: "7",
      TRUST_ANCHOR_FILE: fileWith(anchor),
    });
    expect(read).toMatchObject({
      value: {
        resolvers: [
          { address: "127.0.0.1", port: 5353 },
          { address: "::1", port: 53 },
        ],
        allowedRanges: [{ address: "127.0.0.0", prefix: 8 }],
        smtpPort: 2525,
        atOnce: 3,
        perClient: { burst: 2, everyMs: 30_000 },
        pace: { burst: 3, everyMs: 2_000 },
        queueLength: 5,
        keepDays: 7,
        anchors: [{ data: { kind: "DS", keyTag: 1 } }],
      },
    });
  });

  test.for([
    [
      () => ({ RESOLVERS: "dns.example" }),
      'RESOLVERS must be addresses such as 127.0.0.1,[::1]:5353; one is "dns.example".',
    ],
    [
      () => ({ TRUST_ANCHOR_FILE: "/nowhere/root.ds" }),
      'TRUST_ANCHOR_FILE cannot be read (ENOENT): "/nowhere/root.ds".',
    ],
    [() => ({ TRUST_ANCHOR_FILE: fileWith("") }), "TRUST_ANCHOR_FILE has no DS or DNSKEY record."],
    [
      () => ({ TRUST_ANCHOR_FILE: fileWith("; x\nrubbish here\n") }),
      "TRUST_ANCHOR_FILE has no DS or DNSKEY record in line 2.",
    ],
  ] as const)("%# is refused in a sentence", async ([source, message]) =>
    expect(await settings(source())).toEqual({
      ok: false,
      error: { code: "bad_environment", message },
    }),
  );
});
