import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCursor, writeCursor } from "./cursor";

const at = (address: string) => new URL(address, "https://stats.example.org");
const scope = { url: at("/api/v1/geoip?family=ipv4&limit=10"), state: "one" };

describe("an opaque cursor", () => {
  test("comes back as it went, whatever the order of the other parameters", () => {
    const cursor = writeCursor(scope, 10);
    expect(readCursor(scope, cursor)).toEqual({ ok: true, value: 10 });
    const url = at(`/api/v1/geoip?limit=10&cursor=${cursor}&family=ipv4`);
    expect(readCursor({ ...scope, url }, cursor)).toEqual({ ok: true, value: 10 });
  });

  test.for([
    ["another filter", "/api/v1/geoip?family=ipv6&limit=10"],
    ["another limit", "/api/v1/geoip?family=ipv4&limit=11"],
    ["another dataset", "/api/v1/top-providers?family=ipv4&limit=10"],
    ["another form", "/api/v1/geoip.csv?family=ipv4&limit=10"],
  ])("is refused for %s", ([, address = ""]) => {
    const cursor = writeCursor(scope, 10);
    expect(readCursor({ ...scope, url: at(address) }, cursor)).toEqual({
      ok: false,
      error: "foreign",
    });
  });

  test("ends when something is published", () => {
    const cursor = writeCursor(scope, 10);
    expect(readCursor({ ...scope, state: "two" }, cursor)).toEqual({
      ok: false,
      error: "outdated",
    });
  });

  test("never throws, and never skips backwards", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(readCursor(scope, text).ok).toBe(false);
      }),
    );
    for (const value of [
      { from: -5 },
      { from: 1.5, of: "a.b" },
      [],
      null,
      { from: 1e12, of: "" },
    ]) {
      const cursor = Buffer.from(JSON.stringify(value)).toString("base64url");
      expect(readCursor(scope, cursor)).toEqual({ ok: false, error: "malformed" });
    }
  });
});
