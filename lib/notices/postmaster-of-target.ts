import type { OptOutTarget } from "@/lib/check/opt-out-record";
import { registrableDomain } from "@/lib/check/public-suffix";
import { RR } from "@/lib/model/dns-registry";
import { OPT_OUT_LABEL } from "@/lib/model/opt-out";
import { nameOf } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validator } from "@/lib/verifier/dnssec/validator";
import { type MailAddress, postmasterOf } from "./mail/mail-address";

const NAMES_TRIED = 3;

/**
 * Who speaks for a name or an address: the postmaster of the registered domain. An address has the
 * one of a name that its reverse zone gives and that leads back to it, so that both agree; a range
 * has none, as its names are many. Null where nobody is found.
 */
export async function postmasterOfTarget(
  { kind, value, places }: OptOutTarget,
  resolve: Validator["resolve"],
): Promise<MailAddress | null> {
  if (kind === "domain") return mailbox(value);
  const [address = "", prefix] = value.split("/");
  const isV4 = !address.includes(":");
  const [own] = places;
  if (own === undefined || prefix !== (isV4 ? "32" : "128")) return null;
  const reverse = nameOf(own.record.slice(`${OPT_OUT_LABEL}.`.length));
  const pointers = (await resolve(reverse, RR.PTR)).records.filter(isKind("PTR"));
  for (const { data } of pointers.slice(0, NAMES_TRIED)) {
    const kindOfAddress = isV4 ? "A" : "AAAA";
    const { records } = await resolve(data.target, RR[kindOfAddress]);
    const back = records.filter(isKind<"A" | "AAAA">(kindOfAddress));
    if (back.some((record) => record.data.address === address))
      return mailbox(data.target.slice(0, -1));
  }
  return null;
}

function mailbox(ascii: string): MailAddress | null {
  const registrable = registrableDomain(ascii);
  const address = registrable === null ? null : postmasterOf(registrable);
  return address?.ok ? address.value : null;
}
