import { RR } from "@/lib/model/dns-registry";
import { isAtOrBelow, type Name } from "@/lib/verifier/dns/name";
import type { Lookup } from "@/lib/verifier/dnssec/trust-store";

/**
 * Finds the zone that a name lies in: the owner of the SOA record in the answer for SOA, or in its
 * authority section (RFC 2308 §2). For telling providers apart, not for judging.
 *
 * @param lookups asked one after another, until one tells.
 */
export const apexFinder =
  (lookups: readonly Lookup[]) =>
  async (name: Name): Promise<Name | null> => {
    for (const lookup of lookups) {
      const answer = await lookup(name, RR.SOA);
      if (!answer.ok) continue;
      const records = [...answer.value.answer, ...answer.value.authority];
      const soa = records.find(
        ({ type, name: owner }) => type === RR.SOA && isAtOrBelow(name, owner),
      );
      if (soa !== undefined) return soa.name;
    }
    return null;
  };
