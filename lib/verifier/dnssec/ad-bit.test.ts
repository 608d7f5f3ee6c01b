import { describe, expect, test } from "vitest";
import { EMPTY_MESSAGE } from "../dns/message";
import { statusByAdBit, trustAdBit } from "./ad-bit";

const at = (address: string) => ({ transport: "dns", address, port: 53, name: null }) as const;
const authentic = { ...EMPTY_MESSAGE, authenticData: true };

describe("RFC 4035 §4.9.3: the AD bit", () => {
  test.for([
    ["127.0.0.1", authentic, null],
    ["::1", authentic, null],
    ["127.0.0.1", EMPTY_MESSAGE, "not_validating"],
    ["192.0.2.1", authentic, "not_loopback"],
    ["2001:db8::1", authentic, "not_loopback"],
  ] as const)("from %s", ([address, rootSoa, refusal]) => {
    const leave = trustAdBit(at(address), rootSoa);
    expect(leave.ok ? null : leave.error.code).toBe(refusal);
  });

  test("an error is no verdict", () => {
    const leave = { adBitTrusted: true } as const;
    expect(statusByAdBit(leave, authentic)).toEqual({ ok: true, value: "secure" });
    expect(statusByAdBit(leave, { ...EMPTY_MESSAGE, rcode: 3 })).toEqual({
      ok: true,
      value: "insecure",
    });
    expect(statusByAdBit(leave, { ...authentic, rcode: 2 }).ok).toBe(false);
  });
});
