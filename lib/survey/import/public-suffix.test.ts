import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PUBLIC_SUFFIX_LIST, reduceToRegistrable } from "./public-suffix";

test("the version that is published is the one installed", () => {
  const installed: unknown = JSON.parse(readFileSync("node_modules/tldts/package.json", "utf8"));
  expect(installed).toMatchObject({
    name: PUBLIC_SUFFIX_LIST.package,
    version: PUBLIC_SUFFIX_LIST.version,
  });
});

test.for([
  ["example.com", "example.com", "delegated from a suffix"],
  ["www.example.com", "example.com", "deeper"],
  ["a.b.example.co.uk", "example.co.uk", "a suffix of two labels"],
  ["com", null, "a suffix"],
  ["co.uk", null, "a suffix of two labels"],
  ["b.kawasaki.jp", null, "a wildcard rule makes it a suffix"],
  ["a.b.kawasaki.jp", "a.b.kawasaki.jp", "below a wildcard rule"],
  ["city.kawasaki.jp", "city.kawasaki.jp", "an exception rule"],
  ["www.ck", "www.ck", "an exception rule at a TLD"],
  ["github.io", "github.io", "a private suffix, delegated from io"],
  ["me.github.io", "me.github.io", "below a private suffix"],
  ["x.me.github.io", "me.github.io", "deeper below a private suffix"],
  ["s3.amazonaws.com", "amazonaws.com", "a private suffix that is no delegation of com"],
  ["xn--80a.xn--p1ai", "xn--80a.xn--p1ai", "A-labels"],
] as const)("public suffix list: %s → %s (%s)", ([name, domain]) => {
  expect(reduceToRegistrable(name)).toEqual({ domain, isUnlisted: false });
});

test("the default rule * takes a TLD that is not listed, and says so", () => {
  expect(reduceToRegistrable("a.example.unlisted")).toEqual({
    domain: "example.unlisted",
    isUnlisted: true,
  });
});
