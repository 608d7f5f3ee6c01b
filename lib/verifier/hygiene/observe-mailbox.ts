import { RR } from "@/lib/model/dns-registry";
import { type Name, ROOT } from "../dns/name";
import { addressesIn, type LookUp, recordsIn } from "./look-up";
import { mailboxOf } from "./mailbox-name";
import type { MailboxSeen } from "./observations";

/** Looks up whether the mailbox of an SOA record could take mail; nothing is sent to it. */
export async function observeMailbox(rname: Name, lookUp: LookUp): Promise<MailboxSeen> {
  const mailbox = mailboxOf(rname);
  if (!mailbox.ok) return { rname, domain: null, acceptsMail: null };
  const { domain } = mailbox;
  return { rname, domain, acceptsMail: await acceptsMail(domain, lookUp) };
}

/** RFC 5321 §5.1, RFC 7505: an MX record that is not the null MX, else an address. */
async function acceptsMail(domain: Name, lookUp: LookUp): Promise<boolean | null> {
  const mx = recordsIn(await lookUp(domain, RR.MX), "MX");
  if (mx === null) return null;
  if (mx.length > 0) return mx.some(({ data }) => data.exchange !== ROOT);
  const addresses = await Promise.all([lookUp(domain, RR.A), lookUp(domain, RR.AAAA)]);
  const [v4, v6] = [addressesIn(addresses[0], "A"), addressesIn(addresses[1], "AAAA")];
  if ((v4 ?? []).length + (v6 ?? []).length > 0) return true;
  return v4 === null || v6 === null ? null : false;
}
