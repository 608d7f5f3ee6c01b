import { describe, expect, test } from "vitest";
import { nearest, suggestion } from "./nearest";

const DATASETS = ["dane-domains", "dane-share", "dnssec-domains", "geoip", "top-providers"];

describe("nearest", () => {
  test.for([
    ["dane-domain", ["dane-domains"], "a letter short"],
    ["DaneDomains", ["dane-domains"], "another case, no hyphen"],
    ["geoipp", ["geoip"], "a letter too many"],
    ["providers", ["top-providers"], "a part of the name"],
    ["", [], "nothing typed"],
    ["---", [], "nothing but punctuation"],
    ["zzzzzzzzzz", [], "nothing like it"],
  ] as const)("%s: $2", ([input, found]) => {
    expect(nearest(input, DATASETS).slice(0, Math.max(1, found.length))).toEqual(found);
  });

  test("short words have to be nearly right", () => {
    expect(nearest("tld", ["end", "start"])).toEqual([]);
    expect(nearest("tdl", ["tld", "end"])).toEqual(["tld"]);
    expect(nearest("con", ["com", "net", "coop"])).toEqual(["com"]);
  });

  test("a short name is not found within a longer word", () => {
    expect(nearest("doesnotexist", ["es", "no"])).toEqual([]);
  });

  test("at most as many as asked for, likeliest first", () => {
    const names = ["one.co", "one.com", "none.com", "oned.com"];
    expect(nearest("one.con", names, 2)).toHaveLength(2);
    expect(nearest("one.con", names, 1)).toEqual(["one.co"]);
  });

  test("a very long input is cut before it is compared", () => {
    expect(nearest("x".repeat(1_000_000), DATASETS)).toEqual([]);
  });
});

test("a suggestion is a sentence, or nothing", () => {
  expect(suggestion("dane-domain", ["dane-domains"])).toBe(" Did you mean dane-domains?");
  expect(suggestion("zzzzzzz", DATASETS)).toBe("");
});
