import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startProgram } from "@/scripts/testing/program";
import { LAB_DOMAINS } from "../domains/all";
import { hasProgram } from "../programs";
import { FINGER_WORDS, type FingerVerdict, fingerVerdict } from "./posttls-finger";

// Each stands in docs/lab.md with its reason.
const DIFFERS = [
  "mx-is-ip.nl",
  "null-mx-not-alone.nl",
  "one-key-type-wrong.ch",
  "plaintext-injected.ch",
  "tls-1-0-only.ch",
  "www.name-implicit.de",
];

const canCompare =
  hasProgram("nsd") &&
  hasProgram("unbound") &&
  existsSync("/usr/sbin/posttls-finger") &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--net", "--mount", "true"]).status === 0;

describe.skipIf(!canCompare)(
  "Postfix's own client (skipped: nsd, unbound, posttls-finger, root or namespaces are missing)",
  () => {
    test("its verdict on each domain with one MX host at one address is ours", {
      timeout: 180_000,
    }, async () => {
      const inside = [process.execPath, "--import", "tsx", "lab/peers/ask-all.ts"];
      const { output, ended } = startProgram("scripts/lab.ts", ["--namespace", ...inside]);
      expect(await ended).toBe(0);
      const said = [...output().matchAll(/^finger (\S+) (\w+)$/gm)];
      expect(said.length).toBeGreaterThan(120);
      const differing = said.filter(([, name = "", verdict]) => {
        const [host] = Object.values(LAB_DOMAINS.find((each) => each.name === name)?.hosts ?? {});
        return host && !FINGER_WORDS[host.verdict].includes(verdict as FingerVerdict);
      });
      expect(differing.map(([, name]) => name).sort()).toEqual(DIFFERS);
    });
  },
);

describe("what posttls-finger prints", () => {
  test.for([
    ["posttls-finger: Verified TLS connection established to mx.a.nl[192.0.2.1]:25: TLSv1.3", "ok"],
    ["posttls-finger: Untrusted TLS connection established to mx.a.nl[192.0.2.1]:25", "tls"],
    ["posttls-finger: warning: DANE TLSA lookup problem: Host not found, try again", "dns"],
    ["posttls-finger: STARTTLS rejected: 454 4.7.0 TLS not available", "no_tls"],
    ["", "no_tls"],
  ] as const)("%s: %s", ([text, verdict]) => expect(fingerVerdict(text)).toBe(verdict));
});
