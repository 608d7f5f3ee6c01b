import { registrableDomain } from "@/lib/check/public-suffix";
import { RR } from "@/lib/model/dns-registry";
import { WATCH_LABEL } from "@/lib/model/watch";
import { parseName } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validator } from "@/lib/verifier/dnssec/validator";
import { type MailAddress, postmasterOf } from "../mail/mail-address";

/** Where the TXT record that shows control stands, without the final dot. */
export const proofName = (domain: string): string => `${WATCH_LABEL}.${domain}`;

const RECORDS_READ = 20;

/**
 * Whether the TXT record with the code is there. Unsigned zones may watch too; a record that fails
 * validation shows nothing.
 */
export async function hasProofRecord(
  domain: string,
  code: string,
  resolve: Validator["resolve"],
): Promise<boolean> {
  const name = parseName(proofName(domain));
  if (!name.ok) return false;
  const { records } = await resolve(name.value, RR.TXT);
  return records
    .filter(isKind("TXT"))
    .slice(0, RECORDS_READ)
    .some(({ data }) => Buffer.concat(data.strings).toString("latin1").trim() === code);
}

/** The postmaster who may answer for a name: that of the registered domain. */
export function postmasterFor(domain: string): MailAddress | null {
  const address = postmasterOf(registrableDomain(domain) ?? domain);
  return address.ok ? address.value : null;
}

/** Whether whoever reads that mail is the postmaster already. */
export const isPostmaster = (mail: string, domain: string): boolean =>
  mail.toLowerCase() === postmasterFor(domain) || mail.toLowerCase() === `postmaster@${domain}`;
