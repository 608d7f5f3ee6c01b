import { z } from "zod";

export const HOST_VERDICTS = [
  "ok",
  "fail",
  "no_tls",
  "unusable",
  "no_tlsa",
  "insecure",
  "bogus",
  "dns_error",
  "unreachable",
  "no_address",
] as const;
/** What one MX host comes to; the DNS is judged before the SMTP server (RFC 7672 §2.2). */
export const HostVerdict = z.enum(HOST_VERDICTS);
export type HostVerdict = z.infer<typeof HostVerdict>;

export const ADDRESS_VERDICTS = [
  "ok",
  "fail",
  "no_tls",
  "unusable",
  "unreachable",
  "tls",
  "not_tried",
] as const;
/** What one address, or one handshake there, comes to. `tls`: it held, and no TLSA asks for more. */
export const AddressVerdict = z.enum(ADDRESS_VERDICTS);
export type AddressVerdict = z.infer<typeof AddressVerdict>;

export const DOMAIN_VERDICTS = [
  "nxdomain",
  "null_mx",
  "bogus",
  "dns_error",
  "insecure",
  "dane_fail",
  "no_mail",
  "dane_ok",
  "dane_partial",
  "tempfail",
  "dane_unusable",
  "no_dane",
] as const;
/** What a domain comes to: the first of these that applies. */
export const DomainVerdict = z.enum(DOMAIN_VERDICTS);
export type DomainVerdict = z.infer<typeof DomainVerdict>;
