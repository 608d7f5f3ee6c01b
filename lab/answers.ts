import { RR } from "@/lib/model/dns-registry";
import { DnsClient } from "@/lib/verifier/dns/client";
import { ROOT } from "@/lib/verifier/dns/name";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { Daemon } from "./daemon";
import type { Place } from "./dns-proxy";

/** 20,000 zones take a while to be read. */
const READY_MS = 60_000;

/** A resolver without encryption. */
export const resolverAt = ({ address, port }: Place): ResolverAddress => ({
  transport: "dns",
  address,
  port,
  name: null,
});

/** Waits until the server answers for the root; one that ends instead is an error. */
export async function answers(daemon: Daemon, place: Place): Promise<void> {
  const client = new DnsClient({ resolvers: [resolverAt(place)], attemptMs: 50, rounds: 1 });
  const giveUpAt = performance.now() + READY_MS;
  let endedBecause: string | null = null;
  void daemon.ended.then((sentence) => {
    endedBecause = sentence;
  });
  try {
    while (performance.now() < giveUpAt) {
      if (endedBecause !== null) throw new Error(endedBecause);
      const answer = await client.lookup(ROOT, RR.SOA);
      if (answer.ok && answer.value.answer.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no answer from ${place.address} port ${place.port} in time`);
  } finally {
    client.close();
  }
}
