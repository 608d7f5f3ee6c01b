import { describe, expect, test } from "vitest";
import { askedFile, FILE_FORMAT_NAMES, FILE_PAGES, fileAddress } from "./page-files";

describe("api-conventions: suffixes, and `format` where a name ends the path", () => {
  test.for([
    ["/trends.csv", null, { page: "/trends", format: "csv" }],
    ["/trends.metadata.json", null, { page: "/trends", format: "metadata" }],
    ["/tlds.png", null, { page: "/tlds", format: "png" }],
    ["/tlds/nl", "csv", { page: "/tlds/nl", format: "csv" }],
    ["/providers/example.zip", "json", { page: "/providers/example.zip", format: "json" }],
    ["/providers/example.csv", null, undefined],
    ["/trends", "svg", { page: "/trends", format: "svg" }],
    ["/trends.xlsx", null, undefined],
    ["/about.csv", null, undefined],
    ["/tlds/nl", "xlsx", undefined],
    ["/tlds/nl/more", "csv", undefined],
    ["/about", "csv", undefined],
  ] as const)("%s %s", ([path, format, expected]) => {
    expect(askedFile(path, format)).toEqual(expected);
  });

  test("every address that is given out is understood", () => {
    for (const page of [...FILE_PAGES, "/tlds/nl", "/providers/one.com"])
      for (const format of FILE_FORMAT_NAMES) {
        const url = new URL(fileAddress(page, format, { q: "a b" }), "http://localhost");
        expect(askedFile(url.pathname, url.searchParams.get("format"))).toEqual({ page, format });
        expect(url.searchParams.get("q")).toBe("a b");
      }
  });
});
