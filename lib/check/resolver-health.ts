import { RCODE, RR, rcodeName } from "@/lib/model/dns-registry";
import { err, ok, type Result } from "@/lib/result";
import type { DnsClient } from "@/lib/verifier/dns/client";
import { ROOT } from "@/lib/verifier/dns/name";
import type { Validator } from "@/lib/verifier/dnssec/validator";

/** What is wrong with the resolver, and what to do; for whoever runs the site. */
export type ResolverFault = {
  code: "no_resolver" | "no_answer" | "strips_dnssec" | "root_not_trusted";
  sentence: string;
};

const HOW_TO_SET =
  "Whoever runs this site can name one that does with RESOLVERS, for example RESOLVERS=127.0.0.1 with Unbound on the same machine.";

/**
 * Asks for the root's keys with DO=1 and CD=1, as every check does: without their signatures nothing
 * can be validated (RFC 4035 §3.2). The rest of the site does not depend on it.
 */
export async function resolverHealth(
  client: Pick<DnsClient, "lookup">,
  validator: Pick<Validator, "judge">,
): Promise<Result<void, ResolverFault>> {
  const fault = (code: ResolverFault["code"], what: string, how = HOW_TO_SET) =>
    err({ code, sentence: `Checks are not possible here at present: ${what} ${how}` });
  const answer = await client.lookup(ROOT, RR.DNSKEY);
  if (!answer.ok && answer.error.code === "no_resolver")
    return fault("no_resolver", "there is no DNS resolver.");
  if (!answer.ok)
    return fault("no_answer", `the DNS resolver gives no usable answer (${answer.error.code}).`);
  const { rcode, answer: records } = answer.value;
  if (rcode !== RCODE.NOERROR)
    return fault("no_answer", `the DNS resolver answers ${rcodeName(rcode)} for the root's keys.`);
  const types = new Set(records.map(({ type }) => type));
  if (!types.has(RR.DNSKEY) || !types.has(RR.RRSIG))
    return fault("strips_dnssec", "the DNS resolver does not pass DNSSEC records on.");
  const { status, reason } = await validator.judge(ROOT, RR.DNSKEY, answer.value);
  if (status === "secure") return ok(undefined);
  return fault(
    "root_not_trusted",
    `the root's keys do not validate (${reason ?? status}).`,
    "Whoever runs this site should look at its clock and at TRUST_ANCHOR_FILE.",
  );
}
