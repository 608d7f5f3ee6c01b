import { brotliDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compress, isCompressible, negotiate } from "./encoding";

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

test("what is seldom sent is compressed for less, what is kept for good for more", async () => {
  const body = Buffer.from(
    Array.from({ length: 2_000 }, (_, n) => {
      const [place, figure] = [(n * 7_919) % 997, (n * 104_729) % 65_537];
      return `<tr><th scope="row"><a href="/tlds/${place}">.${place}</a></th><td>${figure}</td></tr>`;
    }).join(""),
  );
  const size = async (sent: "seldom" | "often" | "for good") =>
    (await compress(body, "br", sent)).length;
  const [seldom, often, forGood] = [
    await size("seldom"),
    await size("often"),
    await size("for good"),
  ];
  expect(seldom).toBeGreaterThan(often);
  expect(often).toBeGreaterThan(forGood);
  for (const sent of ["seldom", "for good"] as const)
    expect(brotliDecompressSync(await compress(body, "br", sent)).equals(body)).toBe(true);
});
