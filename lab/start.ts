import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { type AddressPlan, LOOPBACK_ADDRESSES } from "./addresses";
import { answers, resolverAt } from "./answers";
import { freePort, type Place } from "./dns-proxy";
import { LAB_DOMAINS, LAB_ZONES } from "./domains/all";
import { startFaultDns } from "./fault-dns";
import { startLyingResolver, startStrippingResolver } from "./faulty-resolvers";
import { type MailHost, makeMailHosts } from "./mail-hosts";
import { startMailServers } from "./mail-servers";
import { startNsd } from "./nsd";
import type { LabDomain } from "./plan";
import { startPostfix } from "./postfix";
import { canRunPostfix } from "./programs";
import { startUnbound } from "./unbound";
import { makeZones } from "./zones";

/** How a lab is started. */
export type LabOptions = {
  addresses?: AddressPlan;
  /** Of all DNS servers, each at an address of its own; a free one where absent. */
  dnsPort?: number;
  /** Of all mail servers, and in the TLSA names; a free one where absent. */
  smtpPort?: number;
  /** Without mail servers where only the DNS matters. */
  mail?: boolean;
};

/** A lab that runs. */
export type Lab = {
  domains: readonly LabDomain[];
  hosts: readonly MailHost[];
  /** A validating Unbound. */
  resolver: ResolverAddress;
  /** The same, and claims AD for every answer. */
  lyingResolver: ResolverAddress;
  /** The same, and removes all records of DNSSEC. */
  strippingResolver: ResolverAddress;
  /** The root's DS record in zone-file form, and the same as data. */
  trustAnchorFile: string;
  anchors: readonly TrustAnchor[];
  smtpPort: number;
  /** Whether the hosts that ask for Postfix have it; our own server stands in otherwise. */
  hasPostfix: boolean;
  folder: string;
  /** Stops everything and removes the folder. */
  close: () => Promise<void>;
};

const READY_MS = 15_000;

/** Starts all servers. Throws, with what was started stopped again, where one does not come up. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const addresses = options.addresses ?? LOOPBACK_ADDRESSES;
  const { resolver, lying, stripping, names, faultyNames } = addresses.dns;
  const dnsPort = options.dnsPort ?? (await freePort(resolver));
  const smtpPort = options.smtpPort ?? (await freePort(addresses.ipv4(0)));
  const at = (address: string): Place => ({ address, port: dnsPort });
  const hasPostfix = (options.mail ?? true) && canRunPostfix();
  const folder = mkdtempSync(path.join(tmpdir(), "dane-lab-"));
  chmodSync(folder, 0o755);
  const undos: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    const hosts = makeMailHosts(LAB_ZONES, addresses);
    const now = Math.floor(Date.now() / 1000);
    const zones = makeZones({
      plans: LAB_ZONES,
      hosts,
      tlsaPort: smtpPort,
      dnsAddress: names,
      now,
    });
    const anchorData = zones.find(({ plan }) => plan.zone === ".")?.zone.dsSet() ?? [];
    const trustAnchorFile = path.join(folder, "root.ds");
    const anchorLines = anchorData.map((data) => `${recordText(makeRecord(ROOT, 3600, data))}\n`);
    writeFileSync(trustAnchorFile, anchorLines.join(""));
    const nsd = startNsd(folder, at(names), zones);
    undos.push(nsd.close);
    undos.push((await startFaultDns(at(faultyNames), at(names), zones)).close);
    const unbound = startUnbound({
      folder,
      at: at(resolver),
      trustAnchorFile,
      zones,
      names: at(names),
      faultyNames: at(faultyNames),
    });
    undos.push(unbound.close);
    undos.push((await startLyingResolver(at(lying), at(resolver))).close);
    undos.push((await startStrippingResolver(at(stripping), at(resolver))).close);
    if (options.mail ?? true) {
      const servers = hosts.flatMap((host) => host.servers);
      const forPostfix = servers.filter(({ plan }) => hasPostfix && plan.program === "postfix");
      if (hasPostfix) undos.push(startPostfix(folder, forPostfix, smtpPort).close);
      const forUs = servers.filter((server) => !forPostfix.includes(server));
      undos.push(await startMailServers(forUs, smtpPort));
      await Promise.all(forPostfix.map(({ address }) => listens({ address, port: smtpPort })));
    }
    await Promise.all([answers(nsd, at(names)), answers(unbound, at(resolver))]);
    return {
      domains: LAB_DOMAINS,
      hosts,
      resolver: resolverAt(at(resolver)),
      lyingResolver: resolverAt(at(lying)),
      strippingResolver: resolverAt(at(stripping)),
      trustAnchorFile,
      anchors: anchorData.map((data) => ({ owner: ROOT, data })),
      smtpPort,
      hasPostfix,
      folder,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Waits until something takes connections there. */
async function listens({ address, port }: Place): Promise<void> {
  const giveUpAt = performance.now() + READY_MS;
  while (performance.now() < giveUpAt) {
    const isTaken = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: address, port });
      socket.on("error", () => resolve(false));
      socket.on("connect", () => {
        socket.destroy();
        resolve(true);
      });
    });
    if (isTaken) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens at ${address} port ${port}`);
}
