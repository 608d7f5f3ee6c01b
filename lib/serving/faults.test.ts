import { describe, expect, test } from "vitest";
import { answer } from "./answers";
import { isMissingPage, notFoundUrl, queryFault, takesPageQuery } from "./faults";
import { judge } from "./guards";
import { isApiPath } from "./security-headers";

describe("queryFault", () => {
  test.for([
    ["/tlds", ""],
    ["/tlds", "?q=nl&sort=tld"],
    ["/trends", "?start=2020-01&end="],
    ["/learn", "?q="],
  ] as const)("%s%s has none", ([path, search]) => {
    expect(queryFault(path, search)).toBeUndefined();
  });

  test.for([
    ["/tlds", "?utm_source=x", "/tlds"],
    ["/tlds", "?fbclid=1&q=nl", "/tlds?q=nl"],
    ["/learn", "?ref=a&ref=b", "/learn"],
  ] as const)("%s%s goes to %s", ([path, search, location]) => {
    expect(queryFault(path, search)).toEqual({ kind: "redirect", location });
  });

  test("what cannot be used is explained, parameter by parameter", () => {
    const fault = queryFault("/trends", "?scale=loud&colour=red");
    expect(fault?.kind).toBe("explain");
    const url = new URL(fault?.kind === "explain" ? fault.url : "", "http://x");
    expect(url.pathname).toBe("/errors/bad-request");
    expect(url.searchParams.get("path")).toBe("/trends");
    expect(url.searchParams.getAll("problem").sort()).toEqual([
      "colour: unknown parameter; this page takes start, end, scale",
      "scale: expected one of linear, log, indexed",
    ]);
  });

  test("however many and however long, the address of the explanation is short", () => {
    const search = `?${Array.from({ length: 100 }, (_, at) => `${"a".repeat(200)}${at}=1`).join("&")}`;
    const fault = queryFault("/tlds", search);
    expect(fault?.kind === "explain" ? fault.url.length : Infinity).toBeLessThan(2_048);
  });
});

describe("which addresses are pages", () => {
  test.for([
    ["/", true],
    ["/tlds/nl", true],
    ["/api", true],
    ["/apiary", true],
    ["/api/v1", false],
    ["/api/v1/dane-domains", false],
    ["/_next/static/a.js", false],
    ["/icon.svg", false],
  ] as const)("the query of %s is a page's: %s", ([path, page]) => {
    expect(takesPageQuery(path)).toBe(page);
  });

  test("/api is a page about the API; what is below it is the API", () => {
    expect(isApiPath("/api")).toBe(false);
    expect(isApiPath("/api/")).toBe(true);
    expect(isApiPath("/api/v1")).toBe(true);
    expect(answer("/api", 503, "x").headers.get("content-type")).toMatch(/^text\/html/);
    expect(answer("/api/v1", 503, "x").headers.get("content-type")).toBe(
      "application/problem+json",
    );
    expect(judge("OPTIONS", "/api")).toMatchObject({ status: 405 });
    expect(queryFault("/api", "?version=1")?.kind).toBe("explain");
  });

  const found = (status: number, type: string) => ({
    status,
    headers: new Map([["content-type", type]]),
    body: Buffer.alloc(0),
  });
  test.for([
    ["/nosuch", 404, "text/html; charset=utf-8", true],
    ["/nosuch", 200, "text/html; charset=utf-8", false],
    ["/api", 404, "text/html; charset=utf-8", true],
    ["/api/v1/nosuch", 404, "application/problem+json", false],
    ["/api/nosuch", 404, "text/html; charset=utf-8", false],
    ["/_next/static/a.js", 404, "text/html; charset=utf-8", false],
    ["/robots.txt", 404, "text/plain", false],
  ] as const)("%s with %i and %s is a missing page: %s", ([path, status, type, missing]) => {
    expect(isMissingPage(path, found(status, type))).toBe(missing);
  });
});

test("the page about a missing one gets its path as a value, whatever is in it", () => {
  expect(notFoundUrl("/a?b&path=c")).toBe("/errors/not-found?path=%2Fa%3Fb%26path%3Dc");
});
