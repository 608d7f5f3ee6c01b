import { hostname } from "node:os";
import type { CheckIo } from "@/lib/verifier/check-io";
import { checkParts } from "@/lib/verifier/check-parts";
import { DnsClient } from "@/lib/verifier/dns/client";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { Validator } from "@/lib/verifier/dnssec/validator";
import type { HygieneIo } from "@/lib/verifier/hygiene/observe";
import { addressPolicy } from "@/lib/verifier/net/address-policy";

/** What the verifier needs to know from the command line. */
export type VerifierOptions = {
  resolvers: readonly ResolverAddress[];
  anchors: readonly TrustAnchor[];
  allowPrivate: boolean;
};

/** The verifier as commands use it: one client, one validator, for all that is asked. */
export function openVerifier({ resolvers, anchors, allowPrivate }: VerifierOptions): {
  io: CheckIo & { hygiene: HygieneIo };
  close: () => void;
} {
  const client = new DnsClient({ resolvers });
  const now = () => Math.floor(Date.now() / 1000);
  const validator = new Validator({
    lookup: (name, type) => client.lookup(name, type),
    now,
    anchors,
  });
  const mayConnect = addressPolicy({ allowPrivate });
  const parts = checkParts({ validator, ehloName: hostname(), mayConnect, now: Date.now });
  const io = { ...parts, hygiene: { validator, mayConnect, now } };
  return { io, close: () => client.close() };
}
