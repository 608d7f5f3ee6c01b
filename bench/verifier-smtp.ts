/**
 * Measures the CPU that one STARTTLS probe costs this process, beside a bare `tls.connect` to a
 * server of the same chain in the same run. Servers are another process. Prints figures and the
 * ratio; fails above the targets.
 */
import { connect, createSecureContext } from "node:tls";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { certificateFacts } from "@/lib/verifier/smtp/chain-report";
import { probeStarttls } from "@/lib/verifier/smtp/probe";
import { startProgram } from "@/scripts/testing/program";

const ROUNDS = 5;
const PROBES = 400;
const AT_ONCE = 20;
/** What a survey can afford: 260 probes a second and process. */
const TARGET_MS = 3;
const TARGET_RATIO = 3;

const policy = addressPolicy({ allowPrivate: true });
const bareContext = createSecureContext({ ca: [] });

const program = startProgram("bench/smtp-server-program.ts");
try {
  const [, smtpPort, tlsPort] = (await program.printed(/smtp (\d+) tls (\d+)/)).map(Number);
  const probe = await best(() => probeOnce(smtpPort ?? 0));
  const withFacts = await best(() => probeAndRead(smtpPort ?? 0));
  const bare = await best(() => bareOnce(tlsPort ?? 0));
  const ratio = probe.cpuMs / bare.cpuMs;
  console.log(
    `SMTP probe: ${probe.cpuMs.toFixed(2)} ms CPU each (target ${TARGET_MS}), ${probe.perSecond.toFixed(0)}/s with ${AT_ONCE} at once; ` +
      `with the chain read ${withFacts.cpuMs.toFixed(2)} ms; ` +
      `bare tls.connect ${bare.cpuMs.toFixed(2)} ms, ${bare.perSecond.toFixed(0)}/s; ratio ${ratio.toFixed(2)} (target ${TARGET_RATIO})`,
  );
  process.exitCode = probe.cpuMs <= TARGET_MS && ratio <= TARGET_RATIO ? 0 : 1;
} finally {
  program.child.kill("SIGTERM");
  await program.ended;
}

type Cost = { cpuMs: number; perSecond: number };

/** The cheapest of several rounds, so that a busy machine counts less. */
async function best(work: () => Promise<void>): Promise<Cost> {
  let found: Cost = { cpuMs: Number.POSITIVE_INFINITY, perSecond: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const cost = await measured(work);
    if (cost.cpuMs < found.cpuMs) found = cost;
  }
  return found;
}

async function measured(work: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let left = PROBES;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startedAt) / 1000;
  return { cpuMs: (user + system) / 1000 / PROBES, perSecond: PROBES / seconds };
}

function probeChain(port: number): Promise<readonly Buffer[]> {
  const target = { address: "127.0.0.1", port, serverName: "mx.test.example" } as const;
  const options = { ehloName: "probe.test.example", mayConnect: policy };
  return probeStarttls({ ...target, keyType: "any" }, options).then((result) => {
    if (result.outcome !== "tls" || result.chain.length !== 3) throw new Error("the probe failed");
    return result.chain;
  });
}

async function probeOnce(port: number): Promise<void> {
  await probeChain(port);
}

async function probeAndRead(port: number): Promise<void> {
  for (const der of await probeChain(port)) certificateFacts(der);
}

function bareOnce(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const where = { host: "127.0.0.1", port, servername: "mx.test.example" } as const;
    const socket = connect({ ...where, secureContext: bareContext, rejectUnauthorized: false });
    socket.once("secureConnect", () => {
      socket.getPeerX509Certificate();
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}
