import { err, ok, type Result } from "@/lib/result";
import type { Name } from "@/lib/verifier/dns/name";
import { parseDomainInput } from "@/lib/verifier/domain-name-input";
import { mailboxOf } from "@/lib/verifier/hygiene/mailbox-name";

declare const mailAddressBrand: unique symbol;
/** A mail address that is safe in a header and an SMTP command: ASCII, no quotes, A-labels. */
export type MailAddress = string & { readonly [mailAddressBrand]: true };

/** RFC 5321 §4.1.2 dot-string. Quoted local parts and those of RFC 6531 are not written to. */
const DOT_STRING = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** RFC 5321 §4.5.3.1. */
const MOST_LOCAL = 64;
const MOST_ADDRESS = 254;

/**
 * Reads a mail address as people type it. Whatever could end a header or a command is no part of
 * one, so nothing has to be escaped later.
 */
export function parseMailAddress(text: string): Result<MailAddress, { code: "not_an_address" }> {
  const typed = text.trim();
  const at = typed.lastIndexOf("@");
  const local = typed.slice(0, Math.max(0, at));
  const domain = typed.length > 1_000 ? null : parseDomainInput(typed.slice(at + 1));
  if (!domain?.ok || !DOT_STRING.test(local) || local.length > MOST_LOCAL)
    return err({ code: "not_an_address" });
  const address = `${local}@${domain.value.ascii}`;
  if (address.length > MOST_ADDRESS || !domain.value.ascii.includes("."))
    return err({ code: "not_an_address" });
  return ok(address as MailAddress);
}

/** The address that an SOA record's RNAME means (RFC 1035 §3.3.13). Octets there are a stranger's. */
export function addressOfRname(rname: Name): Result<MailAddress, { code: "not_an_address" }> {
  const mailbox = mailboxOf(rname);
  if (!mailbox.ok) return err({ code: "not_an_address" });
  return parseMailAddress(`${mailbox.localPart}@${mailbox.domain.replace(/\.$/, "")}`);
}

/** The mailbox that every domain with mail has (RFC 5321 §4.5.1). */
export const postmasterOf = (ascii: string): Result<MailAddress, { code: "not_an_address" }> =>
  parseMailAddress(`postmaster@${ascii}`);
