import { afterEach, describe, expect, test } from "vitest";
import { RCODE } from "@/lib/model/dns-registry";
import { DnsClient } from "@/lib/verifier/dns/client";
import { stripped } from "@/lib/verifier/testing/test-world";
import { openCheckVerifier } from "./check-verifier";
import { optedOut } from "./opt-outs";
import type { CheckSettings } from "./settings";
import { type LoopbackLab, startLoopbackLab } from "./testing/loopback-lab";

let lab: LoopbackLab | null = null;
afterEach(async () => {
  await lab?.close();
  lab = null;
});

async function health(change: (lab: LoopbackLab) => Partial<CheckSettings> | undefined) {
  lab = await startLoopbackLab();
  const settings = { ...lab.settings, ...change(lab) };
  const guard = { optedOut: () => optedOut([]), take: async () => null };
  const verifier = await openCheckVerifier(settings, guard, lab.now);
  const found = await verifier.health();
  verifier.close();
  return found;
}

describe("a check needs a resolver that passes DNSSEC records (RFC 4035 §3.2), and says so", () => {
  test("one that does", async () =>
    expect(await health(() => undefined)).toMatchObject({ ok: true }));

  test("one that strips signatures", async () => {
    const found = await health(({ world }) => {
      world.tamper = stripped;
      return undefined;
    });
    expect(found).toMatchObject({
      error: {
        code: "strips_dnssec",
        sentence: expect.stringMatching(/does not pass DNSSEC records on\..*RESOLVERS=/),
      },
    });
  });

  test("one that refuses", async () => {
    const found = await health(({ world }) => {
      world.tamper = (message) => ({ ...message, rcode: RCODE.REFUSED, answer: [] });
      return undefined;
    });
    expect(found).toMatchObject({
      error: { code: "no_answer", sentence: expect.stringContaining("REFUSED") },
    });
  });

  test("none", async () => {
    const client = new DnsClient({ resolvers: [] });
    const { resolverHealth } = await import("./resolver-health");
    const judge = () => Promise.reject(new Error("nothing to judge"));
    expect(await resolverHealth(client, { judge })).toMatchObject({
      error: { code: "no_resolver" },
    });
    client.close();
  });

  test("another root than the anchors are for: the clock or the file", async () => {
    expect(await health(() => ({ anchors: null }))).toMatchObject({
      error: { code: "root_not_trusted", sentence: expect.stringContaining("TRUST_ANCHOR_FILE") },
    });
  });
});
