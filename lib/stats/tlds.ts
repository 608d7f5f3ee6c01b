import { domainToASCII, domainToUnicode } from "node:url";
import delegated from "tlds" with { type: "json" };

/** Where the list of delegated TLDs comes from; the methods page prints it. */
export const TLD_LIST_SOURCE = "IANA root zone database, as in the npm package tlds 1.261.0";

const known = new Set((delegated as string[]).map((name) => domainToASCII(name)));

/** Whether a name is a delegated top-level domain. @param tld A-label */
export const isKnownTld = (tld: string): boolean => known.has(tld);

/** The A-label of a TLD written in either form, with or without dots around it; null for no name. */
export function tldAsciiOf(name: string): string | null {
  const ascii = domainToASCII(name.trim().replace(/^\.|\.$/g, ""));
  return /^[a-z0-9-]{2,63}$/.test(ascii) ? ascii : null;
}

/** A TLD as people read it: `.nl`, `.香港`. @param tld A-label */
export const tldForPeople = (tld: string): string => `.${domainToUnicode(tld)}`;

/** Every delegated TLD as an A-label. */
export const knownTlds = (): string[] => [...known];
