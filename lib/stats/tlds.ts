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

/** Known TLDs that look like `name`, nearest first, for "did you mean". */
export function similarTlds(name: string, most = 5): string[] {
  const distance = (other: string): number => {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (const [i, letter] of [...name].entries()) {
      const next = [i + 1];
      for (const [j, against] of [...other].entries()) {
        const cost = Math.min(
          (row[j] ?? 0) + (letter === against ? 0 : 1),
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
        );
        next.push(cost);
      }
      row = next;
    }
    return row[other.length] ?? name.length;
  };
  return [...known]
    .filter((other) => Math.abs(other.length - name.length) <= 2)
    .map((other) => ({ other, away: distance(other) }))
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away || (a.other < b.other ? -1 : 1))
    .slice(0, most)
    .map(({ other }) => other);
}
