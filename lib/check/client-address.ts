import { BlockList, isIP } from "node:net";

/** Finds out who asks: the address that limits count by. */
export type ClientAddress = (remoteAddress: string, forwardedFor: string | undefined) => string;

/**
 * Behind trusted proxies the last address in `X-Forwarded-For` that is not one of theirs; from
 * anybody else the header is not believed, and the connection's own address counts.
 *
 * @param trustedProxies addresses or CIDR ranges, already validated.
 */
export function clientAddressReader(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const range of trustedProxies) {
    const [address = "", prefix] = range.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    trusted.addSubnet(address, Number(prefix ?? (family === "ipv4" ? 32 : 128)), family);
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
  return (remoteAddress, forwardedFor) => {
    let client = plain(remoteAddress);
    for (const hop of (forwardedFor ?? "").split(",").reverse()) {
      if (!isTrusted(client)) return client;
      const before = plain(hop.trim());
      if (isIP(before) === 0) return client;
      client = before;
    }
    return client;
  };
}

/** Without the IPv4-mapped prefix, a zone, brackets or a port. */
function plain(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, "$1");
  return bare.replace(/^::ffff:(?=[\d.]+$)/i, "").replace(/%.*$/, "");
}

/** One limit that a client is counted under, and how many single clients it stands for. */
export type ClientKey = { key: string; clients: number };

/**
 * The limits of a client: an IPv4 address; of IPv6 the /64, which one subscriber has, and the /48
 * above it, which one site may have.
 */
export function clientKeys(address: string): ClientKey[] {
  if (isIP(address) !== 6) return [{ key: `client:${address}`, clients: 1 }];
  const groups = groupsOf(address);
  return [
    { key: `client:${groups.slice(0, 4).join(":")}::/64`, clients: 1 },
    { key: `site:${groups.slice(0, 3).join(":")}::/48`, clients: 8 },
  ];
}

/** The first groups of an IPv6 address; a dotted end takes two, and is never among those that count. */
function groupsOf(address: string): string[] {
  const [left = "", right] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const dotted = (right ?? left).includes(".") ? 1 : 0;
  const gap = Math.max(0, 8 - head.length - tail.length - dotted);
  const zeros = Array.from({ length: right === undefined ? 0 : gap }, () => "0");
  return [...head, ...zeros, ...tail].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
}
