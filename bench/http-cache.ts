import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Program, startProgram } from "@/scripts/testing/program";
import type { Load, LoadResult } from "./load";

/** Requests answered a second, and a second of the server's CPU (all its threads). */
export type Rate = { perSecond: number; perCpuSecond: number };

/** One line of the table: a rate, and the peer's in the same run. */
export type CacheMeasurement = {
  name: string;
  path: string;
  bytes: number;
  own: Rate;
  peer: Rate;
};

/** CPU of pages that are not stored, which is what a flush costs a page. */
export type RenderMeasurement = {
  path: string;
  renders: number;
  bytes: number;
  cpuMsPerPage: { least: number; median: number };
};

/** An address, and headers that make the server take it for one it has not answered yet. */
export type Question = { address: string; headers?: Record<string, string> };

const ENCODED = { "accept-encoding": "gzip, deflate, br" };
const DURATION_MS = 4_000;
const ROUNDS = 3;

/** What Node writes itself; the peer must not write it twice. */
const BY_TRANSPORT = new Set(["connection", "date", "keep-alive", "transfer-encoding"]);

/**
 * Measures stored responses of a running site against `node:http` with the same bytes and headers,
 * in turns, and takes each one's best round: the rest of the machine only ever slows one down.
 */
export async function measureStored(
  site: { port: number; program: Program },
  name: string,
  address: string,
  folder: string,
): Promise<CacheMeasurement> {
  const { headers, body } = await fetchRaw(site.port, address);
  const file = path.join(folder, "constant.json");
  writeFileSync(file, JSON.stringify({ headers, bodyBase64: body.toString("base64") }));
  const peer = startProgram("bench/constant-server.ts", [file]);
  const peerPort = Number((await peer.printed(/listening on (\d+)/))[1]);
  const rates: { own: Rate[]; peer: Rate[] } = { own: [], peer: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.own.push(await rateOf(site, address));
    rates.peer.push(await rateOf({ port: peerPort, program: peer }, address));
  }
  peer.child.kill();
  await peer.ended;
  return {
    name,
    path: address,
    bytes: body.length,
    own: best(rates.own),
    peer: best(rates.peer),
  };
}

const best = (rates: readonly Rate[]): Rate => ({
  perSecond: Math.max(...rates.map(({ perSecond }) => perSecond)),
  perCpuSecond: Math.max(...rates.map(({ perCpuSecond }) => perCpuSecond)),
});

async function rateOf(
  { port, program: server }: { port: number; program: Program },
  address: string,
): Promise<Rate> {
  const pid = server.child.pid ?? 0;
  const before = cpuMs(pid);
  const load: Load = {
    port,
    path: address,
    headers: ENCODED,
    connections: 32,
    durationMs: DURATION_MS,
  };
  const program = startProgram("bench/load-program.ts", [JSON.stringify(load)]);
  const result: LoadResult = JSON.parse((await program.printed(/result (\{.*\})/))[1] ?? "");
  if (result.failures > 0) throw new Error(`${result.failures} requests for ${address} failed`);
  const cpuSeconds = (cpuMs(pid) - before) / 1_000;
  return { perSecond: result.requestsPerSecond, perCpuSecond: result.responses / cpuSeconds };
}

/** Answers as they are on the wire: `fetch` would decompress them. */
async function fetchRaw(
  port: number,
  address: string,
  added: Record<string, string> = {},
): Promise<{ headers: string[]; body: Buffer }> {
  const { get } = await import("node:http");
  return new Promise((resolve, reject) => {
    get({ port, path: address, headers: { ...ENCODED, ...added }, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${address} is ${response.statusCode}`));
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const raw = response.rawHeaders;
        const kept = raw.flatMap((name, at) =>
          at % 2 === 0 && !BY_TRANSPORT.has(name.toLowerCase()) ? [name, raw[at + 1] ?? ""] : [],
        );
        resolve({ headers: kept, body: Buffer.concat(chunks) });
      });
    }).on("error", reject);
  });
}

/** Linux counts a process's CPU in ticks of this many milliseconds (USER_HZ, fixed at 100). */
const TICK_MS = 10;

/** User and system time of all threads of a process. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Renders that are timed together; the least of the rounds has suffered least from its neighbours. */
const ROUND_RENDERS = 60;

/**
 * CPU of one page that is rendered, compressed and stored, over questions that nobody asked before.
 *
 * @param questionOf one that differs for each n, and that the page accepts.
 */
export async function measureRenders(
  site: { port: number; program: Program },
  page: string,
  questionOf: (n: number) => Question,
  rounds: number,
): Promise<RenderMeasurement> {
  const pid = site.program.child.pid ?? 0;
  const ask = async (n: number) => {
    const { address, headers } = questionOf(n);
    const answer = await fetchRaw(site.port, address, headers);
    const at = answer.headers.indexOf("cache-status");
    if (!answer.headers[at + 1]?.includes("miss")) throw new Error(`${address} was stored`);
    return answer.body.length;
  };
  for (let n = 0; n < 200; n += 1) await ask(n);
  let bytes = 0;
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = cpuMs(pid);
    for (let n = 0; n < ROUND_RENDERS; n += 1) bytes = await ask(1_000 * (round + 1) + n);
    taken.push((cpuMs(pid) - before) / ROUND_RENDERS);
  }
  taken.sort((a, b) => a - b);
  const [least = 0] = taken;
  const median = taken[Math.floor(taken.length / 2)] ?? 0;
  return { path: page, renders: rounds * ROUND_RENDERS, bytes, cpuMsPerPage: { least, median } };
}
