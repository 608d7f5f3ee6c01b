import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ENV_VARIABLES, readEnv } from "@/lib/env";

const messages = (source: Record<string, string>) => {
  const read = readEnv(source);
  return read.ok ? [] : read.error.map(({ message }) => message);
};

describe("readEnv", () => {
  test("an empty environment gives the documented defaults", () => {
    const read = readEnv({});
    expect(read).toEqual({
      ok: true,
      value: {
        databaseUrl: undefined,
        port: 3000,
        host: "127.0.0.1",
        publicUrl: "http://localhost:3000",
        trustedProxies: [],
        probeAllowedRanges: [],
        smtpPort: 25,
        resolvers: [],
        trustAnchorFile: undefined,
        ehloName: undefined,
        probeDescription: undefined,
        probeDescriptionDays: 30,
        checksAtOnce: 8,
        checksPerMinute: 60,
        checksPerClient: 6,
        checksQueue: 100,
        checksKeepDays: 90,
        dataDir: ".data",
        logLevel: "info",
        cacheMaxBytes: 268_435_456,
        slowRequestMs: 1_000,
        contact: undefined,
        czdsLogin: undefined,
        czdsApiUrl: "https://czds-api.icann.org",
        czdsAccountUrl: "https://account-api.icann.org",
      },
    });
    for (const { name, default: byDefault } of ENV_VARIABLES) {
      if (byDefault === "" || name === "PUBLIC_URL") continue;
      expect(readEnv({ [name]: byDefault }), name).toEqual(read);
    }
  });

  test("an empty value counts as unset", () => {
    expect(readEnv({ PORT: "", DATABASE_URL: "" })).toEqual(readEnv({}));
  });

  test("PUBLIC_URL follows PORT, and loses the slash at its end", () => {
    expect(readEnv({ PORT: "8080" })).toMatchObject({
      value: { publicUrl: "http://localhost:8080" },
    });
    expect(readEnv({ PUBLIC_URL: "https://a.example/" })).toMatchObject({
      value: { publicUrl: "https://a.example" },
    });
  });

  test("TRUSTED_PROXIES takes addresses and ranges of both families", () => {
    expect(readEnv({ TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8,::1, fd00::/8" })).toMatchObject({
      value: { trustedProxies: ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] },
    });
  });

  test("PROBE_ALLOWED_RANGES opens ranges, but never in production", () => {
    const PROBE_ALLOWED_RANGES = "127.0.0.0/8, fd00::/8";
    for (const NODE_ENV of ["", "development", "test"])
      expect(readEnv({ PROBE_ALLOWED_RANGES, NODE_ENV })).toMatchObject({
        value: { probeAllowedRanges: ["127.0.0.0/8", "fd00::/8"] },
      });
    expect(readEnv({ PROBE_ALLOWED_RANGES: "", NODE_ENV: "production" }).ok).toBe(true);
    expect(messages({ PROBE_ALLOWED_RANGES, NODE_ENV: "production" })).toEqual([
      "PROBE_ALLOWED_RANGES must be empty where NODE_ENV is production.",
    ]);
  });

  test("SMTP_PORT is another than 25 only outside of production", () => {
    expect(readEnv({ SMTP_PORT: "2525" })).toMatchObject({ value: { smtpPort: 2525 } });
    expect(readEnv({ SMTP_PORT: "25", NODE_ENV: "production" }).ok).toBe(true);
    expect(messages({ SMTP_PORT: "2525", NODE_ENV: "production" })).toEqual([
      "SMTP_PORT must be 25 or unset where NODE_ENV is production.",
    ]);
  });

  test("RESOLVERS takes several", () => {
    expect(readEnv({ RESOLVERS: "127.0.0.1:5353, [::1]:53" })).toMatchObject({
      value: { resolvers: ["127.0.0.1:5353", "[::1]:53"] },
    });
  });

  test("CONTACT takes a mail address or a page", () => {
    for (const contact of ["stats@example.org", "https://example.org/contact"]) {
      expect(readEnv({ CONTACT: contact })).toMatchObject({ value: { contact } });
    }
  });

  test.for([
    [{ PORT: "http" }, 'PORT must be a whole number from 1 to 65535; it is "http".'],
    [{ PORT: "65536" }, 'PORT must be a whole number from 1 to 65535; it is "65536".'],
    [
      { DATABASE_URL: "mysql://me:secret@x/y" },
      "DATABASE_URL must be a URL such as postgres://user:password@host:5432/name.",
    ],
    [
      { PUBLIC_URL: "stats" },
      'PUBLIC_URL must be a URL such as https://stats.example.org; it is "stats".',
    ],
    [
      { PUBLIC_URL: "https://a.example/x" },
      'PUBLIC_URL must have no path, since the site lives at the root; it is "https://a.example/x".',
    ],
    [
      { TRUSTED_PROXIES: "10.0.0.0/33" },
      'TRUSTED_PROXIES must be a comma-separated list of addresses or ranges, such as 127.0.0.1,10.0.0.0/8; it is "10.0.0.0/33".',
    ],
    [
      { PROBE_ALLOWED_RANGES: "localhost" },
      'PROBE_ALLOWED_RANGES must be a comma-separated list of addresses or ranges, such as 127.0.0.1,10.0.0.0/8; it is "localhost".',
    ],
    [
      { EHLO_NAME: "not a name" },
      'EHLO_NAME must be a host name, such as check.example.org; it is "not a name".',
    ],
    [
      { CZDS_API_URL: "http://czds-api.icann.org" },
      'CZDS_API_URL must be a URL such as https://czds-api.icann.org; it is "http://czds-api.icann.org".',
    ],
    [{ CACHE_MAX_BYTES: "-1" }, /^CACHE_MAX_BYTES must be a whole number from 1048576/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of silent, fatal/],
    [
      { CONTACT: "the postmaster" },
      'CONTACT must be a mail address or a URL, such as stats@example.org; it is "the postmaster".',
    ],
  ] as const)("refuses %j in one sentence", ([source, sentence]) => {
    const found = messages(source);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    );
  });

  test("CZDS needs a name and a password", () => {
    expect(readEnv({ CZDS_USERNAME: "me" })).toMatchObject({ value: { czdsLogin: undefined } });
    expect(readEnv({ CZDS_USERNAME: "me", CZDS_PASSWORD: "secret" })).toMatchObject({
      value: { czdsLogin: { username: "me", password: "secret" } },
    });
  });

  test("reports every bad variable", () => {
    expect(messages({ PORT: "0", LOG_LEVEL: "loud" })).toHaveLength(2);
  });
});

test("the README lists every variable as it is read", () => {
  const rows = ENV_VARIABLES.map(
    ({ name, default: byDefault, meaning }) =>
      `| \`${name}\` | ${byDefault === "" ? "" : `\`${byDefault}\``} | ${meaning} |`,
  );
  expect(readFileSync("README.md", "utf8")).toContain(`\n${rows.join("\n")}\n`);
});
