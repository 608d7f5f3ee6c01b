import { beforeEach, describe, expect, test } from "vitest";
import { ask, checked, checkProgram } from "@/scripts/testing/check-program";
import { forgetUnused, takeFrom } from "./limit-store";
import { ratePerMinute } from "./settings";

const program = checkProgram();
const { open, lab, db } = program;
beforeEach(async () => {
  await db().$client`delete from checks.limits`;
  await db().$client`delete from checks.checks`;
});

const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

describe("200 checks at once, over two processes", () => {
  test.for([
    ["one client", () => "192.0.2.1", { queued: 6, client_limit: 194 }],
    [
      "one IPv6 /64",
      (at: number) => `2001:db8:0:1::${at.toString(16)}`,
      { queued: 6, client_limit: 194 },
    ],
    [
      "one IPv6 /48",
      (at: number) => `2001:db8:0:${at.toString(16)}::1`,
      { queued: 48, client_limit: 152 },
    ],
    ["many clients", (at: number) => `198.51.100.${at}`, { queued: 100, queue_full: 100 }],
  ] as const)("from %s", async ([, client, expected]) => {
    for (let at = 0; at < 200; at += 1) lab().zone(`flood-${at}`);
    const settings = { perClient: ratePerMinute(6), queueLength: 100 };
    const processes = [await open(settings, false), await open(settings, false)];
    const asked = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const answer = await processes[at % 2]?.request(`flood-${at}.nl`, client(at));
        return answer?.ok ? answer.value.how : (answer?.error.code ?? "");
      }),
    );
    expect(tally(asked)).toEqual(expected);
  });

  test("of names in one domain", async () => {
    lab().zone("sprayed");
    const checks = await open({ perDomain: { burst: 5, everyMs: 60_000 } }, false);
    const asked = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const answer = await checks.request(`a${at}.sprayed.nl`, `198.51.100.${at}`);
        return answer.ok ? answer.value.how : answer.error.code;
      }),
    );
    expect(tally(asked)).toEqual({ queued: 5, domain_limit: 195 });
  });
});

describe("a limit", () => {
  test("says what is left, and when it lets one through again", async () => {
    const rate = { burst: 2, everyMs: 60_000 };
    expect(await takeFrom(db(), "k", rate)).toMatchObject({ ok: true, value: { remaining: 1 } });
    expect(await takeFrom(db(), "k", rate)).toMatchObject({ ok: true, value: { remaining: 0 } });
    const refused = await takeFrom(db(), "k", rate);
    expect(!refused.ok && refused.error.retryAfterMs).toBeGreaterThan(50_000);
    expect(!refused.ok && refused.error.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await takeFrom(db(), "other", rate)).toMatchObject({ ok: true });
  });

  test("comes back over time, and is then forgotten with whom it was about", async () => {
    const rate = { burst: 1, everyMs: 60_000 };
    await takeFrom(db(), "client:192.0.2.1", rate);
    await forgetUnused(db());
    expect((await takeFrom(db(), "client:192.0.2.1", rate)).ok).toBe(false);
    await db().$client`update checks.limits set used_until = now() - interval '1 second'`;
    await forgetUnused(db());
    expect(await db().$client`select key from checks.limits`).toHaveLength(0);
    expect((await takeFrom(db(), "client:192.0.2.1", rate)).ok).toBe(true);
  });

  test("of one mail server holds for all domains that point to it", async () => {
    const { server, address } = await lab().domain("popular");
    const names = ["p1", "p2", "p3", "p4"];
    const { a, mx } = await import("@/lib/verifier/testing/check-bench");
    for (const label of names)
      lab()
        .zone(label)
        .add("@", mx(10, `mx.${label}.nl`))
        .add("mx", a(address));
    const checks = await open({ perAddress: { burst: 2, everyMs: 60_000 } });
    const kept = await Promise.all(names.map((label) => checked(checks, `${label}.nl`)));
    const verdicts = kept.map(({ report }) => report?.hosts[0]?.addresses[0]?.verdict ?? "");
    expect(tally(verdicts)).toEqual({ tls: 2, unreachable: 2 });
    const texts = kept.flatMap(({ report }) => report?.problems.map(({ summary }) => summary));
    expect(texts.join()).toContain("very often in the last minute");
    expect(server?.sessions.length).toBeLessThanOrEqual(2 * 4);
  });

  test("is not used for what is in flight or was just answered", async () => {
    await lab().domain("free");
    const checks = await open({ perClient: { burst: 1, everyMs: 60_000 } });
    await checked(checks, "free.nl");
    for (let times = 0; times < 5; times += 1) await ask(checks, "free.nl");
  });
});
