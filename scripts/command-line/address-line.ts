import type { ReportAddress } from "@/lib/model/check-report";
import { ADDRESS_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { TlsaMatch } from "@/lib/model/dns-tlsa";

/** An address of a server, what it came to, and by which record. */
export function addressLine(at: ReportAddress): string {
  const [attempt] = at.attempts;
  const tls = attempt?.tls ? `, ${attempt.tls.protocol}` : "";
  const by = at.matched === null ? "" : ` by ${matchWords(at.matched)}`;
  return `${at.address}  ${ADDRESS_VERDICT_WORDS[at.verdict]}${by}${tls}`;
}

/** `3 1 1 at depth 0`. */
export const matchWords = ({ usage, selector, matchingType, depth }: TlsaMatch): string =>
  `${usage} ${selector} ${matchingType} at depth ${depth}`;
