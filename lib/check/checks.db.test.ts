import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import type { LiveCheck } from "@/lib/model/live-check";
import { nameOf } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { a, aaaa, LEAF, mx, OTHER_LEAF, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { smtpServer } from "@/lib/verifier/testing/smtp-server";
import { TEST_NOW } from "@/lib/verifier/testing/test-zone";
import { ask, checked, checkProgram, eventsOf, VISITOR } from "@/scripts/testing/check-program";
import { checkInFlight, latestCheck } from "./check-store";
import { addOptOut } from "./opt-out-store";
import { END_OF_STREAM } from "./stream";

const program = checkProgram();
const { open, lab, db } = program;

describe("what a check comes to, over real sockets", () => {
  test("good", async () => {
    await lab().domain("good");
    const kept = await checked(await open(), "postmaster@GOOD.nl");
    expect(kept).toMatchObject({ state: "done", verdict: "dane_ok", domain: "good.nl" });
    expect(kept).toMatchObject({ failure: null, previous: null, changes: null });
    expect(await latestCheck(db(), "good.nl")).toEqual(kept);
    expect(await checkInFlight(db(), "good.nl")).toBeNull();
  });

  test("partial", async () => {
    const { zone, address } = await lab().domain("partial");
    zone.add("@", mx(20, "b.partial.nl")).add("b", a(address));
    expect((await checked(await open(), "partial.nl")).verdict).toBe("dane_partial");
  });

  test("broken", async () => {
    await lab().domain("broken", { tlsa: "wrong" });
    expect((await checked(await open(), "broken.nl")).verdict).toBe("dane_fail");
  });

  test("unsigned", async () => {
    await lab().domain("unsigned", { signed: false });
    expect((await checked(await open(), "unsigned.nl")).verdict).toBe("insecure");
  });

  test("bogus", async () => {
    const zone = lab().zone("bogus", { expiration: TEST_NOW - 3600 });
    zone.add("@", mx(10, "mx.bogus.nl"));
    expect((await checked(await open(), "bogus.nl")).verdict).toBe("bogus");
  });

  test("unreachable: could not be decided, not failed", async () => {
    await lab().domain("unreachable", { smtp: null });
    const kept = await checked(await open(), "unreachable.nl");
    expect(kept.verdict).toBe("tempfail");
    expect(kept.report?.hosts[0]?.verdict).toBe("unreachable");
  });

  test("slow: the deadline ends it, and the report says how far it got", async () => {
    await lab().domain("slow", { smtp: { banner: "hang" } });
    const kept = await checked(await open({ deadlineMs: 1_000 }), "slow.nl");
    expect(kept).toMatchObject({ state: "done", verdict: "tempfail" });
    expect(kept.report?.hosts[0]?.addresses[0]?.problem).toBe("banner_timeout");
  });

  test("a name that does not exist below a domain that does", async () => {
    lab().zone("parent");
    expect((await checked(await open(), "nobody.parent.nl")).verdict).toBe("nxdomain");
  });
});

describe("what changed since the check before", () => {
  test("is kept with the later one", async () => {
    const { zone } = await lab().domain("changing");
    const checks = await open({ reuseMs: 0 });
    const first = await checked(checks, "changing.nl");
    zone.add(`_${lab().settings.smtpPort}._tcp.mx`, tlsaOf(OTHER_LEAF));
    const second = await checked(checks, "changing.nl");
    expect(second.previous).toBe(first.id);
    expect(second.changes).toMatchObject([{ kind: "tlsa_added", host: "mx.changing.nl" }]);
    expect((await latestCheck(db(), "changing.nl"))?.id).toBe(second.id);
  });
});

describe("the stream", () => {
  test("tells stage by stage, and can be taken up again after any of them", async () => {
    await lab().domain("streamed");
    const checks = await open();
    const id = await ask(checks, "streamed.nl");
    const events = await eventsOf(checks, id);
    const stages = events.flatMap((event) =>
      event.kind === "progress" ? [[event.sequence, event.progress.stage]] : [],
    );
    expect(stages).toEqual([
      [1, "mx"],
      [2, "host_dns"],
      [3, "address"],
      [4, "host"],
      [5, "hygiene"],
    ]);
    expect(events.at(-1)).toMatchObject({
      kind: "summary",
      sequence: END_OF_STREAM,
      summary: { state: "done", verdict: "dane_ok" },
    });
    const resumed = await eventsOf(checks, id, 3);
    expect(resumed.map(({ sequence }) => sequence)).toEqual([4, 5, END_OF_STREAM]);
  });

  test("says nothing for a check that there is not", async () => {
    expect(await eventsOf(await open(), "a".repeat(20))).toEqual([]);
  });
});

describe("whoever does not want to be checked is left alone", () => {
  test("as a domain with all below it: nothing is asked", async () => {
    await addOptOut(db(), { kind: "domain", value: "private.nl" });
    for (const name of ["private.nl", "mail.Private.nl"])
      expect(await (await open()).request(name, VISITOR)).toMatchObject({
        error: { code: "opted_out" },
      });
    expect(lab().world.asked.filter((question) => question.includes("private.nl"))).toEqual([]);
  });

  test.for(["range", "name"])("as the mail host of somebody else, by its %s", async (by) => {
    const { server, address } = await lab().domain(`shy-${by}`);
    const wish =
      by === "range"
        ? ({ kind: "range", value: `${address}/32` } as const)
        : ({ kind: "domain", value: "mx.shy-name.nl" } as const);
    await addOptOut(db(), wish);
    const kept = await checked(await open(), `shy-${by}.nl`);
    expect(server?.sessions).toEqual([]);
    expect(kept.verdict).toBe("tempfail");
    expect(kept.report?.problems.map(({ summary }) => summary).join()).toContain("asked us not to");
  });
});

/** The problem of each address in a report. */
const problemsByAddress = ({ report }: LiveCheck) =>
  Object.fromEntries(
    (report?.hosts ?? []).flatMap(({ addresses }) =>
      addresses.map(({ address, problem }) => [address, problem]),
    ),
  );

describe("private addresses are never connected to", () => {
  test("loopback and what stands for it, in every disguise", async () => {
    const { server } = await lab().domain("inside");
    const listener = await smtpServer({ chains: [[LEAF]], port: lab().settings.smtpPort });
    const zone = lab().zone("disguised");
    zone.add("@", mx(10, "mx.disguised.nl")).add("mx", a("127.0.0.1")).add("mx", a("10.0.0.1"));
    for (const address of ["::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"])
      zone.add("mx", aaaa(address));
    for (const address of ["fe80::1", "fd00::1", "::127.0.0.1"]) zone.add("mx", aaaa(address));
    const checks = await open({ allowedRanges: [] });
    await checked(checks, "inside.nl");
    const problems = problemsByAddress(await checked(checks, "disguised.nl"));
    expect(Object.keys(problems)).toHaveLength(9);
    expect(new Set(Object.values(problems))).toEqual(new Set(["address_not_allowed"]));
    expect([server?.sessions, listener.sessions]).toEqual([[], []]);
    await listener.close();
  });

  test("an address that changes between look-ups and the connection", async () => {
    // 127.78/16 stands for the public Internet here, 127.77/16 for a network of our own.
    const { server, address } = await lab().domain("rebinding", { signed: false });
    const settings = lab().settings;
    const outside = await smtpServer({
      chains: [[LEAF]],
      address: "127.78.0.1",
      port: settings.smtpPort,
    });
    let asked = 0;
    lab().world.tamper = (message, name, type) => {
      if (name !== nameOf("mx.rebinding.nl") || type !== RR.A) return null;
      asked += 1;
      const said = asked % 2 === 1 ? "127.78.0.1" : address;
      return { ...message, answer: [makeRecord(name, 0, { kind: "A", address: said })] };
    };
    const checks = await open({
      allowedRanges: [{ address: "127.78.0.0", prefix: 16, family: "ipv4" }],
      reuseMs: 0,
    });
    const seen = [await checked(checks, "rebinding.nl"), await checked(checks, "rebinding.nl")];
    expect(asked).toBe(2);
    expect(seen.map(problemsByAddress)).toEqual([
      { "127.78.0.1": null },
      { [address]: "address_not_allowed" },
    ]);
    expect(outside.sessions.length).toBeGreaterThan(0);
    expect(server?.sessions).toEqual([]);
    await outside.close();
  });
});

describe("refused before anything is asked of the domain's servers", () => {
  test("a domain that is not registered", async () => {
    expect(await (await open()).request("nobody-has-this.nl", VISITOR)).toMatchObject({
      error: { code: "not_delegated", sentence: expect.stringContaining("not registered") },
    });
  });

  test("a registry that does not answer is no reason to refuse", async () => {
    lab().world.tamper = (_, name, type) =>
      name === nameOf("silent.nl") && type === RR.NS ? { code: "timeout", afterMs: 1 } : null;
    await lab().domain("silent");
    expect((await checked(await open(), "silent.nl")).verdict).toBe("dane_ok");
  });
});
