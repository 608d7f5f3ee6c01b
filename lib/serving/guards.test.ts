import { describe, expect, test } from "vitest";
import { judge, longestUrlBytes } from "./guards";

describe("judge", () => {
  test.for([
    ["/", "/", ""],
    ["/?", "/", ""],
    ["/tlds/xn--p1ai", "/tlds/xn--p1ai", ""],
    ["/tlds/%D1%80%D1%84", "/tlds/%D1%80%D1%84", ""],
    ["/api/v1/x?b=2&a=1&b=1", "/api/v1/x", "?a=1&b=2&b=1"],
    ["/x?&&a=%20+", "/x", "?a=%20+"],
    ["/x?_rsc=1abc", "/x", ""],
    ["/_next/static/chunks/a.js", "/_next/static/chunks/a.js", ""],
  ] as const)("%s passes", ([url, path, search]) => {
    expect(judge("GET", url)).toEqual({ kind: "pass", path, search });
  });

  test.for([
    ["/%zz", 400],
    ["/a%", 400],
    ["/%ff", 400],
    ["/a?b=%E0%A4", 400],
    ["/a%00b", 400],
    ["/a?b=%0d%0aSet-Cookie:x", 400],
    ["/a%7f", 400],
    ["/../etc/passwd", 400],
    ["/a/%2e%2E/b", 400],
    ["/\\evil.example", 400],
    ["http://evil.example/", 400],
    ["*", 400],
    ["", 400],
    ["/_next/image?url=/a.png&w=64&q=75", 404],
    ["/_next/data/x.json", 404],
    [`/${"a".repeat(longestUrlBytes)}`, 414],
  ] as const)("%s is refused with %i", ([url, status]) => {
    expect(judge("GET", url)).toMatchObject({ kind: "refuse", status });
  });

  test("an address of exactly the greatest length passes", () => {
    expect(judge("GET", `/${"a".repeat(longestUrlBytes - 1)}`).kind).toBe("pass");
  });

  test.for([
    ["//evil.example", "/evil.example"],
    ["/a//b///c?q=//", "/a/b/c?q=//"],
  ] as const)("%s goes to %s", ([url, location]) => {
    expect(judge("GET", url)).toEqual({ kind: "redirect", location });
  });

  test("other methods get 405 with Allow, and a preflight only the API", () => {
    expect(judge("DELETE", "/")).toMatchObject({ status: 405, headers: [["allow", "GET, HEAD"]] });
    expect(judge("POST", "/api/v1/x")).toMatchObject({
      status: 405,
      headers: [["allow", "GET, HEAD, OPTIONS"]],
    });
    expect(judge("POST", "/problems/incidents/AAAAAAAAAAAAAAAAAAAAAA").kind).toBe("refuse");
    expect(judge("POST", "/problems/incidents/stop?token=x").kind).toBe("pass");
    expect(judge("OPTIONS", "/")).toMatchObject({ status: 405 });
    expect(judge("OPTIONS", "/api/v1/x")).toEqual({ kind: "preflight" });
  });
});
