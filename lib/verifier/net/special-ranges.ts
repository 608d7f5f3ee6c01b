/** An address range that mail servers in the public Internet do not have. */
export type SpecialRange = {
  range: string;
  name: string;
  /**
   * `private`: a host of one's own network can be there, so the command line may be told to connect.
   * `never`: no host of its own, or another address in disguise.
   */
  kind: "private" | "never";
};

const range = (kind: SpecialRange["kind"]) => (cidr: string, name: string) =>
  ({ range: cidr, name, kind }) as const;
const own = range("private");
const never = range("never");

/**
 * IANA IPv4 Special-Purpose Address Registry (RFC 6890), all rows that are not globally reachable
 * and some that are but hold no mail server, and multicast (RFC 5771). As the registry
 * stood on 2020-09-04.
 */
export const IPV4_SPECIAL: readonly SpecialRange[] = [
  never("0.0.0.0/8", "this network"),
  own("10.0.0.0/8", "private use"),
  own("100.64.0.0/10", "shared address space"),
  own("127.0.0.0/8", "loopback"),
  own("169.254.0.0/16", "link-local"),
  own("172.16.0.0/12", "private use"),
  never("192.0.0.0/24", "IETF protocol assignments"),
  own("192.0.2.0/24", "documentation"),
  never("192.31.196.0/24", "AS112"),
  never("192.52.193.0/24", "AMT"),
  never("192.88.99.0/24", "6to4 relay anycast"),
  own("192.168.0.0/16", "private use"),
  never("192.175.48.0/24", "AS112"),
  own("198.18.0.0/15", "benchmarking"),
  own("198.51.100.0/24", "documentation"),
  own("203.0.113.0/24", "documentation"),
  never("224.0.0.0/4", "multicast"),
  never("240.0.0.0/4", "reserved"),
];

/** The one block of the IPv6 address space that global unicast addresses come from (RFC 4291 §2.4). */
export const IPV6_GLOBAL_UNICAST = "2000::/3";

/**
 * IANA IPv6 Special-Purpose Address Registry (RFC 6890), with what RFC 4291 sets aside: the forms
 * that carry an IPv4 address are refused whatever that address is, as no mail server's AAAA record
 * has one. As the registry stood on 2024-10-22; what is outside `IPV6_GLOBAL_UNICAST` needs no row to
 * be refused.
 */
export const IPV6_SPECIAL: readonly SpecialRange[] = [
  never("::/128", "unspecified"),
  own("::1/128", "loopback"),
  never("::/96", "IPv4-compatible"),
  never("::ffff:0:0/96", "IPv4-mapped"),
  never("::ffff:0:0:0/96", "IPv4-translated"),
  never("64:ff9b::/96", "NAT64"),
  never("64:ff9b:1::/48", "NAT64, local use"),
  never("100::/64", "discard only"),
  never("100:0:0:1::/64", "dummy prefix"),
  never("2001::/32", "Teredo"),
  own("2001:2::/48", "benchmarking"),
  never("2001::/23", "IETF protocol assignments"),
  own("2001:db8::/32", "documentation"),
  never("2002::/16", "6to4"),
  never("2620:4f:8000::/48", "AS112"),
  own("3fff::/20", "documentation"),
  never("5f00::/16", "segment routing identifiers"),
  own("fc00::/7", "unique local"),
  own("fe80::/10", "link-local"),
  never("fec0::/10", "site-local"),
  never("ff00::/8", "multicast"),
];
