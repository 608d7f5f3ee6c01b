import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";
import { startProgram } from "@/scripts/testing/program";
import { measureRenders, measureStored } from "./http-cache";
import { ratioOf, section, smallestRatio, withSection } from "./report";

// `npm run bench`: starts the site as `npm start` does, measures it, and notes the result.
const REPORT = "docs/benchmarks.md";
const PAGES = ["/", "/trends", "/tlds"];
const port = 3_097;

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bench-"));
const dataDir = path.join(folder, "data");
const program = startProgram("scripts/start.ts", [], {
  DATABASE_URL: "",
  DATA_DIR: dataDir,
  HOST: "127.0.0.1",
  LOG_LEVEL: "error",
  PORT: String(port),
});
try {
  await program.printed(/ready in/);
  const stored = [
    await measureStored({ port, program }, "HTML", "/", folder),
    await measureStored({ port, program }, "JSON", "/api/v1/releases", folder),
  ];
  const database = await startEmbeddedPostgres({ dataDir, log: () => {} });
  if (!database.ok) throw new Error(database.error.message);
  const renders = [];
  for (const page of PAGES) {
    const site = { port, program, databaseUrl: database.value.url };
    renders.push(await measureRenders(site, page, 300));
  }
  await database.value.stop();
  const text = section(new Date().toISOString().slice(0, 10), stored, renders);
  console.log(text);
  mkdirSync(path.dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, withSection(REPORT, text));
  const tooSlow = stored.filter((one) => ratioOf(one) < smallestRatio);
  for (const one of tooSlow) console.error(`${one.path} is below ${smallestRatio} of node:http`);
  process.exitCode = tooSlow.length === 0 ? 0 : 1;
} finally {
  program.child.kill("SIGTERM");
  await program.ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
