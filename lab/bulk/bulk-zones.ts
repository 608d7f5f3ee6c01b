import { RR } from "@/lib/model/dns-registry";
import { type Name, nameOf, ROOT } from "@/lib/verifier/dns/name";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import type { DsData } from "@/lib/verifier/dns/record";
import { type Denial, dsOf, TestZone } from "@/lib/verifier/testing/test-zone";
import type { MailHost } from "../mail-hosts";
import type { SigningFault } from "../plan";
import { withFault } from "../signing-faults";
import type { LabZone } from "../zones";
import { BulkKeys } from "./keys";
import type { BulkCase, BulkDomain, BulkPlan, BulkSigning } from "./plan";
import { PLAIN_SIGNING } from "./signings";

/** A zone of a bulk lab: signed and written out when its file is asked for. */
export type BulkZone = Pick<LabZone, "plan" | "fileText"> & { zone: TestZone };

export type BulkZones = {
  zones: readonly BulkZone[];
  /** The root's DS records. */
  anchors: readonly DsData[];
  /** A registry's zone file as it is handed out: delegations with NS and DS, by TLD. */
  registryFiles: ReadonlyMap<string, string>;
};

const DAY_SECONDS = 86_400;
const EVERYTHING = ["SOA", "MX", "A", "TLSA", "DNSKEY", "NSEC"] as const;
const FAULTS: Partial<Record<BulkCase, SigningFault>> = {
  expired: { kind: "signature_expired", types: EVERYTHING },
  mx_expired: { kind: "signature_expired", types: ["MX"] },
  mx_forged: { kind: "signature_invalid", types: ["MX"] },
};

const denialOf = (denial: BulkSigning["denial"]): Denial => {
  if (denial === "nsec") return { kind: "nsec" };
  const { iterations, saltOctets, optOut } = denial;
  return { kind: "nsec3", iterations, salt: Buffer.alloc(saltOctets, 0xb5), optOut };
};

/** What zones are made from. */
export type BulkZoneInput = {
  plan: BulkPlan;
  hosts: readonly MailHost[];
  tlsaPort: number;
  /** Where all name servers are. */
  dnsAddress: string;
  /** Unix time in seconds, around which signatures are valid. */
  now: number;
};

/** Makes every zone of a plan: the root, TLDs, name servers' zones, providers, domains. */
export function makeBulkZones({
  plan,
  hosts,
  tlsaPort,
  dnsAddress,
  now,
}: BulkZoneInput): BulkZones {
  const keys = new BulkKeys();
  const zones: BulkZone[] = [];
  const make = (
    apex: string,
    signing: BulkSigning | null,
    nameServers?: readonly string[],
    fault?: SigningFault,
  ): TestZone => {
    const made = signing?.keys.map((key) => keys.of(key)) ?? [];
    const zone = new TestZone(apex, {
      keys: made,
      denial: denialOf(signing?.denial ?? "nsec"),
      inception: now - DAY_SECONDS,
      expiration: now + 30 * DAY_SECONDS,
      ...(nameServers === undefined ? {} : { nameServers }),
    });
    const roles = signing?.keys ?? [];
    const bySigner = (role: "key_signing" | "zone_signing") =>
      made.filter((_, at) => (roles[at]?.role ?? role) === role);
    if (roles.some(({ role }) => role !== undefined))
      zone.signWith = (type) => bySigner(type === RR.DNSKEY ? "key_signing" : "zone_signing");
    if (nameServers === undefined) addressOf(zone, dnsAddress);
    zones.push({
      zone,
      plan: { zone: apex },
      fileText: () => `${withFault(zone, fault).map(recordText).join("\n")}\n`,
    });
    return zone;
  };
  const root = make(".", PLAIN_SIGNING);
  const tlds = new Map(
    plan.tlds.map(({ tld, denial }) => {
      const zone = make(tld, { ...PLAIN_SIGNING, denial });
      root.delegate(zone);
      return [tld, zone];
    }),
  );
  const below = (zone: TestZone, name: string, ds: readonly DsData[]) =>
    tlds.get(name.slice(name.lastIndexOf(".") + 1))?.delegate(zone, ds);
  for (const operator of plan.operators) {
    const zone = make(operator, PLAIN_SIGNING, serversOf(operator));
    for (const server of serversOf(operator))
      zone.put(nameOf(server), { kind: "A", address: dnsAddress });
    below(zone, operator, zone.dsSet());
  }
  const hostsByZone = new Map<string, MailHost[]>();
  for (const host of hosts)
    hostsByZone.set(host.zone, [...(hostsByZone.get(host.zone) ?? []), host]);
  const furnish = (zone: TestZone, apex: string) => {
    for (const host of hostsByZone.get(apex) ?? []) addHost(zone, host, tlsaPort);
  };
  const [firstOperator = ""] = plan.operators;
  for (const { zone: apex, signing, hosts: own } of plan.providers) {
    const hasLapsed = own.some(({ state }) => state === "lapsed");
    const fault = hasLapsed ? ({ kind: "signature_expired", types: ["TLSA"] } as const) : undefined;
    const zone = make(apex, signing, serversOf(firstOperator), fault);
    furnish(zone, apex);
    below(zone, apex, dsRecords(zone, signing));
  }
  for (const domain of plan.domains) {
    if (domain.case === "gone") continue;
    const zone = make(domain.name, domain.signing, serversOf(domain.operator), FAULTS[domain.case]);
    addMx(zone, domain);
    furnish(zone, domain.name);
    const ds = dsRecords(zone, domain.signing);
    below(zone, domain.name, domain.case === "ds_wrong" ? root.dsSet() : ds);
  }
  const registryFiles = new Map(
    plan.tlds
      .filter(({ source }) => source === "zone_file")
      .map(({ tld }) => [tld, registryFile(tlds.get(tld) ?? root, plan)] as const),
  );
  return { zones, anchors: root.dsSet(), registryFiles };
}

const serversOf = (operator: string): string[] => [`ns1.${operator}`, `ns2.${operator}`];

function addressOf(zone: TestZone, address: string): void {
  const name = zone.apex === ROOT ? nameOf("ns") : nameOf(`ns.${zone.apex}`);
  zone.put(name, { kind: "A", address });
}

/** DS records of the keys that sign the key set. */
function dsRecords(zone: TestZone, signing: BulkSigning | null): DsData[] {
  if (signing === null) return [];
  const entry = zone.keys.filter((_, at) => signing.keys[at]?.role !== "zone_signing");
  return signing.digests.flatMap((digest) => entry.map((key) => dsOf(zone.apex, key, digest)));
}

function addMx(zone: TestZone, { mx }: BulkDomain): void {
  if (mx === null) zone.put(zone.apex, { kind: "MX", preference: 0, exchange: ROOT });
  for (const { preference, host } of mx ?? [])
    zone.put(zone.apex, { kind: "MX", preference, exchange: nameOf(host) });
}

function addHost(zone: TestZone, { name, servers, tlsa }: MailHost, tlsaPort: number): void {
  const owner: Name = nameOf(name);
  for (const { address, family } of servers)
    zone.put(owner, { kind: family === 4 ? "A" : "AAAA", address });
  const tlsaOwner = nameOf(`_${tlsaPort}._tcp.${name}`);
  for (const data of tlsa) zone.put(tlsaOwner, data);
}

/** The form in which registries hand out zone files: between two SOA records, without addresses. */
function registryFile(zone: TestZone, { domains }: BulkPlan): string {
  const soa = zone.records(zone.apex, RR.SOA);
  const delegated = domains
    .map(({ name }) => nameOf(name))
    .flatMap((name) => [...zone.records(name, RR.NS), ...zone.records(name, RR.DS)]);
  return `${[...soa, ...delegated, ...soa].map(recordText).join("\n")}\n`;
}
