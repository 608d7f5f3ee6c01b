import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { ENV_VARIABLES } from "@/lib/env";

const readme = readFileSync("README.md", "utf8");

/** What `jq -c '.data[] | {a, b}'` prints. */
const picked = (body: string, names: readonly string[]): string =>
  (JSON.parse(body) as { data: Record<string, unknown>[] }).data
    .map((row) => JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name]]))))
    .join("\n");

test("the README's calls answer what it prints @desktop", async ({ request }) => {
  const blocks = [...readme.matchAll(/```console\n\$ curl -s '([^']+)'(.*)\n([^`]*)```/g)];
  expect(blocks).toHaveLength(3);
  for (const [, url = "", pipe = "", printed = ""] of blocks) {
    const { pathname, search } = new URL(url);
    const answer = await request.get(pathname + search);
    expect(answer.status(), url).toBe(200);
    const body = await answer.text();
    const names = /\{([^}]*)\}/.exec(pipe)?.[1]?.split(", ");
    const output = names === undefined ? body.replaceAll("\r", "") : picked(body, names);
    expect(output.trim()).toBe(printed.trim());
  }
});

test("the README lists every variable as the program knows it @desktop", () => {
  for (const { name, default: byDefault, meaning } of ENV_VARIABLES) {
    const shown = byDefault === "" ? "" : `\`${byDefault}\``;
    expect(readme).toContain(`| \`${name}\` | ${shown} | ${meaning} |`);
  }
});

test("the README's first screen has the two commands @desktop", () => {
  const screen = readme.split("\n").slice(0, 24).join("\n");
  expect(screen).toContain("npm ci && npm start");
  expect(screen).toContain("npm ci && npm test");
});
