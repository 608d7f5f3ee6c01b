import { describe, expect, test } from "vitest";
import {
  CheckBench,
  LEAF,
  noTls,
  OTHER_LEAF,
  tls,
  tlsaOf,
} from "@/lib/verifier/testing/check-bench";
import { type HostLook, lookIn, outcomeOf } from "./look-at-hosts";

describe("what looks say", () => {
  const look = (verdict: HostLook["verdict"], fault: HostLook["fault"] = null): HostLook => ({
    ...{ host: "mx", verdict, fault },
    evidence: { address: null, summary: "", published: [], observed: null, publish: [] },
  });
  const bad = look("fail", "tlsa-invalid");
  test.for<[string, (HostLook | null)[], boolean, string]>([
    ["one host has it", [look("ok"), bad], true, "broken"],
    ["none has it, all looked at", [look("ok"), look("no_tlsa")], true, "well"],
    ["another fault is another incident", [look("no_tls", "starttls-not-supported")], true, "well"],
    ["not all were looked at", [look("ok")], false, "unknown"],
    ["one could not be looked at", [look("ok"), null], true, "unknown"],
    ["a look-up failed", [look("dns_error")], true, "unknown"],
    ["a server is away", [look("unreachable")], true, "unknown"],
    ["DNSSEC hides it", [look("bogus", "dnssec-invalid")], true, "unknown"],
    ["there is nothing to look at", [], true, "unknown"],
  ])("%s", ([, looks, isAll, outcome]) =>
    expect(outcomeOf("tlsa-invalid", looks, isAll)).toBe(outcome),
  );
  test("of a DNS fault, a server that is away says that the DNS answers", () => {
    expect(outcomeOf("dnssec-invalid", [look("unreachable")], true)).toBe("well");
    expect(outcomeOf("dnssec-invalid", [look("dns_error")], true)).toBe("unknown");
  });

  test("a check's report: fault, address, published against observed, records to publish", async () => {
    const bench = new CheckBench().host("mx1", "192.0.2.1", [tlsaOf(OTHER_LEAF)]);
    bench.servers.set("192.0.2.1", [tls(LEAF)]);
    const seen = lookIn(await bench.check(), "mx1.example.nl");
    expect(seen).toMatchObject({ fault: "tlsa-invalid", evidence: { address: "192.0.2.1" } });
    const { published, observed, publish } = seen?.evidence ?? {};
    expect(published).toEqual([expect.stringMatching(/^3 1 1 [0-9a-f]{64}$/)]);
    expect(publish?.[0]).toBe(`_25._tcp.mx1.example.nl. IN TLSA 3 1 1 ${observed}`);
    expect(lookIn(await bench.check(), "mx9.example.nl")).toBeNull();
    bench.servers.set("192.0.2.1", [noTls("handshake_failed")]);
    expect(lookIn(await bench.check(), "mx1.example.nl")?.fault).toBe("validation-failure");
  });
});
