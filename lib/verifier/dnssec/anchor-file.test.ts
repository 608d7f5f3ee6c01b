import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAnchorFile } from "./anchor-file";
import { ROOT_ANCHORS } from "./anchors";

describe("check-report.md --trust-anchor: zone-file form", () => {
  test("the root's own anchors, as IANA prints them", () => {
    const text = `; root\n. 86400 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      .\tIN\t3600 DS ( 38696 8 2 ; the new one
        683D2D0ACB8C9B712A1948B27F741219298D0A450D612C48
        3AF444A4C0FB2B16 )\n`;
    expect(parseAnchorFile(text)).toEqual({ ok: true, value: ROOT_ANCHORS });
  });

  test.for([
    ["", "no_anchors"],
    ["; nothing", "no_anchors"],
    [". IN DS ( 1 8 2 00", "parenthesis_open"],
    [". IN DS 1 8 2 00", "line_invalid"],
    [`. IN DS 70000 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [". IN A 192.0.2.1", "line_invalid"],
    [`a..b DS 1 8 1 ${"00".repeat(20)}`, "line_invalid"],
    [". DNSKEY 257 3 8 AwE", "line_invalid"],
    [". DNSKEY 257 3 8 )", "line_invalid"],
  ] as const)("%j: %s", ([text, code]) => {
    const parsed = parseAnchorFile(text);
    expect(parsed.ok ? null : parsed.error.code).toBe(code);
  });

  test("any text gives a value", () =>
    fc.assert(fc.property(fc.string(), (text) => void parseAnchorFile(`. IN DS ${text}`))));
});
