import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startProgram } from "@/scripts/testing/program";
import { measureRenders, measureStored } from "./http-cache";
import { ratioOf, section, smallestRatio, withSection } from "./report";

// `npm run bench`: starts the site as `npm start` does, measures it, and notes the result.
const REPORT = "docs/benchmarks.md";
const dayAfterHistory = (n: number): string =>
  new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
/** Pages whose state can be varied: by a filter that finds little, and a range that holds everything. */
const VARIED: readonly { page: string; addressOf: (n: number) => string }[] = [
  { page: "/trends?end=", addressOf: (n) => `/trends?end=${dayAfterHistory(n)}` },
  { page: "/tlds?q=", addressOf: (n) => `/tlds?q=${n}` },
  { page: "/providers?q=", addressOf: (n) => `/providers?q=${n}` },
  {
    page: "/api/v1/dane-domains?end=",
    addressOf: (n) => `/api/v1/dane-domains?end=${dayAfterHistory(n)}`,
  },
  // What leaves a page: each of its files, an embed, and the page of all ways.
  ...["csv", "json", "metadata.json", "zip", "bib", "atom"].map((suffix) => ({
    page: `/trends.${suffix}?end=`,
    addressOf: (n: number) => `/trends.${suffix}?end=${dayAfterHistory(n)}`,
  })),
  ...["/trends.svg", "/embed/trends", "/quote/trends"].map((path) => ({
    page: `${path}?figure=dane-domains&end=`,
    addressOf: (n: number) => `${path}?figure=dane-domains&end=${dayAfterHistory(n)}`,
  })),
];
/** Images that nobody asked for before; the address stands in the drawing, so that none is made twice. */
const IMAGES = ["wide", "square"].map((shape) => ({
  page: `/trends.png?shape=${shape}&end=`,
  addressOf: (n: number) => `/trends.png?shape=${shape}&end=${dayAfterHistory(n)}`,
}));
/** Programs that print a line a figure and end with 1 where one misses its target. */
const PROGRAM_BENCHES = [
  "bench/verifier-dns.ts",
  "bench/verifier-client.ts",
  "bench/verifier-smtp.ts",
  "bench/verifier-lab.ts",
  "bench/survey-import.ts",
  "bench/live-checks.ts",
  "bench/survey-scan.ts",
  "bench/survey-aggregate.ts",
  "bench/survey-export.ts",
];
/** Pages as they are first seen. */
const PAGES = [
  ...["/", "/tlds", "/tlds/nl", "/providers", "/providers/one.com", "/geoip", "/dnssec"],
  ...["/reliability", "/well-known", "/starttls", "/releases", "/releases/2018-10", "/methods"],
  ...["/learn", "/learn/publishing", "/learn/sending", "/about", "/api"],
];
/** Those have one address, so a header that pages do not heed keeps the answers apart. */
const distinct = (n: number) => ({ rsc: "0", "next-url": `/${n}` });
const port = 3_097;

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bench-"));
const program = startProgram("scripts/start.ts", [], {
  DATABASE_URL: "",
  DATA_DIR: path.join(folder, "data"),
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
  const renders = [];
  const site = { port, program };
  for (const { page, addressOf } of VARIED)
    renders.push(await measureRenders(site, page, (n) => ({ address: addressOf(n) }), 5));
  for (const { page, addressOf } of IMAGES)
    renders.push(await measureRenders(site, page, (n) => ({ address: addressOf(n) }), 2));
  for (const page of PAGES) {
    const questionOf = (n: number) => ({ address: page, headers: distinct(n) });
    renders.push(await measureRenders(site, page, questionOf, 5));
  }
  const figures: string[] = [];
  const missed: string[] = [];
  for (const file of PROGRAM_BENCHES) {
    const bench = startProgram(file);
    const status = await bench.ended;
    figures.push(...bench.output().trim().split("\n"));
    if (status !== 0) missed.push(file);
  }
  const text = section(new Date().toISOString().slice(0, 10), stored, renders, figures);
  console.log(text);
  mkdirSync(path.dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, withSection(REPORT, text));
  const tooSlow = stored.filter((one) => ratioOf(one) < smallestRatio);
  for (const one of tooSlow) console.error(`${one.path} is below ${smallestRatio} of node:http`);
  for (const file of missed) console.error(`${file} misses a target`);
  process.exitCode = tooSlow.length === 0 && missed.length === 0 ? 0 : 1;
} finally {
  program.child.kill("SIGTERM");
  await program.ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
