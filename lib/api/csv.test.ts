import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvOf, snakeCase } from "./csv";
import { parseCsv } from "./testing/parse-csv";

describe("RFC 4180", () => {
  test("a header line, CRLF, quotes only where needed", () => {
    const rows = [
      { asOf: "2023-12-31", name: 'the "best", they say', flags: ["b", "e"], count: 0, more: null },
      { asOf: null, name: "two\r\nlines", flags: [], count: 1.5, more: true },
    ];
    expect(csvOf(["asOf", "name", "flags", "count", "more"], rows)).toBe(
      'as_of,name,flags,count,more\r\n2023-12-31,"the ""best"", they say",b e,0,\r\n,"two\r\nlines",,1.5,true\r\n',
    );
  });

  test("no rows leave the header", () =>
    expect(csvOf(["a", "mxHosts"], [])).toBe("a,mx_hosts\r\n"));

  test("whatever a text holds, it is read back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: fc.string({ unit: "binary" }), b: fc.string() })),
        (rows) => {
          const [, ...lines] = parseCsv(csvOf(["a", "b"], rows));
          const kept = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
          expect(lines).toEqual(rows.map(({ a, b }) => [kept(a), kept(b)]));
        },
      ),
    );
  });
});

describe("OWASP, CSV injection", () => {
  test.for(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])(
    "%j is text for a spreadsheet",
    (name) => expect(parseCsv(csvOf(["name"], [{ name }]))[1]).toEqual([`'${name}`]),
  );
  test("a negative number stays a number", () =>
    expect(csvOf(["n"], [{ n: -1.5 }])).toBe("n\r\n-1.5\r\n"));
});

test("columns are the JSON keys in snake_case", () => {
  expect(["asOf", "asOfNotBefore", "mxHosts", "tld"].map(snakeCase)).toEqual([
    ...["as_of", "as_of_not_before", "mx_hosts", "tld"],
  ]);
});
