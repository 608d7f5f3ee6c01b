import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { askedNames } from "./names";

const all = async (texts: readonly string[], input = "") => {
  const found: string[] = [];
  const chunks = Readable.from([input.slice(0, 9), input.slice(9)].filter((chunk) => chunk !== ""));
  for await (const asked of askedNames(texts, chunks))
    found.push(asked.ok ? asked.domain.ascii : asked.sentence);
  return found;
};

test("`-` stands for the lines of standard input, in its place", async () => {
  expect(await all(["a.nl", "-", "b.nl"], "# list\nc.nl\r\n\nBÜCHER.example\nd.nl")).toEqual([
    "a.nl",
    "c.nl",
    "xn--bcher-kva.example",
    "d.nl",
    "b.nl",
  ]);
});

test("what is no domain gets a sentence with its line, and the rest goes on", async () => {
  const [first, second, third] = await all(["-"], `good.nl\nbad..name\n${"x".repeat(100_000)}`);
  expect(first).toBe("good.nl");
  expect(second).toMatch(/^Line 2, "bad..name" is no domain to check: /);
  expect(third).toMatch(/^Line 3, "x{80}…" is no domain to check: /);
});
