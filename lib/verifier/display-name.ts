import { isIP } from "node:net";
import { type Name, ROOT } from "./dns/name";

/** A name as reports have it: without the final dot, but for the root. */
export const displayName = (name: Name): string => (name === ROOT ? "." : name.slice(0, -1));

/** The IP address that somebody wrote where a host name belongs (decision table M2); null for names. */
export function addressWrittenAsName(name: Name): string | null {
  const bare = displayName(name);
  const inside = /^\[(?:ipv6:)?(.*)\]$/.exec(bare)?.[1] ?? bare;
  return isIP(inside) === 0 ? null : inside;
}
