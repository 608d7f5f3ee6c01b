import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { opensslMissing } from "@/lib/verifier/testing/openssl-comparison";
import { LAB_DOMAINS } from "../domains/all";
import { hasProgram } from "../programs";
import { compareOnLoopback, peerSurprise } from "./compare-all";
import { KNOWN_DIFFERENCES } from "./known-differences";
import { opensslVerdict } from "./openssl-smtp";

const canCompare =
  hasProgram("nsd") &&
  hasProgram("unbound") &&
  opensslMissing() === null &&
  existsSync("/usr/bin/drill");

describe.skipIf(!canCompare)(
  "OpenSSL and ldns (skipped: nsd, unbound, openssl or drill is missing)",
  () => {
    // The whole lab takes a minute: `npm run drills -- lab-peers`.
    test("of every fifth domain they say what we say", async () => {
      const found = await compareOnLoopback(5);
      expect(found.filter(({ by }) => by === "drill").length).toBeGreaterThan(40);
      expect(found.filter(({ by }) => by === "openssl").length).toBeGreaterThan(20);
      expect(found.map(peerSurprise).filter((surprise) => surprise !== null)).toEqual([]);
    });
  },
);

test("each known difference is of a domain or host of the lab", () => {
  const names = LAB_DOMAINS.flatMap(({ name, hosts }) => [name, ...Object.keys(hosts)]);
  expect(KNOWN_DIFFERENCES.filter(({ of }) => !names.some((name) => of.test(name)))).toEqual([]);
});

describe("what s_client prints", () => {
  test.for([
    [
      "DANE TLSA 3 1 1 ...abcd matched the EE certificate at depth 0\nVerification: OK\n",
      "ok at 0",
    ],
    ["Verification: OK\n", "none"],
    ["verify error:num=65:no matching DANE TLSA records\n", "fail"],
    ["", "none"],
  ] as const)("%j: %s", ([text, verdict]) => expect(opensslVerdict(text)).toBe(verdict));
});
