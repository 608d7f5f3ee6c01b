import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isAlive } from "./embedded-postgres/postmaster";
import { startProgram } from "./testing/program";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-start-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

/** A start that must fail: its exit code and what it said. */
async function failedStart(env: Record<string, string>, file = "scripts/start.ts") {
  const program = startProgram(file, [], { DATA_DIR: folder, PORT: "3987", ...env });
  const code = await program.ended;
  return { code, output: program.output() };
}

const noTrace = (output: string) => expect(output).not.toMatch(/^\s+at /m);

describe("npm start says in one sentence", () => {
  test("which variable is wrong", async () => {
    const { code, output } = await failedStart({ PORT: "http" });
    expect(code).toBe(1);
    expect(output).toContain('PORT must be a whole number from 1 to 65535; it is "http".');
    noTrace(output);
  });

  test("that a public site connects to public addresses only", async () => {
    const { code, output } = await failedStart({ PROBE_ALLOWED_RANGES: "127.0.0.0/8" });
    expect(code).toBe(1);
    expect(output).toContain("PROBE_ALLOWED_RANGES must be empty where NODE_ENV is production.");
    noTrace(output);
  });

  test("that a public site connects to port 25 only", async () => {
    const { code, output } = await failedStart({ SMTP_PORT: "2525" });
    expect(code).toBe(1);
    expect(output).toContain("SMTP_PORT must be 25 or unset where NODE_ENV is production.");
    noTrace(output);
  });

  test("and so for a lab, if it says that it is production", async () => {
    const opened = { PROBE_ALLOWED_RANGES: "127.0.0.0/8", SMTP_PORT: "2525" };
    const refused = await failedStart(
      { ...opened, NODE_ENV: "production" },
      "scripts/start-lab.ts",
    );
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("PROBE_ALLOWED_RANGES must be empty");
    expect(refused.output).toContain("SMTP_PORT must be 25");
  });

  test("but a lab may, and is stopped by what comes next", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(3985, "127.0.0.1", resolve));
    const opened = { PROBE_ALLOWED_RANGES: "127.0.0.0/8", SMTP_PORT: "2525", PORT: "3985" };
    const { output } = await failedStart({ ...opened, NODE_ENV: "" }, "scripts/start-lab.ts");
    server.close();
    expect(output).toContain("Port 3985 on 127.0.0.1 is taken");
  });

  test("that the port is taken, before it does anything slow", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(3986, "127.0.0.1", resolve));
    const { code, output } = await failedStart({ PORT: "3986" });
    server.close();
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      "Port 3986 on 127.0.0.1 is taken by another program. Set PORT to a free one.",
    );
    expect(existsSync(path.join(folder, "postgres"))).toBe(false);
  });

  test("that the data folder cannot be written", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    const { code, output } = await failedStart({ DATA_DIR: path.join(file, "data") });
    expect(code).toBe(1);
    expect(output).toMatch(/Cannot write to the data folder .* \(ENOTDIR\)\. Set DATA_DIR/);
    noTrace(output);
  });

  test("that DATABASE_URL cannot be reached, without its password", async () => {
    const { code, output } = await failedStart({
      DATABASE_URL: "postgres://me:secret@127.0.0.1:1/stats",
    });
    expect(code).toBe(1);
    expect(output).toMatch(/Cannot reach the database at DATABASE_URL \(127\.0\.0\.1:1\/stats\): /);
    expect(output).not.toContain("secret");
    noTrace(output);
  });
});

test("an interrupted start leaves nothing running", async () => {
  const program = startProgram("scripts/start.ts", [], { DATA_DIR: folder, PORT: "3985" });
  await program.printed(/history +\d+ releases/);
  const pid = Number(
    readFileSync(path.join(folder, "postgres/postmaster.pid"), "utf8").split("\n")[0],
  );
  expect(isAlive(pid)).toBe(true);
  program.child.kill("SIGINT");
  expect(await program.ended, program.output()).toBe(0);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
});

test("db:reset refuses a database that is in use or not ours", async () => {
  const theirs = startProgram("scripts/db.ts", ["reset"], {
    DATABASE_URL: "postgres://x@localhost/x",
  });
  expect(await theirs.ended).toBe(1);
  expect(theirs.output()).toContain("names one that is yours");
  const loaded = startProgram("scripts/db.ts", ["migrate"], { DATA_DIR: folder });
  expect(await loaded.ended).toBe(0);
  expect(existsSync(path.join(folder, "postgres/PG_VERSION"))).toBe(true);
  const removed = startProgram("scripts/db.ts", ["reset"], { DATA_DIR: folder });
  expect(await removed.ended).toBe(0);
  expect(existsSync(path.join(folder, "postgres"))).toBe(false);
});
