import { isAtOrBelow, isBelow, labelCount, type Name, nameOf } from "@/lib/verifier/dns/name";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import type { DsData } from "@/lib/verifier/dns/record";
import { rekeyed, type TestKey, testKey } from "@/lib/verifier/testing/test-key";
import { type Denial, dsOf, TestZone } from "@/lib/verifier/testing/test-zone";
import type { MailHost } from "./mail-hosts";
import type { ServerFault, Signing, ZonePlan } from "./plan";
import { withFault } from "./signing-faults";
import { planName, planRecord } from "./zone-text";

/** A zone of the lab, made. */
export type LabZone = {
  zone: TestZone;
  plan: ZonePlan;
  serverFaults: readonly ServerFault[];
  /** The whole zone as a master file (RFC 1035 §5), signatures and all. */
  fileText: () => string;
};

const DAY_SECONDS = 86_400;
const RSA_BITS = 2048;
const REVOKE = 0x0080;
const SEP_ONLY = 0x0001;

/** One key an algorithm serves all zones: RSA keys take long to make. */
const keys = new Map<string, TestKey>();

function sharedKey(algorithm: number, use = "signing"): TestKey {
  const known = keys.get(`${use} ${algorithm}`) ?? testKey(algorithm, 257, RSA_BITS);
  keys.set(`${use} ${algorithm}`, known);
  return known;
}

/** What zones are made from. */
export type ZoneInput = {
  plans: readonly ZonePlan[];
  hosts: readonly MailHost[];
  /** The port in TLSA names. */
  tlsaPort: number;
  /** Where the name servers say they are. */
  dnsAddress: string;
  /** Unix time in seconds, around which signatures are valid. */
  now: number;
};

/** Makes and signs all zones of the plans, with the TLDs and the root above them. */
export function makeZones(input: ZoneInput): LabZone[] {
  const { hosts, tlsaPort, dnsAddress, now } = input;
  const made = withAncestors(input.plans).map((plan) => ({ plan, zone: emptyZone(plan, now) }));
  const zoneOf = (owner: Name): TestZone => deepest(made, (apex) => isAtOrBelow(owner, apex)).zone;
  for (const { plan, zone } of made) {
    const ns = nameOf(plan.zone === "." ? "ns." : `ns.${plan.zone}`);
    zone.put(ns, { kind: "A", address: dnsAddress });
    for (const line of plan.records ?? []) {
      const { owner, data } = planRecord(line, plan.zone, tlsaPort);
      zoneOf(owner).put(owner, data);
    }
  }
  for (const { name, zone, plan, servers, tlsa } of hosts) {
    const owner = nameOf(name);
    for (const { address, family } of servers)
      zoneOf(owner).put(owner, { kind: family === 4 ? "A" : "AAAA", address });
    const at = plan.tlsaAt ?? `${name}.`;
    const tlsaOwner = at.startsWith("=")
      ? planName(at.slice(1), zone)
      : nameOf(`_${tlsaPort}._tcp.${planName(at, zone)}`);
    for (const data of tlsa) zoneOf(tlsaOwner).put(tlsaOwner, data);
  }
  for (const { plan, zone } of made) {
    if (plan.zone === ".") continue;
    const parent = deepest(made, (apex) => isBelow(zone.apex, apex));
    parent.zone.delegate(zone, dsFor(zone, plan.signing));
  }
  return made.map(({ plan, zone }) => ({
    zone,
    plan,
    serverFaults: plan.serverFaults ?? [],
    fileText: () => {
      const records = withFault(zone, plan.signing?.fault);
      return `${records.map(recordText).join("\n")}\n`;
    },
  }));
}

type Made = { plan: ZonePlan; zone: TestZone };

function deepest(made: readonly Made[], isAbove: (apex: Name) => boolean): Made {
  const [found] = made
    .filter(({ zone }) => isAbove(zone.apex))
    .sort((a, b) => labelCount(b.zone.apex) - labelCount(a.zone.apex));
  if (found === undefined) throw new Error("the lab has no root zone");
  return found;
}

/** Each zone once, and the TLDs and the root where no plan says how they are. */
function withAncestors(plans: readonly ZonePlan[]): ZonePlan[] {
  const byName = new Map<string, ZonePlan>();
  for (const plan of plans) {
    if (byName.has(plan.zone)) throw new Error(`two plans for the zone ${plan.zone}`);
    byName.set(plan.zone, plan);
  }
  for (const { zone } of plans) {
    const tld = zone.split(".").at(-1) ?? zone;
    if (!byName.has(tld)) byName.set(tld, { zone: tld });
  }
  if (!byName.has(".")) byName.set(".", { zone: "." });
  return [...byName.values()];
}

function emptyZone({ zone, signing }: ZonePlan, now: number): TestZone {
  const made = new TestZone(zone, {
    keys: signing === null ? [] : keysOf(signing),
    denial: denialOf(signing?.denial),
    inception: now - DAY_SECONDS,
    expiration: now + 30 * DAY_SECONDS,
  });
  if (signing?.fault?.kind === "ds_of_idle_key") made.signWith = () => made.keys.slice(0, 1);
  return made;
}

function denialOf(plan: Signing["denial"]): Denial {
  if (plan === undefined || plan === "nsec") return { kind: "nsec" };
  const { iterations, saltOctets, optOut } = plan;
  return { kind: "nsec3", iterations, salt: Buffer.alloc(saltOctets, 0xa5), optOut };
}

function keysOf({ algorithms = [13], fault }: Signing = {}): TestKey[] {
  const plain = algorithms.map((algorithm) => sharedKey(algorithm));
  switch (fault?.kind) {
    case "key_revoked":
      return plain.map((key) => rekeyed(key, { flags: key.data.flags | REVOKE }));
    case "key_not_zone":
      return plain.map((key) => rekeyed(key, { flags: SEP_ONLY }));
    case "key_protocol":
      return plain.map((key) => rekeyed(key, { protocol: 2 }));
    case "first_algorithm_invalid":
      return plain.map((key, at) => (at === 0 ? { ...key, sign: () => key.sign(key.rdata) } : key));
    case "ds_of_idle_key":
      return [...plain, sharedKey(13, "idle")];
    default:
      return plain;
  }
}

function dsFor(zone: TestZone, signing: Signing | null | undefined): DsData[] {
  if (signing?.fault?.kind === "ds_of_idle_key") return zone.dsSet(2, zone.keys.slice(1));
  switch (signing?.ds) {
    case "none":
      return [];
    case "wrong":
      return [dsOf(zone.apex, sharedKey(13, "of nobody"), 2)];
    case "sha1":
      return zone.dsSet(1);
    case "sha1_and_sha256":
      return [...zone.dsSet(1), ...zone.dsSet(2)];
    case "sha384":
      return zone.dsSet(4);
    case "unknown_digest":
      return zone.dsSet(250);
    default:
      return zone.dsSet();
  }
}
