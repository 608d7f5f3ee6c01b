/**
 * Measures the import on one synthetic zone file in CZDS's shape: lines a second against `zcat | wc
 * -l` and against `gunzip` on the same file in the same run, then names a second and octets a name
 * of what is stored. Prints figures and ratios; fails under the targets. `--names=50000000` for a
 * longer list.
 */
import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { buildPool } from "@/lib/survey/import/build-pool";
import { readInput } from "@/lib/survey/import/input-stream";
import { NameSorter } from "@/lib/survey/import/name-sorter";
import { readSource } from "@/lib/survey/import/read-source";
import { ZoneReader } from "@/lib/survey/import/zone-reader";

/** Lines a second, parsed and unpacked, against `zcat | wc -l`. */
const PARSE_TARGET = 0.5;
/** Octets a candidate takes on the disk, in its source's file and in the pool together. */
const OCTETS_TARGET = 24;
const ROUNDS = 3;

const { values } = parseArgs({ options: { names: { type: "string", default: "1000000" } } });
const wantedNames = Number(values.names);

const SYLLABLES = [..."bcdfghklmnprstvw"].flatMap((one) => [..."aeiou"].map((two) => one + two));

/** The same numbers in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const random = generator(2_026);
const word = () =>
  Array.from({ length: 2 + random(3) }, () => SYLLABLES[random(SYLLABLES.length)]).join("");

/** About one label: words, hyphens and numbers in the shares that zone files have. */
function label(): string {
  const kind = random(10);
  if (kind < 2) return `${word()}-${word()}`;
  return kind < 4 ? word() + word() + random(1_000) : word() + word();
}

const SOA = "com.\t900\tin\tsoa\ta.nic.com. nstld.nic.com. 2026112600 1800 900 604800 86400\n";
const HOSTS = Array.from({ length: 5_000 }, () => `${word()}.com`);
const hex = (octets: number) =>
  Array.from({ length: octets * 2 }, () => random(16).toString(16)).join("");
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64 = (characters: number) =>
  Array.from({ length: characters }, () => BASE64[random(64)]).join("");

/** Sorted as text, two NS records a name, and six in a hundred signed. */
function* zoneText(names: readonly string[]): Generator<string> {
  yield `${SOA}com.\t86400\tin\tns\ta.nic.com.\n`;
  let part = "";
  for (const name of names) {
    const host = HOSTS[random(HOSTS.length)];
    part += `${name}com.\t3600\tin\tns\tns1.${host}.\n${name}com.\t3600\tin\tns\tns2.${host}.\n`;
    if (random(100) < 6) {
      part += `${name}com.\t3600\tin\tds\t${random(65_536)} 13 2 ${hex(32)}\n`;
      part += `${name}com.\t3600\tin\trrsig\tDS 13 2 86400 20261210000000 20261126000000 12345 com. ${base64(86)}==\n`;
    }
    if (part.length > 1 << 16) {
      yield part;
      part = "";
    }
  }
  yield part + SOA;
}

/** Seconds by the clock, the best of several rounds. */
async function seconds(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const begunAt = performance.now();
    await work();
    best = Math.min(best, (performance.now() - begunAt) / 1_000);
  }
  return best;
}

const millions = (value: number): string => `${(value / 1e6).toFixed(2)} M`;
const shell = (command: string, file: string) => {
  const { status } = spawnSync("sh", ["-c", command, "sh", file], { stdio: "ignore" });
  if (status !== 0) throw new Error(command);
};

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-import-bench-"));
try {
  const file = path.join(folder, "com.zone.gz");
  // With the dot that a line has after it, as the order of the lines counts it.
  const labels = new Set<string>();
  while (labels.size < Math.min(wantedNames, 2_000_000)) labels.add(`${label()}.`);
  const zoneNames = labels.size;
  await pipeline(
    Readable.from(zoneText([...labels].sort())),
    createGzip(),
    createWriteStream(file),
  );
  labels.clear();

  let lines = 0;
  const parse = async (hasFastPath: boolean) => {
    const reader = new ZoneReader(() => {}, { hasFastPath });
    const read = await readInput(file, (chunk) => reader.push(chunk));
    const ended = reader.end();
    if (!read.ok || !ended.ok) throw new Error("the zone was refused");
    lines = ended.value.lines;
  };
  const parsed = await seconds(() => parse(true));
  const strictly = await seconds(() => parse(false));
  const counted = await seconds(() => shell('zcat "$1" | wc -l', file));
  const unpacked = await seconds(() => shell('gunzip -c "$1" >/dev/null', file));
  const names = path.join(folder, "com.names");
  const imported = await seconds(async () => {
    const read = await readSource(file, { kind: "zone", origin: null }, new NameSorter(names));
    if (!read.ok || read.value.sorted.names !== zoneNames) throw new Error("names are missing");
  });
  const ratio = counted / parsed;
  console.log(
    `zone file: ${millions(lines / parsed)} lines/s unpacked and parsed; zcat | wc -l ${millions(lines / counted)}, ratio ${ratio.toFixed(2)} (target ${PARSE_TARGET}); gunzip ${millions(lines / unpacked)}, ratio ${(unpacked / parsed).toFixed(2)}; strict parser alone ${millions(lines / strictly)}`,
  );
  console.log(
    `import of it: ${millions(lines / imported)} lines/s and ${millions(zoneNames / imported)} names/s, reduced by the public suffix list and stored`,
  );

  // A list in no order at all, as long as was asked for.
  const sorter = new NameSorter(names);
  const begunAt = performance.now();
  for (let i = 0; i < wantedNames; i++) {
    const isSigned = random(8) === 0;
    sorter.add(`com.${label()}.`, isSigned ? 3 : 1);
  }
  const sorted = await sorter.finish();
  const sortedSeconds = (performance.now() - begunAt) / 1_000;
  const pool = path.join(folder, "pool");
  const source = { importId: 1, source: "com", kind: "zone", dataAt: "", file: names } as const;
  const pooledAt = performance.now();
  const built = await buildPool(pool, [source]);
  const pooledSeconds = (performance.now() - pooledAt) / 1_000;
  if (!built.ok) throw new Error(built.error.code);
  const inSource = statSync(names).size / sorted.names;
  const inPool = statSync(pool).size / sorted.names;
  console.log(
    `${millions(sorted.names)} candidates: ${inSource.toFixed(1)} octets each in the source's file and ${inPool.toFixed(1)} in the pool (target together ${OCTETS_TARGET}); from no order ${millions(wantedNames / sortedSeconds)}/s, into the pool ${millions(sorted.names / pooledSeconds)}/s, ${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`,
  );
  process.exitCode = ratio >= PARSE_TARGET && inSource + inPool <= OCTETS_TARGET ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
