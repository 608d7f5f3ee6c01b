import { describe, expect, test } from "vitest";
import { completed, holdMarkup, MarkupMissing, withHeldMarkup } from "./held-markup";

const HTML = "text/html; charset=utf-8";
const FLIGHT = "text/x-component";
const MARKUP = '<p title="a &quot; b">17.27 %, “≥ 103,000” $& </p>';

/** What stands in the answer of a handler that writes `body`, with `held` kept aside. */
const filled = (body: string, held: string[], contentType = HTML, status = 200) =>
  completed(
    { status, contentType, body: Buffer.from(body) },
    held.map((markup) => inPieces(markup)),
  ).toString();

/** As a page holds it: text, and in its midst the bytes of a part. */
const inPieces = (markup: string) => [
  markup.slice(0, 3),
  Buffer.from(markup.slice(3, 30)),
  markup.slice(30),
];

describe("held markup takes its place", () => {
  test("after the tag with its number, and nowhere in the page's data", () => {
    const data = '<script>push("{\\"held\\":\\"0\\"}")</script>';
    expect(filled(`<b><div data-held="0"></div>é${data}</b>`, [MARKUP])).toBe(
      `<b><div data-held="0">${MARKUP}</div>é${data}</b>`,
    );
  });

  test("each its own, in any order", () =>
    expect(filled('<i data-held="1"></i><i data-held="0"></i>', ["a", "b"])).toBe(
      '<i data-held="1">b</i><i data-held="0">a</i>',
    ));

  test("as a string of JSON in what the router reads", () => {
    const rows = filled('1:I[2]\n0:["$","$L1",null,{"held":"0"}]\n', [MARKUP], FLIGHT);
    expect(JSON.parse(rows.split("\n0:")[1] ?? "")[3]).toEqual({ markup: MARKUP });
  });

  test("and other answers stay as they are", () =>
    expect(filled('{"held":"0"}', [], "application/json")).toBe('{"held":"0"}'));
});

describe("an answer with a part missing is never sent", () => {
  test.for([
    ['<div data-held="1"></div>', [MARKUP], HTML, "a place that nothing was held for"],
    ['<div data-held="x"></div>', [MARKUP], HTML, "a place without a number"],
    ['<div data-held="', [MARKUP], HTML, "a place that does not end"],
    ["<p>nothing</p>", [MARKUP], HTML, "markup without a place"],
    ['<i data-held="0"></i>', ["a", "b"], HTML, "some markup without a place"],
    ['{"held":"3"}', [MARKUP], FLIGHT, "the same for the router"],
  ] as const)("$3", ([body, held, type]) =>
    expect(() => filled(body, [...held], type)).toThrow(MarkupMissing),
  );

  test("but the page of an error has no place for what the failed page held", () =>
    expect(filled("<p>failed</p>", [MARKUP], HTML, 500)).toBe("<p>failed</p>"));
});

describe("markup is held for one answer", () => {
  const answerWith = (body: string) => ({ status: 200, body: Buffer.from(body) });

  test("two that are made at the same time do not mix", async () => {
    const make = (name: string) =>
      withHeldMarkup(
        async () => {
          await new Promise(setImmediate);
          const place = holdMarkup([`${name} first`]);
          await new Promise(setImmediate);
          return answerWith(
            `<i data-held="${holdMarkup([`${name} second`])}"></i><i data-held="${place}"></i>`,
          );
        },
        () => HTML,
      );
    const [a, b] = await Promise.all([make("a"), make("b")]);
    const page = (name: string) =>
      `<i data-held="1">${name} second</i><i data-held="0">${name} first</i>`;
    expect([a.body.toString(), b.body.toString()]).toEqual([page("a"), page("b")]);
  });

  test("where nobody would put it in, it is not held", () =>
    expect(holdMarkup([MARKUP])).toBeUndefined());
});
