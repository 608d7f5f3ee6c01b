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
