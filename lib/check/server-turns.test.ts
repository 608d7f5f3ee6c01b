import { expect, test } from "vitest";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { optedOut } from "./opt-outs";
import { serverTurns } from "./server-turns";

test("a name server is asked so often and no more, whichever of its /64", () => {
  let now = 0;
  const rate = { burst: 2, everyMs: 1_000 };
  const mayAsk = serverTurns(
    addressPolicy(),
    () => optedOut([]),
    rate,
    () => now,
  );
  const allowed = (address: string) => mayAsk(address) === null;
  expect(["2a00::1", "2a00::2", "2a00::3"].map(allowed)).toEqual([true, true, false]);
  expect(allowed("2a00:0:0:1::1")).toBe(true);
  now = 1_000;
  expect(["2a00::4", "2a00::5"].map(allowed)).toEqual([true, false]);
});

test("private addresses and those who opted out are not asked at all", () => {
  const wishes = optedOut([{ kind: "range", value: "8.8.8.0/24" }]);
  const rate = { burst: 9, everyMs: 1 };
  const mayAsk = serverTurns(
    addressPolicy(),
    () => wishes,
    rate,
    () => 0,
  );
  expect(mayAsk("127.0.0.1")).toMatchObject({ range: "loopback" });
  expect(mayAsk("8.8.8.8")).toMatchObject({ range: "opted out" });
  expect(mayAsk("8.8.4.4")).toBeNull();
});
