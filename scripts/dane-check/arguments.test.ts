import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseDaneCheck } from "./arguments";

const folder = mkdtempSync(path.join(tmpdir(), "dane-check-"));
afterAll(() => rmSync(folder, { recursive: true }));
const anchorFile = (content: string) => {
  const file = path.join(folder, "anchors");
  writeFileSync(file, content);
  return file;
};
const RESOLVER = ["--resolver", "192.0.2.1"];
const refusal = async (...argv: string[]) => {
  const parsed = await parseDaneCheck(argv);
  return parsed.ok ? "accepted" : parsed.error;
};

test("all options", async () => {
  const file = anchorFile(`. IN DS 1 13 2 ${"ab".repeat(32)}`);
  const parsed = await parseDaneCheck(
    `--json --resolver [2001:db8::1]:5353 --resolver tls://192.0.2.1#dns.example --trust-anchor ${file} --port 2525 --tlsa-port 25 --concurrency 9 --timeout 7 --allow-private a.nl -`.split(
      " ",
    ),
  );
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      domains: ["a.nl", "-"],
      output: "json",
      resolvers: [
        { transport: "dns", address: "2001:db8::1", port: 5353 },
        { transport: "tls", address: "192.0.2.1", port: 853, name: "dns.example" },
      ],
      anchors: [{ owner: ".", data: { kind: "DS", keyTag: 1 } }],
      port: 2525,
      tlsaPort: 25,
      concurrency: 9,
      timeoutMs: 7000,
      allowPrivate: true,
    },
  });
});

test("the TLSA name takes the SMTP port unless it is given", async () => {
  expect(await parseDaneCheck([...RESOLVER, "--port", "587", "a.nl"])).toMatchObject({
    value: { port: 587, tlsaPort: 587 },
  });
});

describe("each wrong use gets one sentence", () => {
  test.for<[string[], RegExp]>([
    [[], /at least one domain/],
    [["--jsn", "a.nl"], /^There is no option "--jsn"/],
    [["-x", "a.nl"], /^There is no option "-x"/],
    [["--json=yes", "a.nl"], /^The option "--json" is used wrongly/],
    [["a.nl", "--port"], /^The option "--port/],
    [["--json", "--nagios", "a.nl"], /exclude each other/],
    [["--port", "0", "a.nl"], /^--port takes a whole number from 1 to 65535, not "0"/],
    [["--port", "25x", "a.nl"], /not "25x"/],
    [["--tlsa-port", "65536", "a.nl"], /^--tlsa-port/],
    [["--concurrency", "1e3", "a.nl"], /^--concurrency/],
    [["--timeout", "-1", "a.nl"], /^The option "--timeout|^--timeout/],
    [["--resolver", "dns.example", "a.nl"], /is not an IP address/],
    [["--resolver", "192.0.2.1:0", "a.nl"], /has a port that is none/],
    [["--resolver", "\u001b[2J", "a.nl"], /"\\u001b\[2J" is not an IP address/],
    [[...RESOLVER, "--trust-anchor", "/nosuch", "a.nl"], /^\/nosuch does not exist/],
    [[...RESOLVER, "--trust-anchor", "/dev/zero", "a.nl"], /is not a file/],
  ])("%j", async ([argv, sentence]) => {
    const said = await refusal(...argv);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n/);
  });

  test.for<[string, RegExp]>([
    ["rubbish", /line 1, is not a DS or DNSKEY record/],
    [". DS ( 1 13 2 ", /parenthesis/],
    ["; nothing", /holds no DS or DNSKEY/],
  ])("trust anchors: %s", async ([content, sentence]) => {
    expect(await refusal(...RESOLVER, "--trust-anchor", anchorFile(content), "a.nl")).toMatch(
      sentence,
    );
  });
});
