import { createHash } from "node:crypto";
import type { TlsaData } from "@/lib/verifier/dns/record";
import type { AddressPlan } from "./addresses";
import { type Chain, makeChain, stranger } from "./chains";
import type { ChainPlan, HostPlan, ServerPlan, TlsaText, ZonePlan } from "./plan";

/** One mail server at one address, with the chains it presents. */
export type MailServer = {
  host: string;
  address: string;
  family: 4 | 6;
  plan: ServerPlan;
  chain: Chain;
  otherKeyTypeChain: Chain | null;
  chainWithoutSni: Chain | null;
};

/** A host with its servers, and the TLSA records that are published for it. */
export type MailHost = {
  name: string;
  /** The zone whose plan it is in. */
  zone: string;
  plan: HostPlan;
  servers: readonly MailServer[];
  tlsa: readonly TlsaData[];
};

/** Makes every host of the plans: addresses are handed out, keys and certificates made. */
export function makeMailHosts(plans: readonly ZonePlan[], addresses: AddressPlan): MailHost[] {
  let at4 = 0;
  let at6 = 0;
  const nextAddress = (isIpv6: boolean): string => {
    if (!isIpv6) return addresses.ipv4(at4++);
    if (at6 >= addresses.ipv6Count) throw new Error("the lab has no IPv6 address left");
    return addresses.ipv6(at6++);
  };
  return plans.flatMap(({ zone, hosts = {} }) =>
    Object.entries(hosts).map(([owner, plan]) => {
      const name = owner === "@" ? zone : `${owner}.${zone}`;
      const chainOf = chainsOf(name);
      const servers = (plan.servers ?? []).map((server): MailServer => {
        const { chain = {}, otherKeyTypeChain: other, chainWithoutSni: without } = server;
        return {
          host: name,
          address: nextAddress(server.ipv6 === true),
          family: server.ipv6 ? 6 : 4,
          plan: server,
          chain: chainOf("own", chain),
          otherKeyTypeChain: other ? chainOf("other", other) : null,
          chainWithoutSni: without ? chainOf("without", without) : null,
        };
      });
      const [first] = servers;
      const tlsa = (plan.tlsa ?? []).map((text) => tlsaData(text, first));
      return { name, zone, plan, servers, tlsa };
    }),
  );
}

/** Equal plans at one host are one chain: what stands behind several addresses. */
function chainsOf(host: string) {
  const made = new Map<string, Chain>();
  return (role: string, plan: ChainPlan): Chain => {
    const key = `${role} ${JSON.stringify(plan)}`;
    const chain = made.get(key) ?? makeChain(plan, host);
    made.set(key, chain);
    return chain;
  };
}

const HASHES: Readonly<Record<number, string>> = { 1: "sha256", 2: "sha512", 3: "sha384" };

/** The record that a plan's text stands for; text that names no certificate of the server throws. */
function tlsaData(text: TlsaText, server: MailServer | undefined): TlsaData {
  const [usage = 0, selector = 0, matchingType = 0] = text.split(" ").map(Number);
  const from = text.split(" ")[3] ?? "";
  const fields = { kind: "TLSA", usage, selector, matchingType } as const;
  if (from.startsWith("hex:")) return { ...fields, association: Buffer.from(from.slice(4), "hex") };
  const certificate = certificateFor(from, server);
  if (certificate === undefined) throw new Error(`no certificate for ${text}`);
  const selected = selector === 0 ? certificate.der : certificate.spki;
  const hash = HASHES[matchingType];
  const association = hash === undefined ? selected : createHash(hash).update(selected).digest();
  return { ...fields, association };
}

function certificateFor(from: string, server: MailServer | undefined) {
  if (from === "other") return stranger();
  if (from === "second") return server?.otherKeyTypeChain?.certificates.leaf;
  const which = from === "leaf" || from === "intermediate" || from === "root" ? from : undefined;
  return which && server?.chain.certificates[which];
}
