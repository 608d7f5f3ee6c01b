import { parse } from "tldts";

const OPTIONS = {
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
  detectSpecialUse: false,
};

/**
 * What a registry hands out: the domain directly below a registry's suffix, or null for the suffix
 * itself. Only the list's ICANN section counts: what its private section names (github.io) is
 * somebody's domain, which may have mail.
 *
 * @param ascii lower case, A-labels, no final dot.
 * @see https://publicsuffix.org/list/
 */
export const registrableDomain = (ascii: string): string | null =>
  parse(ascii, { ...OPTIONS, allowPrivateDomains: false }).domain;
