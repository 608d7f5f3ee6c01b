import { describe, expect, test } from "vitest";
import { isCompressible, negotiate } from "./encoding";

describe("RFC 9110 §12.5.3 Accept-Encoding", () => {
  test.for([
    [undefined, "identity"],
    ["", "identity"],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["GZIP", "gzip"],
    ["br;q=0.5, gzip;q=0.8", "gzip"],
    ["br;q=0, gzip;q=0", "identity"],
    ["*", "br"],
    ["*;q=0.1, br;q=0", "gzip"],
    ["gzip;q=0.2, identity;q=0.9", "identity"],
    ["deflate, zstd", "identity"],
    ["gzip;q=much", "identity"],
    [",,;;=", "identity"],
  ] as const)("%s is answered with %s", ([header, encoding]) => {
    expect(negotiate(header)).toBe(encoding);
  });
});

test.for([
  ["text/html; charset=utf-8", true],
  ["application/json", true],
  ["application/problem+json", true],
  ["application/javascript; charset=UTF-8", true],
  ["image/svg+xml", true],
  ["image/png", false],
  ["font/woff2", false],
] as const)("%s shrinks: %s", ([type, shrinks]) => expect(isCompressible(type)).toBe(shrinks));
