/**
 * Measures the query client against dnsperf, each on a fresh validating Unbound that has to look
 * everything up in NSD; and what a query costs it in CPU, over UDP and pipelined TCP, with the
 * answers in Unbound's cache. Prints figures and ratios; fails under the targets.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, type Place } from "@/lab/dns-proxy";
import { startNsd } from "@/lab/nsd";
import type { ZonePlan } from "@/lab/plan";
import { startUnbound } from "@/lab/unbound";
import { makeZones } from "@/lab/zones";
import { RR } from "@/lib/model/dns-registry";
import { DnsClient } from "@/lib/verifier/dns/client";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import { encodeQuery } from "@/lib/verifier/dns/encode";
import { type Name, nameOf, ROOT } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import { startProgram } from "@/scripts/testing/program";

const ZONES = 60;
const NAMES_EACH = 150;
const AT_ONCE = 100;
const ROUNDS = 3;
const DECODINGS = 100_000;
const RATE_TARGET = 0.9;
const UDP_MICROSECONDS_TARGET = 15;
const TCP_MICROSECONDS_TARGET = 2;
const ADDRESSES = { names: "127.25.0.14", resolver: "127.25.0.11" };

if (!existsSync("/usr/bin/dnsperf") || !existsSync("/usr/sbin/nsd")) {
  console.log("query client: left out, as dnsperf, nsd or unbound is missing");
  process.exit(0);
}

const zoneNames = Array.from({ length: ZONES }, (_, at) => `bench${at}.nl`);
const names: Name[] = zoneNames.flatMap((zone) =>
  Array.from({ length: NAMES_EACH }, (_, at) => nameOf(`h${at}.${zone}`)),
);
const plans: ZonePlan[] = zoneNames.map((zone) => ({
  zone,
  records: Array.from({ length: NAMES_EACH }, (_, at) => `h${at} A 192.0.2.${at + 1}`),
}));

const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-client-bench-"));
const namesAt: Place = { address: ADDRESSES.names, port: await freePort(ADDRESSES.names) };
const resolverAt: Place = { address: ADDRESSES.resolver, port: await freePort(ADDRESSES.resolver) };
const now = Math.floor(Date.now() / 1000);
const zones = makeZones({ plans, hosts: [], tlsaPort: 25, dnsAddress: namesAt.address, now });
const trustAnchorFile = path.join(folder, "root.ds");
const root = zones.find(({ plan }) => plan.zone === ".");
const anchors = (root?.zone.dsSet() ?? []).map((data) => recordText(makeRecord(ROOT, 3600, data)));
writeFileSync(trustAnchorFile, `${anchors.join("\n")}\n`);
const queryFile = path.join(folder, "queries");
writeFileSync(queryFile, names.map((name) => `${name} A\n`).join(""));

// Its configuration has no limit on its answers (rrl-ratelimit: 0); the default is 200 a second.
const nsd = startNsd(folder, namesAt, zones);
try {
  const cold = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    cold.theirs.push(await withUnbound(async () => dnsperfRate()));
    cold.ours.push(await withUnbound(async () => (await ask({}, 1)).perSecond));
  }
  const [ours, theirs] = [median(cold.ours), median(cold.theirs)];
  const ratio = ours / theirs;
  const { udp, tcp, peer } = await withUnbound(async () => {
    await ask({}, 1);
    return {
      peer: dnsperfRate(),
      udp: await best(() => ask({}, 3)),
      tcp: await best(() => ask({ tcpOnly: true }, 3)),
    };
  });
  console.log(
    `query client: ratio ${ratio.toFixed(2)} of dnsperf on a cold validating Unbound (target ${RATE_TARGET}); ${ours.toFixed(0)}/s and ${theirs.toFixed(0)}/s, ${AT_ONCE} at once, ${names.length} signed names, medians of ${ROUNDS}`,
  );
  console.log(
    `query client: ${udp.microseconds.toFixed(1)} µs CPU a query over UDP (target ${UDP_MICROSECONDS_TARGET}), ${udp.perSecond.toFixed(0)}/s; ${tcp.microseconds.toFixed(1)} µs over pipelined TCP, whose segments are as small as Unbound answers, ${tcp.perSecond.toFixed(0)}/s; decoding included, answers cached by Unbound; dnsperf there ${peer.toFixed(0)}/s`,
  );
  const bare = await besideConstantServer();
  console.log(
    `query client: ${bare.exchange.toFixed(1)} µs CPU a query over pipelined TCP beside a server that answers at once (target ${TCP_MICROSECONDS_TARGET}), and ${bare.decoding.toFixed(1)} to decode its answer; ${bare.perSecond.toFixed(0)}/s`,
  );
  const isMet =
    ratio >= RATE_TARGET &&
    udp.microseconds <= UDP_MICROSECONDS_TARGET &&
    bare.exchange <= TCP_MICROSECONDS_TARGET;
  process.exitCode = isMet ? 0 : 1;
} finally {
  await nsd.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a fresh Unbound, so that nothing is in its cache. */
async function withUnbound<T>(use: () => Promise<T>): Promise<T> {
  const unbound = startUnbound({
    folder,
    at: resolverAt,
    trustAnchorFile,
    zones,
    names: namesAt,
    faultyNames: namesAt,
  });
  try {
    const client = clientFor({});
    for (let tries = 0; tries < 200; tries++) {
      const answer = await client.lookup(ROOT, RR.SOA, { deadlineMs: 200 });
      if (answer.ok && answer.value.answer.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.close();
    return await use();
  } finally {
    await unbound.close();
  }
}

/** What pipelined TCP costs where the resolver's pace does not decide how many share a segment. */
async function besideConstantServer() {
  const program = startProgram("bench/dns-server-program.ts");
  const port = Number((await program.printed(/listening on (\d+)/))[1]);
  try {
    const at = { address: "127.0.0.1", port };
    const { microseconds, perSecond } = await best(() => ask({ tcpOnly: true }, 3, at));
    const decoding = decodingMicroseconds(await answerFrom(port));
    return { perSecond, decoding, exchange: microseconds - decoding };
  } finally {
    program.child.kill();
    await program.ended;
  }
}

/** One answer as it comes over TCP, without its length. */
async function answerFrom(port: number): Promise<Buffer> {
  const [name = ROOT] = names;
  const query = encodeQuery({
    ...{ id: 7, name, type: RR.A, dnssecOk: true, checkingDisabled: false, udpSize: 1232 },
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query]));
  const [frame] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return frame.subarray(2);
}

/** CPU of decoding a message, the least of several rounds as for the queries. */
function decodingMicroseconds(message: Buffer): number {
  const rounds = Array.from({ length: ROUNDS + 2 }, () => {
    const cpu = process.cpuUsage();
    for (let time = 0; time < DECODINGS; time++)
      if (!decodeMessage(message).ok) throw new Error("the answer cannot be decoded");
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / DECODINGS;
  });
  return Math.min(...rounds);
}

function clientFor(options: { tcpOnly?: boolean }, at: Place = resolverAt): DnsClient {
  const resolver = { transport: "dns", ...at, name: null } as const;
  return new DnsClient({ resolvers: [resolver], ...options });
}

type Cost = { perSecond: number; microseconds: number };

/** Asks for every name, so many times, as dnsperf does: DO set, CD not. */
async function ask(
  options: { tcpOnly?: boolean },
  times: number,
  at: Place = resolverAt,
): Promise<Cost> {
  const client = clientFor(options, at);
  const total = names.length * times;
  const cpu = process.cpuUsage();
  const begunAt = performance.now();
  let next = 0;
  let failed = 0;
  const worker = async () => {
    while (next < total) {
      const name = names[next++ % names.length] ?? ROOT;
      const answer = await client.lookup(name, RR.A, { checkingDisabled: false });
      if (!answer.ok || answer.value.rcode !== 0) failed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begunAt) / 1000;
  client.close();
  if (failed > 0) throw new Error(`${failed} queries failed`);
  return { perSecond: total / seconds, microseconds: (user + system) / total };
}

/** The cheapest of several rounds, so that a busy machine counts less. */
async function best(round: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let n = 0; n < ROUNDS + 2; n++) costs.push(await round());
  return costs.reduce((a, b) => (b.microseconds < a.microseconds ? b : a));
}

function dnsperfRate(): number {
  const { address, port } = resolverAt;
  const args = ["-s", address, "-p", `${port}`, "-d", queryFile, "-n", "1", "-D"];
  const said = execFileSync("dnsperf", [...args, "-q", `${AT_ONCE}`, "-c", "1"], {
    encoding: "utf8",
  });
  return Number(/Queries per second:\s+([\d.]+)/.exec(said)?.[1] ?? "NaN");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
