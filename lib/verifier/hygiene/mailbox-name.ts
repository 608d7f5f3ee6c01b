import { labelsOf, type Name, parentOf, ROOT } from "../dns/name";

/** What an RNAME means as a mailbox, or what is wrong with it. */
export type MailboxName =
  | { ok: true; localPart: string; domain: Name }
  | { ok: false; fault: "root" | "no_domain" | "at_sign" | "local_part" };

/** RFC 5321 §4.1.2 dot-string; a quoted local part is nobody's hostmaster. */
const DOT_STRING = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/**
 * The mailbox of an SOA record: its first label is the local part, dots in it escaped, and the rest
 * the domain.
 *
 * @see RFC 1035 §3.3.13, §8; RFC 1912 §2.2
 */
export function mailboxOf(rname: Name): MailboxName {
  if (rname === ROOT) return { ok: false, fault: "root" };
  const labels = labelsOf(rname);
  if (labels.some((label) => label.includes("@"))) return { ok: false, fault: "at_sign" };
  const [localPart = ""] = labels;
  const domain = parentOf(rname);
  if (domain === null || domain === ROOT) return { ok: false, fault: "no_domain" };
  if (!DOT_STRING.test(localPart)) return { ok: false, fault: "local_part" };
  return { ok: true, localPart, domain };
}
