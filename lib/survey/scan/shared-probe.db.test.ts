import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { Probe, ProbeAttempt, ProbeTarget } from "@/lib/verifier/check-io";
import { noSession, noTls, tls } from "@/lib/verifier/testing/check-bench";
import { testDatabase } from "@/scripts/testing/test-database";
import { freshFor, sharedProbe } from "./shared-probe";
import { leaveAddress, operatorTurn } from "./store-probes";

let db: Db;
beforeAll(async () => {
  db = connect((await testDatabase()).url);
});
afterAll(() => db.$client.end());
beforeEach(() => db.$client`truncate scan.probes, scan.certificates, scan.smtp_turns`);

const at = (address: string, serverName = "mx.example.nl"): ProbeTarget => ({
  address,
  port: 25,
  serverName,
});
const signal = new AbortController().signal;

/** A server that notes who was connected when. */
function server(answer: readonly ProbeAttempt[] = [tls()]) {
  const seen = { calls: 0, now: 0, most: 0 };
  const probe: Probe = async () => {
    seen.calls++;
    seen.most = Math.max(seen.most, ++seen.now);
    await sleep(50);
    seen.now--;
    return answer;
  };
  return { probe, seen };
}

describe("processes on one database", () => {
  test("probe an address once for all, and read the same certificates", async () => {
    const { probe, seen } = server();
    const processes = ["one", "two", "three"].map((holder) => sharedProbe(db, holder, 1)(probe));
    const results = await Promise.all(processes.map((ask) => ask(at("192.0.2.1"), signal)));
    expect(seen.calls).toBe(1);
    for (const result of results) expect(result).toEqual([tls()]);
    expect(await sharedProbe(db, "four", 1)(probe)(at("192.0.2.1"), signal)).toEqual([tls()]);
    expect(seen.calls).toBe(1);
  });

  test("hold one connection an address at a time, under whatever name", async () => {
    const { probe, seen } = server();
    const names = ["a.example", "b.example", "c.example"];
    await Promise.all(
      names.map((name, i) => sharedProbe(db, `p${i}`, 1)(probe)(at("192.0.2.1", name), signal)),
    );
    expect([seen.calls, seen.most]).toEqual([3, 1]);
  });

  test("leave each operator its pause, handshakes counted, whichever process connects", async () => {
    const hourMs = 3_600_000;
    expect(await operatorTurn(db, "example.nl", hourMs)).toBeLessThan(hourMs / 2);
    await leaveAddress(db, "192.0.2.1", "example.nl", 2 * hourMs);
    const next = await operatorTurn(db, "example.nl", hourMs);
    expect(next).toBeGreaterThan(2.5 * hourMs);
    expect(await operatorTurn(db, "example.nl", hourMs)).toBeGreaterThan(next);
    expect(await operatorTurn(db, "example.net", hourMs)).toBeLessThan(hourMs / 2);
  });

  test("take over from one that was killed", async () => {
    await db.$client`
      insert into scan.probes (address, server_name, port, holder, held_until)
      values ('192.0.2.1', 'mx.example.nl', 25, 'dead', now() - interval '1 s')`;
    const { probe, seen } = server();
    await sharedProbe(db, "heir", 1)(probe)(at("192.0.2.1"), signal);
    expect(seen.calls).toBe(1);
  });
});

test.for([
  [[tls()], 20 * 60],
  [[noTls("starttls_not_offered")], 55],
  [[noSession("connection_timeout")], 9],
  [[], 9],
] as const)("%#: what was seen counts for so many minutes", ([attempts, minutes]) => {
  expect(freshFor(attempts)).toBe(minutes * 60_000);
});
