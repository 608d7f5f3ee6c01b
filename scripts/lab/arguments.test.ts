import { describe, expect, test } from "vitest";
import { parseLabArguments } from "./arguments";

const ports = { dnsPort: 5300, smtpPort: 2525, bulk: null };

describe("npm run lab", () => {
  test.for([
    [[], { where: "loopback", command: [], ...ports }],
    [["--smtp-port", "25"], { where: "loopback", command: [], ...ports, smtpPort: 25 }],
    [["--namespace"], { where: "namespace", command: [], ...ports }],
    [["--namespace", "drill", "-D"], { where: "namespace", command: ["drill", "-D"], ...ports }],
    [["--inside", "--", "sh"], { where: "inside", command: ["sh"], ...ports }],
    [
      ["--bulk", "300", "--seed", "7", "--namespace", "sh"],
      { where: "namespace", command: ["sh"], ...ports, bulk: { domains: 300, seed: 7 } },
    ],
  ] as const)("%j", ([args, value]) => {
    expect(parseLabArguments(args)).toEqual({ ok: true, value });
  });

  test.for([
    [["--smtp-prot", "25"], "There is no option --smtp-prot"],
    [["--dns-port"], "--dns-port takes a port from 1 to 65535"],
    [["--bulk", "299"], "--bulk takes a number of domains from 300"],
    [["--bulk", "300", "--seed", "x"], "--seed takes a whole number"],
    [["--dns-port", "65536"], "--dns-port takes a port from 1 to 65535"],
  ] as const)("%j is refused in a sentence", ([args, sentence]) => {
    const parsed = parseLabArguments(args);
    expect(parsed.ok ? "" : parsed.error).toContain(sentence);
  });
});
