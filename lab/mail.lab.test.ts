import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { probeAddress } from "@/lib/verifier/smtp/probe-address";
import type { ProbeOptions } from "@/lib/verifier/smtp/probe-options";
import type { ProbeResult } from "@/lib/verifier/smtp/probe-result";
import type { TestChain } from "@/lib/verifier/testing/smtp-server";
import { LAB_DOMAINS } from "./domains/all";
import { hasProgram } from "./programs";
import { type Lab, startLab } from "./start";

const hasServers = hasProgram("nsd") && hasProgram("unbound");

const sha256 = (octets: Buffer): string => createHash("sha256").update(octets).digest("hex");

/** A chain as one text, to compare. */
const shown = (result: ProbeResult | undefined): string =>
  result?.outcome === "tls" ? result.chain.map(sha256).join(" ") : (result?.fault ?? "no probe");
const planned = (chain: TestChain): string => chain.map(({ der }) => sha256(der)).join(" ");

const SESSION_OR_TLS = /^(connection|banner|ehlo|closed|reply|starttls|plaintext|handshake)_/;

describe.skipIf(!hasServers)("the lab's mail servers (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  const probes = new Map<string, readonly ProbeResult[]>();
  const options: ProbeOptions = {
    ehloName: "probe.lab.invalid",
    mayConnect: addressPolicy({ allowPrivate: true }),
    deadlines: { bannerMs: 3000, ehloMs: 3000, starttlsMs: 3000, handshakeMs: 3000 },
  };

  beforeAll(async () => {
    lab = await startLab();
    const waiting = lab.hosts.flatMap(({ servers }) => servers);
    const worker = async () => {
      for (let server = waiting.pop(); server !== undefined; server = waiting.pop()) {
        const { address, host } = server;
        const target = { address, port: lab.smtpPort, serverName: host };
        probes.set(address, await probeAddress(target, options));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  });
  afterAll(() => lab?.close());

  const faulty = LAB_DOMAINS.flatMap(({ name, hosts, problems = [] }) =>
    problems
      .filter(({ code }) => SESSION_OR_TLS.test(code))
      .map(({ code }) => ({ name, code, host: Object.keys(hosts)[0] ?? "" })),
  );
  test.for(faulty)("$name: the fault is $code", ({ code, host }) => {
    const servers = lab.hosts.find(({ name }) => name === host)?.servers ?? [];
    expect(servers.map(({ address }) => shown(probes.get(address)?.[0]))).toEqual([code]);
  });

  test("every other server holds TLS and sends the chain of its plan", () => {
    const wrong: string[] = [];
    for (const server of lab.hosts.flatMap(({ servers }) => servers)) {
      const { host, address, plan, chain, otherKeyTypeChain, chainWithoutSni } = server;
      if (plan.down || (plan.fault && !/^tls_|sni/.test(plan.fault))) continue;
      const isKnownName = plan.sni === undefined || plan.sni === host;
      const first = isKnownName ? chain : (chainWithoutSni ?? chain);
      const chains = [first, ...(otherKeyTypeChain ? [otherKeyTypeChain] : [])];
      const results = (probes.get(address) ?? []).map(shown);
      const mayBe = chains.map(({ sent }) => planned(sent));
      if (!mayBe.includes(results[0] ?? "")) wrong.push(`${host} ${address}: ${results[0]}`);
      // Asked for one key type only, a server with both shows each of them.
      if (otherKeyTypeChain && mayBe.some((each) => !results.slice(1).includes(each)))
        wrong.push(`${host} ${address}: one key type only`);
    }
    expect(wrong).toEqual([]);
  });

  test("hosts that ask for Postfix have it where it can run", () => {
    const host = lab.hosts.find(({ name }) => name === "mx.good.nl");
    const [any] = probes.get(host?.servers[0]?.address ?? "") ?? [];
    expect(any?.session.banner?.text.includes("Postfix")).toBe(lab.hasPostfix);
  });
});
