import { expect, test } from "vitest";
import { answeredAsOf } from "@/lib/as-of";
import { textOf } from "@/lib/held-markup";
import { withDatedLinks } from "./dated-links";

const page =
  '<a href="/trends">menu</a><main><a href="/trends.csv?a=b">x</a><a href="/tlds/nl">x</a><form action="/tlds">' +
  '</form><a href="/trendsetters">x</a><a href="/about">x</a><a href="#table">x</a>' +
  '<a data-live="" href="/trends">live</a></main><a href="/tlds">foot</a>';

test("links within a dated page keep its day, but the way to the live page", () => {
  const pieces = [page.slice(0, 60), Buffer.from(page.slice(60))];
  const dated = answeredAsOf({ day: "2023-12-31", live: "/trends" }, () => withDatedLinks(pieces));
  expect(textOf(dated)).toBe(
    '<a href="/trends">menu</a><main><a href="/as-of/2023-12-31/trends.csv?a=b">x</a>' +
      '<a href="/as-of/2023-12-31/tlds/nl">x</a><form action="/as-of/2023-12-31/tlds">' +
      '</form><a href="/trendsetters">x</a><a href="/about">x</a><a href="#table">x</a>' +
      '<a data-live="" href="/trends">live</a></main><a href="/tlds">foot</a>',
  );
});

test("the live page stays as it is", () => expect(textOf(withDatedLinks([page]))).toBe(page));
