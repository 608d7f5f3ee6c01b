import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { MadeUpSurvey, madeUpNames } from "@/scripts/testing/made-up-survey";
import { startProgram } from "@/scripts/testing/program";
import { testDatabase } from "@/scripts/testing/test-database";
import { createReporter } from "./reporter";
import { reportFailures, reportPublications, reportScan } from "./status-scan";

let url: string;
let db: Db;

beforeAll(async () => {
  url = (await testDatabase()).url;
  db = connect(url);
});
afterAll(() => db.$client.end());

async function survey(...args: string[]) {
  const program = startProgram("scripts/survey.ts", args, { DATABASE_URL: url });
  const code = await program.ended;
  return { code, output: program.output() };
}

/** What `survey status` says of scan, publication and failed stages on a terminal. */
async function status(): Promise<string> {
  const lines: string[] = [];
  const reporter = createReporter(true, (text) => lines.push(text));
  await reportScan(db, reporter);
  await reportPublications(db, reporter);
  await reportFailures(db, reporter);
  return lines.join("").replaceAll("\r\u001b[K", "");
}

describe("survey publish", () => {
  test("publishes, holds with a reason and the way out, and records who let it out", async () => {
    expect(await status()).toBe("no run yet\nno run was published yet\n");
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    const made = new MadeUpSurvey(db, day);
    const names = madeUpNames(200);
    const run = await made.run(names, (name) => madeUpDomain(name));
    expect(await survey("publish")).toMatchObject({
      code: 1,
      output: expect.stringContaining(`Run ${run} has no figures yet: \`survey aggregate\``),
    });
    expect(await status()).toContain(`HELD: run ${run} of ${day}\n  Run ${run} has no figures yet`);
    expect(await status()).toMatch(/FAILED: publish at \S+: Run \d+ has no figures yet/);
    expect((await survey("aggregate")).code).toBe(0);
    const first = await survey("publish");
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('"gate":"level","verdict":"not_judged"');
    expect(first.output).toContain(`"release":"survey-${day}","revision":1,"isNew":true`);
    expect(await status()).toContain(
      `run ${run} of ${day}: published as survey-${day} revision 1, completeness could not be judged, canaries could not be judged`,
    );

    expect(await status()).not.toContain("FAILED");

    const fewer = await made.run(names.slice(0, 190), (name) => madeUpDomain(name));
    expect((await survey("aggregate")).code).toBe(0);
    const held = await survey("publish");
    expect(held.code).toBe(1);
    expect(held.output).toContain('"state":"held"');
    const said = await status();
    expect(said).toMatch(/HELD: .*\n {2}level: .*200 to 190 \(−5\.00 %/);
    expect(said).toContain(`survey publish --run ${fewer} --override "why" --by NAME`);
    expect(said).toContain(`run ${fewer} of `);
    expect(said).toContain("190 of 190 done");

    const override = ["--override", "The list was cleaned.", "--by", "duty"];
    expect((await survey("publish", "--run", String(fewer), ...override)).code).toBe(0);
    expect(await status()).toContain("let out by duty: The list was cleaned.");
    expect(await status()).not.toContain("HELD");
  });
});
