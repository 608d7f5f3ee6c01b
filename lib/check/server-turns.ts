import type { MayConnect } from "@/lib/verifier/net/address-policy";
import { clientKeys } from "./client-address";
import type { OptedOut } from "./opt-outs";
import type { Rate } from "./settings";

/** Addresses that are remembered; beyond that all are forgotten, which costs nobody anything. */
const MOST_ADDRESSES = 10_000;

/**
 * Which name servers and policy servers the operator's checklist may ask: public ones that did not
 * opt out, each only so often. Unlike a mail server's, this limit is each process's own, as it has to
 * answer at once; whoever is passed over is "undetermined".
 */
export function serverTurns(
  policy: MayConnect,
  optedOut: () => OptedOut,
  { burst, everyMs }: Rate,
  now: () => number,
): MayConnect {
  const usedUntil = new Map<string, number>();
  return (address) => {
    const refused = policy(address);
    if (refused !== null) return refused;
    if (optedOut().address(address)) return { code: "not_public", range: "opted out" };
    const [counted] = clientKeys(address);
    const key = counted?.key ?? address;
    const until = Math.max(usedUntil.get(key) ?? 0, now()) + everyMs;
    if (until > now() + burst * everyMs) return { code: "not_public", range: "asked too often" };
    if (usedUntil.size >= MOST_ADDRESSES) usedUntil.clear();
    usedUntil.set(key, until);
    return null;
  };
}
