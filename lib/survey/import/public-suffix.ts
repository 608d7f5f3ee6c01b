import { getDomain, parse } from "tldts";

/**
 * Which public suffix list decides what a candidate is: the package's version, and the day it was
 * published. A test compares the version with the installed package.
 */
export const PUBLIC_SUFFIX_LIST = {
  package: "tldts",
  version: "7.5.5",
  date: "2026-11-19",
} as const;

const OPTIONS = {
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
  detectSpecialUse: false,
  allowPrivateDomains: true,
};
const REGISTRIES_ONLY = { ...OPTIONS, allowPrivateDomains: false };

/** What the public suffix list makes of a name. */
export type Reduction = {
  /** The domain directly below a public suffix at or above the name; null for a suffix itself. */
  domain: string | null;
  /** No rule matched, and the list's default rule `*` took the last label as the suffix. */
  isUnlisted: boolean;
};

/**
 * The registrable domain of a name. Suffixes of both sections count; a suffix of the private
 * section that was itself delegated from a registry's, as github.io from io, is a domain too.
 *
 * @param name lower case, A-labels, no final dot.
 */
export function reduceToRegistrable(name: string): Reduction {
  const { domain, isIcann, isPrivate } = parse(name, OPTIONS);
  if (domain === null && isPrivate === true)
    return { domain: getDomain(name, REGISTRIES_ONLY), isUnlisted: false };
  return { domain, isUnlisted: isIcann !== true && isPrivate !== true };
}
