/**
 * Measures the scan on made-up signed zones behind NSD and a validating Unbound that has just been
 * started: domains a second against dnsperf asking the same questions, and the CPU of this process
 * against Unbound's. Then what a lease and its results cost in PostgreSQL, and octets a domain.
 * Prints figures and ratios; fails under the targets. `--domains=4000` for more of them,
 * `--part=scan` or `--part=store` for one part.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connect } from "@/db/client";
import { migrate } from "@/db/migrate";
import { startDaemon } from "@/lab/daemon";
import { freePort } from "@/lab/dns-proxy";
import { startNsd } from "@/lab/nsd";
import { makeZones } from "@/lab/zones";
import type { LeasedName } from "@/lib/survey/scan/batch-lines";
import { Feeder } from "@/lib/survey/scan/feeder";
import { observeDomain } from "@/lib/survey/scan/observe-domain";
import { type OpenScan, openScan } from "@/lib/survey/scan/open-scan";
import { type BatchIo, scanBatch } from "@/lib/survey/scan/scan-batch";
import { applyBatch } from "@/lib/survey/scan/store-apply";
import { Interner } from "@/lib/survey/scan/store-intern";
import { type Lease, leaseBatch } from "@/lib/survey/scan/store-lease";
import { startRun } from "@/lib/survey/scan/store-runs";
import { bucketsOf, madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { ROOT } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { unboundConfig } from "@/scripts/survey/unbound";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";

/** Domains a second, against dnsperf. */
const RATE_TARGET = 0.9;
/** CPU of this process, against Unbound's. */
const CPU_TARGET = 0.15;
/** Lease and apply of a usual day, against the batch's scan. */
const APPLY_TARGET = 0.01;
const OCTETS_TARGET = 260;

/** On a busy machine a name server may seem to be down for a moment. */
const MOST_FAILURES = 0.05;

const { values } = parseArgs({
  options: { domains: { type: "string", default: "2000" }, part: { type: "string" } },
});
const count = Number(values.domains);
const folder = mkdtempSync(path.join(tmpdir(), "dane-stats-scan-bench-"));
const missed: string[] = [];
const held = (isMet: boolean, what: string) => {
  if (!isMet) missed.push(what);
};
try {
  if (values.part !== "store") await measureScan();
  if (values.part !== "scan") await measureStore();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
if (missed.length > 0) console.log(`missed: ${missed.join(", ")}`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function measureScan(): Promise<void> {
  const address = "127.0.0.63";
  const names = { address, port: await freePort(address) };
  const domains = Array.from({ length: count }, (_, i) => `s${i}.nl`);
  const plans = [
    ...Array.from({ length: 20 }, (_, i) => ({
      zone: `mail${i}.nl`,
      records: [`mx A ${address}`],
    })),
    ...domains.map((name, i) => ({ zone: name, records: [`@ MX 10 mx.mail${i % 20}.nl.`] })),
  ];
  const now = Math.floor(Date.now() / 1_000);
  const zones = makeZones({ plans, hosts: [], tlsaPort: 25, dnsAddress: address, now });
  const anchors = (zones.find(({ plan }) => plan.zone === ".")?.zone.dsSet() ?? []).map((data) => ({
    owner: ROOT,
    data,
  }));
  const trustAnchorFile = path.join(folder, "root.ds");
  writeFileSync(
    trustAnchorFile,
    anchors.map(({ data }) => `${recordText(makeRecord(ROOT, 3600, data))}\n`).join(""),
  );
  const nsd = startNsd(folder, names, zones);
  const cold = async <T>(work: (at: { address: string; port: number }) => Promise<T>) => {
    const at = { address, port: await freePort(address) };
    // As shipped, but on one thread, and told where the made-up zones are, as their port is not 53.
    const config = unboundConfig({
      folder,
      ...at,
      anchors,
      anchorFile: trustAnchorFile,
      threads: 1,
    });
    const stubs = zones.map(
      ({ plan }) =>
        `stub-zone:\n  name: "${plan.zone}"\n  stub-addr: ${names.address}@${names.port}\n`,
    );
    const configFile = path.join(folder, "unbound.conf");
    const local = "server:\n  do-not-query-localhost: no\n";
    writeFileSync(configFile, `${config}${local}${stubs.join("")}`);
    const log = path.join(folder, "unbound.log");
    const unbound = startDaemon("unbound", ["-d", "-c", configFile], log);
    try {
      await sleep(1_500);
      const pid = Number(readFileSync(path.join(folder, "unbound.pid"), "utf8"));
      const before = cpuSecondsOf(pid);
      const result = await work(at);
      return { result, unboundCpu: cpuSecondsOf(pid) - before };
    } finally {
      await unbound.close();
    }
  };
  try {
    const scanned = await cold(async ({ address: host, port }) => {
      const scan = await openScan({
        resolver: { transport: "dns", address: host, port, name: null },
        anchors,
        ehloName: "bench.invalid",
        mayConnect: addressPolicy(),
        mayAsk: () => true,
        smtpPort: 25,
        now: Date.now,
        signal: new AbortController().signal,
      });
      if (!scan.ok) throw new Error(scan.error.code);
      return scanOf(scan.value, domains);
    });
    const { seconds, cpu, queries, failures } = scanned.result;
    if (failures > count * MOST_FAILURES)
      throw new Error(`${failures} domains were not as they should be`);
    const file = path.join(folder, "queries");
    const types = ["DS", "DNSKEY", "MX", "NS", "NSEC3PARAM"];
    writeFileSync(
      file,
      domains.flatMap((name) => types.map((type) => `${name} ${type}\n`)).join(""),
    );
    const peer = await cold(async ({ address: host, port }) => dnsperf(host, port, file));
    const ratio = peer.result / seconds;
    const cpuRatio = cpu / scanned.unboundCpu;
    held(ratio >= RATE_TARGET, "rate against dnsperf");
    held(cpuRatio <= CPU_TARGET, "CPU against Unbound's");
    console.log(
      `scan: ${Math.round(count / seconds)} domains/s on a cold Unbound of one thread, ${(queries / count).toFixed(2)} queries each; ${failures} failed; dnsperf ${Math.round(count / peer.result)}; ratio ${ratio.toFixed(2)} (target ${RATE_TARGET})`,
    );
    console.log(
      `scan's CPU: ${((cpu / count) * 1e6).toFixed(0)} us a domain, Unbound's ${((scanned.unboundCpu / count) * 1e6).toFixed(0)} us (${((peer.unboundCpu / count) * 1e6).toFixed(0)} under dnsperf); ratio ${cpuRatio.toFixed(2)} (target at most ${CPU_TARGET})`,
    );
  } finally {
    await nsd.close();
  }
}

async function scanOf(scan: OpenScan, domains: readonly string[]) {
  const usage = process.cpuUsage();
  const begunAt = performance.now();
  const names: LeasedName[] = domains.map((name, hash) => ({ name, hash, ds: "seen", attempt: 0 }));
  const lease: Lease = {
    run: 1,
    number: 1,
    kind: "main",
    fence: 1,
    holder: "bench",
    names,
    previous: new Map(),
  };
  const result = await scanBatch(
    lease,
    batchIo(({ name }) => observeDomain({ name, ds: "seen" }, scan.io)),
  );
  const seconds = (performance.now() - begunAt) / 1_000;
  const { user, system } = process.cpuUsage(usage);
  scan.close();
  const failures = domains.length - (result?.tally.notApplicable ?? 0);
  return { seconds, cpu: (user + system) / 1e6, queries: scan.counts.queries, failures };
}

function batchIo(observe: BatchIo["observe"]): BatchIo {
  return {
    observe,
    hostsOf: () => [],
    isOptedOut: () => false,
    counts: () => ({ queries: 0, timeouts: 0 }),
    now: Date.now,
    onDomain: () => {},
    signal: new AbortController().signal,
  };
}

/** Seconds that dnsperf takes for the questions of a file, once each, over pipelined TCP with DO. */
function dnsperf(address: string, port: number, file: string): number {
  const args = ["-s", address, "-p", String(port), "-d", file, "-n", "1", "-m", "tcp"];
  const { stdout } = spawnSync("dnsperf", [...args, "-c", "4", "-q", "400", "-D", "-t", "15"], {
    encoding: "utf8",
  });
  const seconds = Number(/Run time \(s\):\s+([\d.]+)/.exec(stdout)?.[1]);
  if (!(seconds > 0)) throw new Error(`dnsperf said: ${stdout}`);
  return seconds;
}

/** CPU seconds of a process, its threads included (proc_pid_stat(5)). */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measureStore(): Promise<void> {
  const cluster = await startThrowAwayCluster();
  const db = connect(cluster.url, { noDelay: true });
  try {
    const migrated = await migrate(cluster.url);
    if (!migrated.ok) throw new Error(migrated.error.message);
    const size = 1_000;
    const batches = 50;
    const source = { importId: 1, source: "made up", kind: "list", dataAt: "" } as const;
    const candidates = Array.from({ length: size * batches }, (_, i) => ({
      name: `a-usual-domain-${i}.nl`,
      hash: Math.floor((i * 2 ** 32) / (size * batches)),
      ds: "seen" as const,
      source,
    }));
    await db.$client`insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
      values (now(), 'none', 0, 0, 0, 0)`;
    const interner = new Interner(db);
    // Of each pass the batch that the machine's other work disturbed least.
    const pass = async (isChanged: (at: number) => boolean) => {
      const run = await startRun(db, {
        day: "2026-11-26",
        pool: 1,
        methodVersion: "1",
        at: new Date().toISOString(),
      });
      const feeder = new Feeder(db, run, bucketsOf(candidates), size);
      let least = Number.POSITIVE_INFINITY;
      while (!feeder.isDone) {
        const fed = await feeder.next();
        if (!fed.ok || fed.value === null) break;
        const leasedAt = performance.now();
        const lease = await leaseBatch(db, {
          run: run.id,
          number: fed.value.number,
          holder: "b",
          leaseMs: 60_000,
        });
        const leaseTook = performance.now() - leasedAt;
        if (lease === null) break;
        const result = await scanBatch(
          lease,
          batchIo(async ({ name, hash }) =>
            madeUpDomain(name, {
              key: isChanged(hash) ? 2 : 1,
              mxHost: `mx${hash % 97}.example.net`,
              ns: `ns${hash % 89}.example.net`,
            }),
          ),
        );
        if (result === null) break;
        const appliedAt = performance.now();
        await applyBatch(db, interner, lease, result);
        least = Math.min(least, leaseTook + performance.now() - appliedAt);
      }
      await db.$client`update scan.runs set state = 'complete'`;
      return least;
    };
    const first = await pass(() => false);
    const [stored] = await db.$client<{ octets: number }[]>`
      select (pg_total_relation_size('scan.domains') / ${candidates.length}::float8)::float8 as octets`;
    const usual = await pass((hash) => hash % 50 === 0);
    const [log] = await db.$client<{ octets: number }[]>`
      select ((pg_total_relation_size('scan.changes') + pg_total_relation_size('scan.raw_keys'))
        / (select count(*) from scan.changes)::float8)::float8 as octets`;
    // 0.87 ms of Unbound's CPU a domain is what a batch takes on one thread.
    const scanMs = size * 0.87;
    const share = usual / scanMs;
    held(share <= APPLY_TARGET, "lease and apply");
    held((stored?.octets ?? 0) <= OCTETS_TARGET, "octets a domain");
    console.log(
      `lease and apply: ${usual.toFixed(1)} ms a batch of ${size} with 2 % changed, ${(share * 100).toFixed(1)} % of its scan (target ${APPLY_TARGET * 100}); ${first.toFixed(1)} ms where all are new, ${Math.round((size * 1_000) / first)} domains/s`,
    );
    console.log(
      `state: ${stored?.octets.toFixed(0)} octets a domain with name and index (target ${OCTETS_TARGET}); ${log?.octets.toFixed(0)} a change with its raw keys`,
    );
  } finally {
    await db.$client.end();
    await cluster.stop();
  }
}
