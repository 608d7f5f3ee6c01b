import { RR } from "@/lib/model/dns-registry";
import type { Name } from "../dns/name";
import { ServerClient } from "../dns/server-client";
import { inParallel } from "../in-parallel";
import type { MayConnect } from "../net/address-policy";
import { askServer, type ZoneQuestions } from "./ask-server";
import { type HygieneLimits, ZONE_KEYS } from "./limits";
import { addressesIn, type Judge, type LookUp, recordsIn } from "./look-up";
import type { ServerSeen, ZoneSeen } from "./observations";
import { observeMailbox } from "./observe-mailbox";

/** What it takes to look at a zone. */
export type ZoneIo = {
  judge: Judge;
  lookUp: LookUp;
  /** Asked before every connection. */
  mayConnect: MayConnect;
  dnsPort: number;
  limits: HygieneLimits;
  signal: AbortSignal;
};

/** Looks a zone up through the resolver, and then asks each of its servers. */
export async function observeZone(
  questions: Omit<ZoneQuestions, "isSigned">,
  io: ZoneIo,
): Promise<ZoneSeen> {
  const { apex } = questions;
  const [soa, keys, delegation, places] = await Promise.all([
    io.lookUp(apex, RR.SOA),
    io.lookUp(apex, RR.DNSKEY),
    io.lookUp(apex, RR.DS),
    findServers(apex, io),
  ]);
  const status = soa?.status ?? "indeterminate";
  const isSigned = status === "secure" || status === "bogus";
  const soaData = recordsIn(soa, "SOA")?.[0]?.data ?? null;
  const [mailbox, servers] = await Promise.all([
    soaData && observeMailbox(soaData.rname, io.lookUp),
    places &&
      inParallel(places.kept, io.limits.serversAtOnce, (place) =>
        observeServer(place, { ...questions, isSigned }, io),
      ),
  ]);
  return {
    apex,
    status,
    keys:
      recordsIn(keys, "DNSKEY")
        ?.slice(0, ZONE_KEYS)
        .map(({ data }) => data) ?? null,
    delegation:
      recordsIn(delegation, "DS")
        ?.slice(0, ZONE_KEYS)
        .map(({ data }) => data) ?? null,
    soa: soaData,
    mailbox,
    serversLeftOut: places?.leftOut ?? 0,
    servers,
  };
}

type Place = { host: Name; address: string };

/** The addresses of a zone's name servers, each once; null where they could not be found out. */
async function findServers(
  apex: Name,
  { lookUp, limits }: ZoneIo,
): Promise<{ kept: Place[]; leftOut: number } | null> {
  const records = recordsIn(await lookUp(apex, RR.NS), "NS");
  if (records === null || records.length === 0) return null;
  const hosts = [...new Set(records.map(({ data }) => data.target))].sort();
  const looked = hosts.slice(0, limits.serverNames);
  const found = await inParallel(looked, limits.serversAtOnce, async (host) => {
    const [v4, v6] = await Promise.all([lookUp(host, RR.A), lookUp(host, RR.AAAA)]);
    const addresses = [...(addressesIn(v4, "A") ?? []), ...(addressesIn(v6, "AAAA") ?? [])];
    return addresses.map((address) => ({ host, address }));
  });
  const all = found.flat();
  const distinct = all.filter(
    ({ address }, at) => all.findIndex((other) => other.address === address) === at,
  );
  if (distinct.length === 0) return null;
  const kept = distinct.slice(0, limits.serverAddresses);
  return { kept, leftOut: hosts.length - looked.length + distinct.length - kept.length };
}

async function observeServer(
  { host, address }: Place,
  questions: ZoneQuestions,
  { judge, mayConnect, dnsPort, limits, signal }: ZoneIo,
): Promise<ServerSeen> {
  if (mayConnect(address) !== null) return { host, address, answers: null };
  const client = new ServerClient(address, dnsPort, limits, signal);
  try {
    const answers = await askServer(client, questions, judge, limits.questionsAtOnce);
    return { host, address, answers };
  } finally {
    client.close();
  }
}
