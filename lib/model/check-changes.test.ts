import { describe, expect, test } from "vitest";
import {
  a,
  CheckBench,
  LEAF,
  mx,
  noSession,
  OTHER_LEAF,
  timeout,
  tls,
  tlsaOf,
} from "@/lib/verifier/testing/check-bench";
import { changesBetween } from "./check-changes";
import { RR } from "./dns-registry";

const hex = (certificate: typeof LEAF) => tlsaOf(certificate).association.toString("hex");
const good = () => new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);

describe("what changed since the check before", () => {
  test("nothing", async () =>
    expect(changesBetween(await good().check(), await good().check())).toEqual([]));

  test("verdict, records and certificate of a host", async () => {
    const after = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
    after.servers.set("192.0.2.1", [tls(OTHER_LEAF)]);
    const changes = changesBetween(await good().check(), await after.check());
    expect(changes.map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ["verdict", "dane_ok", "dane_fail"],
      ["host_verdict", "ok", "fail"],
      ["certificate_removed", expect.stringMatching(/^[0-9a-f]{64}$/), null],
      ["certificate_added", null, expect.stringMatching(/^[0-9a-f]{64}$/)],
    ]);
  });

  test("TLSA records that come and go", async () => {
    const after = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF), tlsaOf(OTHER_LEAF)]);
    const added = { kind: "tlsa_added", host: "mx.example.nl", before: null };
    expect(changesBetween(await good().check(), await after.check())).toEqual([
      { ...added, after: `3 1 1 ${hex(OTHER_LEAF)}` },
    ]);
  });

  test("hosts that come and go", async () => {
    const after = good();
    after.zone.add("@", mx(20, "b.example.nl")).add("b", a("192.0.2.2"));
    const [before, now] = [await good().check(), await after.check()];
    expect(changesBetween(before, now)).toContainEqual({
      kind: "host_added",
      host: "b.example.nl",
      before: null,
      after: "no_tlsa",
    });
    expect(changesBetween(now, before)).toContainEqual({
      kind: "host_removed",
      host: "b.example.nl",
      before: "no_tlsa",
      after: null,
    });
  });

  test("what could not be seen is no change: MX records", async () => {
    const failed = good().spoil("example.nl", RR.MX, timeout);
    const changes = changesBetween(await good().check(), await failed.check());
    expect(changes.map(({ kind }) => kind)).toEqual(["verdict", "mx_status"]);
  });

  test("what could not be seen is no change: TLSA records", async () => {
    const failed = good().spoil("_25._tcp.mx.example.nl", RR.TLSA, timeout);
    const changes = changesBetween(await good().check(), await failed.check());
    expect(changes.map(({ kind }) => kind)).toEqual(["verdict", "host_verdict"]);
  });

  test("what could not be seen is no change: a server that was not reached", async () => {
    const failed = good();
    failed.servers.set("192.0.2.1", [noSession("connection_timeout")]);
    const changes = changesBetween(await good().check(), await failed.check());
    expect(changes.map(({ kind }) => kind)).toEqual(["verdict", "host_verdict"]);
  });
});
