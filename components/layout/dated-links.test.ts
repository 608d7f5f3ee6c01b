import { expect, test } from "vitest";
import { answeredAsOf } from "@/lib/as-of";
import { withDatedLinks } from "./dated-links";

const page =
  '<a href="/trends">menu</a><main><a href="/trends.csv?a=b">x</a><a href="/tlds/nl">x</a><form action="/tlds">' +
  '</form><a href="/trendsetters">x</a><a href="/about">x</a><a href="#table">x</a>' +
  '<a data-live="" href="/trends">live</a></main><a href="/tlds">foot</a>';

test("links within a dated page keep its day, but the way to the live page", () => {
  const dated = answeredAsOf({ day: "2023-12-31", live: "/trends" }, () => withDatedLinks(page));
  expect(dated).toBe(
    '<a href="/trends">menu</a><main><a href="/as-of/2023-12-31/trends.csv?a=b">x</a>' +
      '<a href="/as-of/2023-12-31/tlds/nl">x</a><form action="/as-of/2023-12-31/tlds">' +
      '</form><a href="/trendsetters">x</a><a href="/about">x</a><a href="#table">x</a>' +
      '<a data-live="" href="/trends">live</a></main><a href="/tlds">foot</a>',
  );
});

test("the live page stays as it is", () => expect(withDatedLinks(page)).toBe(page));
