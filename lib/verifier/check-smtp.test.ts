import { describe, expect, test } from "vitest";
import { NO_SESSION_FAULTS, NO_TLS_FAULTS } from "@/lib/model/smtp-probe";
import type { ProbeAttempt } from "./check-io";
import { politeProbe } from "./polite-probe";
import { hostOutcome } from "./table-outcome";
import {
  a,
  CheckBench,
  cname,
  codesOf,
  LEAF,
  mx,
  noSession,
  noTls,
  OTHER_LEAF,
  tls,
  tlsaOf,
} from "./testing/check-bench";
import { testCertificate } from "./testing/test-certificate";

const RSA_LEAF = testCertificate({ keyType: "rsa" });
const good = tlsaOf(LEAF);

/** A host with an address for each server. */
function withServers(...servers: readonly (readonly ProbeAttempt[])[]) {
  const bench = new CheckBench().host("mx", "192.0.2.1", [good]);
  for (const [at, attempts] of servers.entries()) {
    const address = `192.0.2.${at + 1}`;
    if (at > 0) bench.zone.add("mx", a(address));
    bench.servers.set(address, attempts);
  }
  return bench;
}
const MISMATCHED = [tls(OTHER_LEAF)];
const SILENT = [noSession("connection_timeout")];
const PLAIN = [noTls("starttls_not_offered")];
const GOOD = [tls()];

describe("S1 no session from an address", () => {
  test.for(NO_SESSION_FAULTS)("%s", async (fault) => {
    const report = await withServers([noSession(fault)]).check();
    expect(report).toMatchObject({ verdict: "tempfail", rule: "S1" });
    expect(report.hosts[0]).toMatchObject({ verdict: "unreachable", rule: "S1" });
    expect(report.hosts[0]?.addresses[0]).toMatchObject({
      verdict: fault === "address_not_allowed" ? "not_tried" : "unreachable",
      problem: fault,
    });
    expect(codesOf(report)).toContain(fault);
    expect(hostOutcome("unreachable")).toBe("UNREACHABLE");
  });
  test("a silent address is listed and does not change the host unless all are", async () => {
    const report = await withServers(SILENT, GOOD).check();
    expect(report.verdict).toBe("dane_ok");
    expect(report.hosts[0]?.addresses.map(({ verdict }) => verdict)).toEqual(["unreachable", "ok"]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({ code: "connection_timeout", severity: "warning" }),
    );
    expect(codesOf(report)).not.toContain("addresses_differ");
  });
});

describe("S2 STARTTLS is not offered", () => {
  test("no_tls, and the domain fails", async () => {
    const report = await withServers(PLAIN).check();
    expect(report).toMatchObject({ verdict: "dane_fail", rule: "S2" });
    expect(report.hosts[0]).toMatchObject({ verdict: "no_tls", rule: "S2" });
    expect(hostOutcome("no_tls")).toBe("DANE_FAIL");
  });
});

describe("S3 STARTTLS refused, or the handshake fails: no retry in the clear", () => {
  test.for(NO_TLS_FAULTS.filter((fault) => fault !== "starttls_not_offered"))(
    "%s",
    async (fault) => {
      const report = await withServers([noTls(fault)]).check();
      expect(report).toMatchObject({ verdict: "dane_fail", rule: "S3" });
      expect(report.problems).toContainEqual(
        expect.objectContaining({ code: fault, rule: "S3", severity: "error" }),
      );
    },
  );
  test("without TLSA the same is a warning, and no verdict", async () => {
    const bench = new CheckBench().host("mx", "192.0.2.1", null);
    bench.servers.set("192.0.2.1", [noTls("handshake_failed")]);
    const report = await bench.check();
    expect(report.verdict).toBe("no_dane");
    expect(report.hosts[0]?.addresses[0]?.verdict).toBe("no_tls");
    expect(report.problems).toContainEqual(
      expect.objectContaining({ code: "handshake_failed", severity: "warning" }),
    );
  });
});

describe("S4 STARTTLS only after good behaviour", () => {
  test("not offered to a first visitor fails", async () => {
    expect((await withServers(PLAIN).check()).verdict).toBe("dane_fail");
  });
  test("offered in some sessions only: pointed out", async () => {
    const report = await withServers([tls(), noTls("starttls_not_offered", "rsa")]).check();
    expect(codesOf(report)).toContain("starttls_inconsistent");
    const acrossAddresses = await withServers(GOOD, PLAIN).check();
    expect(acrossAddresses.hosts[0]?.verdict).toBe("no_tls");
    expect(codesOf(acrossAddresses)).toContain("addresses_differ");
  });
});

describe("S5 the server name for SNI is the TLSA base domain", () => {
  test("behind an alias", async () => {
    const bench = new CheckBench();
    bench.zone.add("@", mx(10, "alias.example.nl")).add("alias", cname("mx.backup.net"));
    bench.backup.add("mx", a("192.0.2.1")).add("_25._tcp.mx", good);
    await bench.check();
    expect(bench.probed).toEqual([{ address: "192.0.2.1", port: 25, serverName: "mx.backup.net" }]);
  });
  test("RFC 7672 §8.1 a server that refuses the name is advised", async () => {
    const report = await withServers([noTls("handshake_failed", "any", true)]).check();
    expect(report.problems).toContainEqual(
      expect.objectContaining({ code: "sni_refused", severity: "advice" }),
    );
  });
});

describe("S6 a default chain is judged as sent", () => {
  test("one that is of another name and matches", async () => {
    const other = testCertificate({ dnsNames: ["default.invalid"] });
    const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(other)]);
    bench.servers.set("192.0.2.1", [tls(other)]);
    expect((await bench.check()).verdict).toBe("dane_ok");
  });
});

describe("S7, X3 one result for each kind of certificate; the worst wins", () => {
  test("the RSA certificate does not match", async () => {
    const report = await withServers([tls(), tls(RSA_LEAF, "rsa"), tls(LEAF, "ec")]).check();
    expect(report.verdict).toBe("dane_fail");
    const address = report.hosts[0]?.addresses[0];
    expect(address?.attempts.map(({ keyType, verdict }) => [keyType, verdict])).toEqual([
      ["any", "ok"],
      ["rsa", "fail"],
      ["ec", "ok"],
    ]);
    expect(codesOf(report)).toContain("key_types_differ");
    expect(report.problems.find(({ code }) => code === "key_types_differ")?.publish).toHaveLength(
      2,
    );
  });
  test("a type that the server has no certificate of does not count", async () => {
    const report = await withServers([tls(), noTls("handshake_failed", "rsa")]).check();
    expect(report.verdict).toBe("dane_ok");
    expect(codesOf(report)).not.toContain("handshake_failed");
    expect(report.hosts[0]?.addresses[0]?.attempts[1]).toMatchObject({ counted: false });
  });
  test("a server that answers with another type than asked for does not count", async () => {
    const report = await withServers([tls(), tls(OTHER_LEAF, "rsa")]).check();
    expect(report.verdict).toBe("dane_ok");
  });
});

describe("X3 several addresses: fail, then no_tls, then ok", () => {
  test.for([
    ["one does not match", [GOOD, MISMATCHED], "fail"],
    ["one has no TLS", [GOOD, PLAIN], "no_tls"],
    ["fail before no_tls", [PLAIN, MISMATCHED], "fail"],
    ["silence does not weigh", [SILENT, MISMATCHED], "fail"],
    ["all silent", [SILENT, SILENT], "unreachable"],
    ["all good", [GOOD, GOOD], "ok"],
  ] as const)("%s", async ([, servers, verdict]) => {
    const report = await withServers(...servers).check();
    expect(report.hosts[0]?.verdict).toBe(verdict);
    expect(report.hosts[0]?.addresses).toHaveLength(2);
  });
  test("each address that fails is named with the records for its own chain", async () => {
    const report = await withServers(GOOD, MISMATCHED).check();
    const problem = report.problems.find(({ code }) => code === "tlsa_mismatch");
    expect(problem?.at.address).toBe("192.0.2.2");
    expect(problem?.publish).toEqual([
      `_25._tcp.mx.example.nl. IN TLSA 3 1 1 ${tlsaOf(OTHER_LEAF).association.toString("hex")}`,
    ]);
    expect(codesOf(report)).toContain("addresses_differ");
  });
});

describe("manners towards servers", () => {
  test("hosts that share an address and a name are probed once; never two sessions at once", async () => {
    const bench = new CheckBench()
      .host("mx1", "192.0.2.1", [good])
      .host("mx2", "192.0.2.1", [good], 20);
    bench.zone.add("@", mx(30, "alias.example.nl")).add("alias", cname("mx1.example.nl"));
    let open = 0;
    let most = 0;
    const names: string[] = [];
    bench.probe = async ({ serverName }) => {
      names.push(serverName);
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return [tls()];
    };
    const report = await bench.check();
    expect(report.verdict).toBe("dane_ok");
    expect(names.sort()).toEqual(["mx1.example.nl", "mx2.example.nl"]);
    expect(most).toBe(1);
  });
  test("a probe that rejects does not hold up the next", async () => {
    let calls = 0;
    const probe = politeProbe(async () => {
      if (calls++ === 0) throw new Error("a bug");
      return GOOD;
    });
    const { signal } = new AbortController();
    const target = { address: "192.0.2.1", port: 25, serverName: "mx.example.nl" };
    const [first, second] = [probe(target, signal), probe(target, signal)];
    await expect(first).rejects.toThrow("a bug");
    expect(await second).toBe(GOOD);
  });
  test("hosts without signed TLSA can be left alone", async () => {
    const bench = new CheckBench()
      .host("mx1", "192.0.2.1", [good])
      .host("mx2", "192.0.2.2", null, 20);
    const report = await bench.check("example.nl", { probeHosts: "with_tlsa" });
    expect(bench.probed.map(({ address }) => address)).toEqual(["192.0.2.1"]);
    expect(report.verdict).toBe("dane_partial");
    expect(report.problems.find(({ code }) => code === "tlsa_missing")?.fix).toContain(
      "No certificate was seen",
    );
  });
});
