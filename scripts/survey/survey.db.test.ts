import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect } from "@/db/client";
import { readEnv } from "@/lib/env";
import { LOOPBACK_CERTIFICATE } from "@/lib/survey/import/testing/loopback-certificate";
import {
  CZDS_PASSWORD,
  CZDS_USERNAME,
  type LoopbackCzds,
  startLoopbackCzds,
} from "@/lib/survey/import/testing/loopback-czds";
import { startProgram } from "@/scripts/testing/program";
import { testDatabase } from "@/scripts/testing/test-database";
import { type SurveyProcess, survey as surveyMain } from "./main";

const SOA = "nl.\t900\tin\tsoa\ta. b. 7 1 1 1 1\n";
let folder: string;
let czds: LoopbackCzds;
let env: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-survey-"));
  chmodSync(folder, 0o755);
  czds = await startLoopbackCzds({
    nl: `${SOA}a.nl.\t1\tin\tns\tx.\na.nl.\t1\tin\tds\t1 13 2 AB\n${SOA}`,
  });
  const ca = path.join(folder, "ca.pem");
  writeFileSync(ca, LOOPBACK_CERTIFICATE);
  env = {
    DATABASE_URL: (await testDatabase("empty")).url,
    DATA_DIR: folder,
    CZDS_API_URL: czds.origin,
    CZDS_ACCOUNT_URL: czds.origin,
    CZDS_USERNAME,
    CZDS_PASSWORD,
    NODE_EXTRA_CA_CERTS: ca,
  };
});
afterEach(async () => {
  await czds.close();
  rmSync(folder, { recursive: true, force: true });
});

async function survey(...args: string[]) {
  const program = startProgram("scripts/survey.ts", args, env);
  const code = await program.ended;
  const output = program.output();
  const events = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, output, events };
}

class Ended extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

/** The same within this process, which a process for each wrong argument would take a minute for. */
async function surveyHere(...args: string[]) {
  const said: string[] = [];
  const undos: (() => Promise<void>)[] = [];
  const end = async (code: number): Promise<never> => {
    for (const undo of undos.toReversed()) await undo();
    throw new Ended(code);
  };
  const around: SurveyProcess = {
    life: {
      onEnd: (undo) => void undos.push(undo),
      end,
      fail: ({ message }) => {
        said.push(message);
        return end(1);
      },
    },
    env: readEnv(env),
    isTerminal: false,
    write: (text) => void said.push(text),
  };
  const ended = await surveyMain(args, process.cwd(), around).catch((cause: unknown) => cause);
  if (!(ended instanceof Ended)) throw ended;
  return { code: ended.code, output: said.join("\n") };
}

/** A database for all that change nothing in it. */
let migrated: string;
beforeAll(async () => {
  migrated = (await testDatabase("migrated")).url;
});

describe("survey import", () => {
  test("imports from CZDS and files, again only what is new, and tells no secret", async () => {
    const list = path.join(folder, "list.txt");
    writeFileSync(list, "a.nl\nexample.com\n");
    const first = await survey("import", "--czds", "all", list);
    expect(first.output).not.toContain("Error");
    expect(first.code).toBe(0);
    expect(first.events).toContainEqual(
      expect.objectContaining({
        event: "source",
        source: "czds:nl",
        outcome: "accepted",
        names: 1,
      }),
    );
    expect(first.events.at(-1)).toMatchObject({
      event: "candidates",
      seen: 1,
      not_seen: 0,
      unknown: 1,
    });
    const again = await survey("import", "--czds", "nl", list);
    expect(again.events.filter(({ event }) => event === "source")).toMatchObject([
      { outcome: "unchanged" },
      { outcome: "unchanged" },
    ]);
    const status = await survey("status");
    expect(status.events.filter(({ event }) => event === "source")).toMatchObject([
      { source: list, withDs: null },
      { source: "czds:nl", withDs: 1 },
    ]);
    for (const { output } of [first, again, status])
      for (const secret of [CZDS_PASSWORD, czds.token]) expect(output).not.toContain(secret);
  });

  test("a refused input is said by file, line and field; the others are imported; the exit code is 1", async () => {
    const inputs = path.join(folder, "inputs");
    mkdirSync(inputs);
    writeFileSync(path.join(inputs, "bad.txt"), "ok.nl\nxn--99999999.nl\n");
    writeFileSync(path.join(inputs, "good.csv"), "rank,domain\n1,b.nl\n");
    const { code, events } = await survey("import", inputs);
    expect(code).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({
        source: path.join(inputs, "bad.txt"),
        outcome: "refused",
        error: expect.objectContaining({
          fault: { code: "punycode_invalid", line: 2, field: "name", detail: '"xn--99999999.nl"' },
        }),
      }),
    );
    expect(events.at(-1)).toMatchObject({ event: "candidates", unknown: 1 });
    expect((await survey("status")).events).toContainEqual(
      expect.objectContaining({ event: "refused", faultCode: "punycode_invalid", faultLine: 2 }),
    );
  });

  test("a refused login says so, without the password", async () => {
    env.CZDS_PASSWORD = "wrong-and-secret";
    const { code, output } = await survey("import", "--czds", "all");
    expect(code).toBe(1);
    expect(output).toContain("CZDS refused CZDS_USERNAME or CZDS_PASSWORD.");
    expect(output).not.toContain("wrong-and-secret");
  });

  test.for([
    [["import"], "survey import"],
    [["import", "http://127.0.0.1/x.txt"], "https only"],
    [["import", "https://me:pw@127.0.0.1/x.txt"], "may not hold a name"],
    [["import", "/does/not/exist"], "There is no /does/not/exist."],
    [["import", "--kind", "x", "y"], "--kind is one of zone, list, csv."],
    [["import", "README.md"], "say with --kind"],
    [["import", "--no-such"], "--no-such"],
    [["exports"], "survey <stage>"],
    [["export"], "Our own survey has published nothing yet"],
    [["export", "--release", "2023-12"], "There is no release 2023-12 of our own survey."],
    [["export", "--snapshots", "x"], "--snapshots takes a whole number"],
    [["publish"], "No run is complete yet"],
    [["publish", "--override", "x"], 'An override takes both: --override "why" --by NAME.'],
    [["publish", "--erratum", "x", "--why", "y"], "--erratum takes the address of a page"],
    [["scan", "--canaries", "/does/not/exist"], "/does/not/exist does not exist."],
    [["run", "--no-such"], "--no-such"],
    [["schedule", "--at", "25:00"], "--at takes a time of the day in UTC"],
    [["scan"], "There are no candidates yet"],
    [["scan", "--hours", "x"], "--hours takes a whole number from 0 to 24"],
    [["scan", "--role", "x"], "--role is one of all, feeder, worker."],
    [["scan", "--resolver", "x"], "--resolver takes ADDRESS"],
    [["reprobe", "--resolver", "x"], "--resolver takes ADDRESS"],
    [["aggregate"], "No run is complete yet"],
    [["aggregate", "--run", "0"], "--run takes the number of a run"],
    [["aggregate", "--run", "7"], "There is no run 7."],
    [["aggregate", "--geoip", "/does/not/exist"], "/does/not/exist cannot be read"],
    [["aggregate", "--moduli", "x"], "--moduli takes a whole number"],
  ] as const)("%j is answered with a sentence", async ([args, sentence]) => {
    env.DATABASE_URL = migrated;
    const { code, output } = await surveyHere(...args);
    expect(code).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("a TLD that CZDS does not give is said in a sentence, without a trace", async () => {
    const { code, output } = await survey("import", "--czds", "de,nl");
    expect(code).toBe(1);
    expect(output).toContain("CZDS has no link to de");
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("a worker begins no run: it waits for one to join", async () => {
    await survey("status");
    const db = connect(env.DATABASE_URL ?? "");
    try {
      await db.$client`insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
        values (now(), 'none', 0, 1, 0, 0)`;
      const { code, events } = await survey(
        "scan",
        "--role",
        "worker",
        "--resolver",
        "127.0.0.1:9",
      );
      expect(code).toBe(0);
      expect(events.at(-1)).toMatchObject({ event: "scan", state: "none" });
      expect(await db.$client`select from scan.runs`).toHaveLength(0);
    } finally {
      await db.$client.end();
    }
  });

  test("stages that are not built are not listed", async () => {
    const { code, output } = await survey("--help");
    expect(code).toBe(0);
    expect(output.match(/^ {2}\w+/gm)?.map((line) => line.trim())).toEqual([
      "import",
      "scan",
      "aggregate",
      "publish",
      "export",
      "reprobe",
      "run",
      "schedule",
      "notices",
      "bounce",
      "status",
    ]);
  });
});
