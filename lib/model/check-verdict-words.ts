import type { AddressVerdict, DomainVerdict, HostVerdict } from "./check-verdicts";

/** What a verdict means: a few words for a heading, and a sentence for whoever runs the domain. */
export type VerdictWords = { title: string; sentence: string };

/** The words for each verdict on a domain. */
export const DOMAIN_VERDICT_WORDS: Record<DomainVerdict, VerdictWords> = {
  nxdomain: { title: "No such domain", sentence: "The domain does not exist in the DNS." },
  null_mx: {
    title: "Accepts no mail",
    sentence:
      "A null MX record says that the domain accepts no mail, so there is nothing to protect.",
  },
  bogus: {
    title: "DNSSEC is broken",
    sentence: "The MX records do not validate: senders that validate deliver no mail at all.",
  },
  dns_error: {
    title: "Could not be looked up",
    sentence: "There was no usable answer for the MX records, so nothing is known of the domain.",
  },
  insecure: {
    title: "Not signed",
    sentence:
      "The MX records are not signed with DNSSEC, so DANE cannot protect mail to the domain.",
  },
  dane_fail: {
    title: "DANE fails",
    sentence:
      "At least one mail host breaks what its TLSA records promise: senders with DANE deliver nothing through it. Where there is another host, mail may still pass through that one.",
  },
  no_mail: { title: "No mail host", sentence: "No mail host of the domain has an address." },
  dane_ok: {
    title: "DANE works",
    sentence: "Every mail host has signed TLSA records that match what it sends.",
  },
  dane_partial: {
    title: "DANE works in part",
    sentence: "Some mail hosts have working DANE; mail through the others is not protected.",
  },
  tempfail: {
    title: "Could not be decided",
    sentence: "A look-up failed or a mail host was not reached, so nothing can be said for now.",
  },
  dane_unusable: {
    title: "No usable TLSA record",
    sentence:
      "There are signed TLSA records, but none that mail servers can use: TLS is demanded, and nothing is verified.",
  },
  no_dane: {
    title: "No DANE",
    sentence: "The MX records are signed, but no mail host has signed TLSA records.",
  },
};

/** The words for each verdict on a mail host. */
export const HOST_VERDICT_WORDS: Record<HostVerdict, VerdictWords> = {
  ok: { title: "DANE works", sentence: "TLS held, and a signed TLSA record matched." },
  fail: {
    title: "DANE fails",
    sentence: "TLS held, but no TLSA record matched: senders with DANE deliver nothing here.",
  },
  no_tls: {
    title: "No TLS",
    sentence: "There are signed TLSA records, but no TLS: senders with DANE deliver nothing here.",
  },
  unusable: {
    title: "No usable TLSA record",
    sentence: "TLS held; of the signed TLSA records none is usable, so nothing was verified.",
  },
  no_tlsa: { title: "No TLSA records", sentence: "The host is signed, and has no TLSA records." },
  insecure: {
    title: "Not signed",
    sentence: "The host's address or its TLSA records are not signed, so DANE does not apply.",
  },
  bogus: {
    title: "DNSSEC is broken",
    sentence: "A look-up for the host does not validate: senders with DANE pass it over.",
  },
  dns_error: {
    title: "Could not be looked up",
    sentence: "A look-up for the host got no usable answer: senders with DANE pass it over.",
  },
  unreachable: {
    title: "Not reached",
    sentence: "There are signed TLSA records, but no address of the host gave an SMTP session.",
  },
  no_address: { title: "No address", sentence: "The host has no address, so no mail passes here." },
};

/** What an address or a handshake came to, in words that follow it. */
export const ADDRESS_VERDICT_WORDS: Record<AddressVerdict, string> = {
  ok: "authenticated",
  fail: "no record matches",
  no_tls: "no TLS",
  unusable: "TLS, unauthenticated",
  unreachable: "unreachable",
  tls: "TLS",
  not_tried: "not tried",
};
