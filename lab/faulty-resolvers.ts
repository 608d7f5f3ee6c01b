import { RR } from "@/lib/model/dns-registry";
import type { Running } from "@/lib/verifier/testing/loopback-servers";
import { stripped } from "@/lib/verifier/testing/test-world";
import { type Place, startDnsProxy } from "./dns-proxy";
import { rewritten } from "./fault-dns";

/** A resolver that says of every answer, bogus ones included, that it is authenticated. */
export const startLyingResolver = (at: Place, behind: Place): Promise<Running> =>
  startDnsProxy(at, behind, ({ ask }) =>
    rewritten(ask, (message) => ({ ...message, authenticData: true })),
  );

/** A resolver, or something in front of it, that removes all records of DNSSEC. */
export const startStrippingResolver = (at: Place, behind: Place): Promise<Running> =>
  startDnsProxy(at, behind, ({ ask }) => rewritten(ask, stripped));

/** One that leaves keys and delegations whole, and takes the proof from every other answer. */
export const startPickingResolver = (at: Place, behind: Place): Promise<Running> =>
  startDnsProxy(at, behind, ({ message, ask }) => {
    const type = message.questions[0]?.type;
    return type === RR.DS || type === RR.DNSKEY ? ask() : rewritten(ask, stripped);
  });

/** One that says that there are no TLSA records, with AD, and is honest otherwise. */
export const startHidingResolver = (at: Place, behind: Place): Promise<Running> =>
  startDnsProxy(at, behind, ({ message, ask }) =>
    message.questions[0]?.type === RR.TLSA
      ? rewritten(ask, (reply) => ({ ...stripped(reply), answer: [], authenticData: true }))
      : ask(),
  );
