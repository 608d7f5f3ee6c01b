import { RCODE, rcodeName } from "@/lib/model/dns-registry";
import { err, ok, type Result } from "@/lib/result";
import type { Message } from "../dns/message";
import { isLoopback, type ResolverAddress } from "../dns/resolver-address";

export type AdBitError =
  | { code: "not_loopback" }
  | { code: "not_validating" }
  | { code: "rcode"; detail: string };

/**
 * Leave to believe the AD bit of one resolver: only on loopback, where nobody else can set it
 * (RFC 4035 §4.9.3), and only after it has shown that it validates.
 *
 * @param rootSoa its answer for the root's SOA record with CD=0, which must be authenticated.
 */
export function trustAdBit(
  resolver: ResolverAddress,
  rootSoa: Message,
): Result<{ adBitTrusted: true }, AdBitError> {
  if (!isLoopback(resolver)) return err({ code: "not_loopback" });
  return rootSoa.authenticData ? ok({ adBitTrusted: true }) : err({ code: "not_validating" });
}

/**
 * What such a resolver says of an answer asked with CD=0. Quick and without reasons: a first pass
 * only. A failure may be bogus or a server that is down, so it is an error, not a verdict.
 */
export function statusByAdBit(
  _leave: { adBitTrusted: true },
  message: Message,
): Result<"secure" | "insecure", AdBitError> {
  const { rcode } = message;
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN)
    return err({ code: "rcode", detail: rcodeName(rcode) });
  return ok(message.authenticData ? "secure" : "insecure");
}
