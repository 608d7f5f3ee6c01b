import { createHash } from "node:crypto";
import { registrableDomain } from "@/lib/check/public-suffix";
import { RR } from "@/lib/model/dns-registry";
import { type ContactKind, isDnsFault } from "@/lib/model/incident";
import type { Result } from "@/lib/result";
import { displayName } from "@/lib/verifier/display-name";
import { type Name, parseName } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validated, Validator } from "@/lib/verifier/dnssec/validator";
import { addressOfRname, type MailAddress, parseMailAddress } from "../mail/mail-address";
import type { Contact, Incident } from "./incident";

type Resolve = Validator["resolve"];

/** What finding contacts needs. */
export type ContactParts = {
  resolve: Resolve;
  /** Mail addresses of those who proved a watch of the operator's names. */
  watchers: (incident: Incident) => Promise<readonly string[]>;
  /** Whether one of these MX hosts is affected by any open incident. */
  isAffected: (hosts: readonly string[]) => Promise<boolean>;
};

/** Finds whom an operator's notice may go to. */
export type FindContacts = (incident: Incident) => Promise<readonly Contact[]>;

const MX_READ = 50;

/** How an address is remembered: what it is, is not. */
export const recipientHash = (address: string): string =>
  createHash("sha256").update(address.toLowerCase()).digest("hex");

/**
 * Contacts in their order: who proved a watch, the zone's SOA RNAME, postmaster (RFC 2142 §5), and for
 * DNS faults hostmaster (§7); each address once, with whether mail gets there.
 */
export async function findContacts(
  incident: Incident,
  { resolve, watchers, isAffected }: ContactParts,
): Promise<Contact[]> {
  const { operator, fault } = incident;
  const registrable = registrableDomain(operator) ?? operator;
  const own = await watchers(incident);
  const rname = await rnameOf(operator, resolve);
  const candidates: [ContactKind, Result<MailAddress, unknown> | null][] = [
    ...own.map((mail): [ContactKind, Result<MailAddress, unknown>] => [
      "watch",
      parseMailAddress(mail),
    ]),
    ["rname", rname],
    ["postmaster", parseMailAddress(`postmaster@${registrable}`)],
    ...(isDnsFault(fault)
      ? [
          ["hostmaster", parseMailAddress(`hostmaster@${registrable}`)] satisfies [
            ContactKind,
            Result<MailAddress, unknown>,
          ],
        ]
      : []),
  ];
  const contacts: Contact[] = [];
  for (const [kind, address] of candidates) {
    if (!address?.ok) continue;
    const recipient = recipientHash(address.value);
    if (contacts.some((known) => known.recipient === recipient)) continue;
    const path = await pathTo(address.value, resolve, isAffected);
    contacts.push({ kind, address: address.value, recipient, path });
  }
  return contacts;
}

/** The contact in the SOA record. It is read of a zone that fails validation too: then it is needed most. */
async function rnameOf(
  operator: string,
  resolve: Resolve,
): Promise<Result<MailAddress, unknown> | null> {
  const name = parseName(operator);
  if (!name.ok) return null;
  const { records, message } = await resolve(name.value, RR.SOA);
  const [soa] = [...records, ...(message?.answer ?? [])].filter(isKind("SOA"));
  return soa === undefined ? null : addressOfRname(soa.data.rname);
}

/** Whether mail to an address gets there without a host that an incident is about (RFC 5321 §5.1). */
async function pathTo(
  address: MailAddress,
  resolve: Resolve,
  isAffected: ContactParts["isAffected"],
): Promise<Contact["path"]> {
  const name = parseName(address.slice(address.lastIndexOf("@") + 1));
  if (!name.ok) return "none";
  const answer = await resolve(name.value, RR.MX);
  if (answer.outcome === "none") return "unknown";
  if (answer.outcome === "nxdomain") return "none";
  const mx = answer.records.filter(isKind("MX"));
  // RFC 7505 §3: a null MX takes no mail.
  const hosts = mx.map(({ data }) => data.exchange).filter((exchange) => exchange !== ".");
  if (mx.length > 0 && hosts.length === 0) return "none";
  const named = mx.length > 0 ? hosts : [name.value];
  if (mx.length === 0) {
    const found = await addressesOf(name.value, resolve);
    if (found !== "found") return found;
  }
  if (named.length > MX_READ) return "unknown";
  return (await isAffected(named.map(displayName))) ? "broken" : "safe";
}

async function addressesOf(name: Name, resolve: Resolve): Promise<"found" | "none" | "unknown"> {
  const answers: Validated[] = [await resolve(name, RR.A), await resolve(name, RR.AAAA)];
  if (answers.some(({ records }) => records.length > 0)) return "found";
  return answers.some(({ outcome }) => outcome === "none") ? "unknown" : "none";
}
