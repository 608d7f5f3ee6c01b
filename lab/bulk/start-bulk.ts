import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { type AddressPlan, LOOPBACK_ADDRESSES } from "../addresses";
import { answers, resolverAt } from "../answers";
import { freePort, type Place } from "../dns-proxy";
import { startMailServers } from "../mail-servers";
import { startNsd } from "../nsd";
import { startUnbound } from "../unbound";
import { bulkCountries } from "./bulk-countries";
import { makeBulkHosts } from "./bulk-hosts";
import { makeBulkZones } from "./bulk-zones";
import { bulkPlan } from "./make-plan";
import type { BulkPlan } from "./plan";

/** How a bulk lab is started. */
export type BulkOptions = {
  /** At least 300. */
  domains: number;
  /** 1 where absent. */
  seed?: number;
  addresses?: AddressPlan;
  dnsPort?: number;
  smtpPort?: number;
};

/** A bulk lab that runs. */
export type BulkLab = {
  plan: BulkPlan;
  /** A validating Unbound. */
  resolver: ResolverAddress;
  trustAnchorFile: string;
  anchors: readonly TrustAnchor[];
  smtpPort: number;
  folder: string;
  /** What `survey import` takes: zone files of some TLDs, a list of the names below the others. */
  inputs: readonly string[];
  /** What `survey aggregate --geoip` takes. */
  geoipFile: string;
  /** Has the resolver be silent, as if its machine hung, until the function that it returns is called. */
  pauseResolver: () => () => void;
  close: () => Promise<void>;
};

/**
 * Starts name servers, a resolver and mail servers for a plan's domains. Throws, with what was started
 * stopped again, where one does not come up.
 */
export async function startBulkLab(options: BulkOptions): Promise<BulkLab> {
  const addresses = options.addresses ?? LOOPBACK_ADDRESSES;
  const dnsPort = options.dnsPort ?? (await freePort(addresses.dns.resolver));
  const smtpPort = options.smtpPort ?? (await freePort(addresses.ipv4(0)));
  const at = (address: string): Place => ({ address, port: dnsPort });
  const names = at(addresses.dns.names);
  const resolver = at(addresses.dns.resolver);
  const plan = bulkPlan({ domains: options.domains, seed: options.seed ?? 1 });
  const folder = mkdtempSync(path.join(tmpdir(), "dane-lab-bulk-"));
  chmodSync(folder, 0o755);
  const undos: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    const hosts = makeBulkHosts(plan, addresses);
    const made = makeBulkZones({
      plan,
      hosts,
      tlsaPort: smtpPort,
      dnsAddress: names.address,
      now: Math.floor(Date.now() / 1000),
    });
    const file = (name: string, text: string | Buffer): string => {
      const place = path.join(folder, name);
      writeFileSync(place, text);
      return place;
    };
    const anchorText = made.anchors.map((data) => recordText(makeRecord(ROOT, 3600, data)));
    const trustAnchorFile = file("root.ds", `${anchorText.join("\n")}\n`);
    const inputs = [
      ...[...made.registryFiles].map(([tld, text]) => file(`${tld}.zone`, text)),
      file("list.txt", listOf(plan)),
    ];
    const geoipFile = file("countries.mmdb", bulkCountries(hosts, new Date()));
    const nsd = startNsd(folder, names, made.zones);
    undos.push(nsd.close);
    // Each zone is told to it: by what zones say themselves it would ask at port 53.
    const zones = made.zones.map(({ plan: { zone } }) => ({ plan: { zone }, serverFaults: [] }));
    const where = { folder, at: resolver, trustAnchorFile, names, faultyNames: names };
    const unbound = startUnbound({ ...where, zones, isPatient: true });
    undos.push(unbound.close);
    const servers = hosts.flatMap((host) => host.servers);
    undos.push(await startMailServers(servers, smtpPort));
    await Promise.all([answers(nsd, names), answers(unbound, resolver)]);
    return {
      plan,
      resolver: resolverAt(resolver),
      trustAnchorFile,
      anchors: made.anchors.map((data) => ({ owner: ROOT, data })),
      smtpPort,
      folder,
      inputs,
      geoipFile,
      pauseResolver: () => {
        unbound.signal("SIGSTOP");
        return () => unbound.signal("SIGCONT");
      },
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Names that no zone file has: those of TLDs without one, and what is registered no more. */
function listOf({ domains, tlds }: BulkPlan): string {
  const listed = new Set(tlds.flatMap(({ tld, source }) => (source === "list" ? tld : [])));
  const names = domains.filter((each) => listed.has(each.tld) || each.case === "gone");
  return names.map(({ name }) => `${name}\n`).join("");
}
