import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { ENV_VARIABLES } from "@/lib/env";

const readme = readFileSync("README.md", "utf8");

test("the README's calls answer what it prints @desktop", async ({ request }) => {
  const block = /```console\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const calls = [
    ...block.matchAll(
      /^\$ curl -s '([^']+)'(?: \| head -c (\d+))?\n(.*?)(?=\n\$ |\n*$(?![\s\S]))/gms,
    ),
  ];
  expect(calls).toHaveLength(3);
  for (const [, url = "", bytes, printed = ""] of calls) {
    const { pathname, search } = new URL(url);
    const answer = await request.get(pathname + search);
    expect(answer.status(), url).toBe(200);
    const body = (await answer.text()).slice(0, bytes === undefined ? undefined : Number(bytes));
    expect(body.trim().replaceAll("\r", "")).toBe(printed.trim());
  }
});

test("the README lists every variable as the program knows it @desktop", () => {
  for (const { name, default: byDefault, meaning } of ENV_VARIABLES) {
    const shown = byDefault === "" ? "" : `\`${byDefault}\``;
    expect(readme).toContain(`| \`${name}\` | ${shown} | ${meaning} |`);
  }
});

test("the README's first screen has the two commands @desktop", () => {
  const screen = readme.split("\n").slice(0, 20).join("\n");
  expect(screen).toContain("npm ci && npm start");
  expect(screen).toContain("npm ci && npm test");
});
