import { BlockList, isIP } from "node:net";
import { err, ok, type Result } from "@/lib/result";
import {
  IPV4_SPECIAL,
  IPV6_GLOBAL_UNICAST,
  IPV6_SPECIAL,
  type SpecialRange,
} from "./special-ranges";

/** Why we do not connect to an address; `range` names what it belongs to, for people. */
export type AddressRefusal =
  | { code: "not_an_address" }
  | { code: "zone_id" }
  | { code: "not_public"; range: string };

/** Null where we may connect. */
export type MayConnect = (address: string) => AddressRefusal | null;

/** An address range in CIDR notation, taken apart. */
export type AddressRange = { address: string; prefix: number; family: "ipv4" | "ipv6" };

export type AddressPolicyOptions = {
  /** Connect to these as well, whatever they are. */
  allowedRanges?: readonly AddressRange[];
  /** Connect to loopback and private addresses as well: for people who check servers of their own. */
  allowPrivate?: boolean;
};

/** Reads `192.0.2.0/24`, `2001:db8::/32` or an address alone. */
export function parseAddressRange(text: string): Result<AddressRange, { code: "range_invalid" }> {
  const [address = "", digits, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  const most = version === 4 ? 32 : 128;
  const prefix = digits === undefined ? most : /^\d{1,3}$/.test(digits) ? Number(digits) : -1;
  if (version === 0 || rest.length > 0 || prefix < 0 || prefix > most)
    return err({ code: "range_invalid" });
  return ok({ address, prefix, family: version === 4 ? "ipv4" : "ipv6" });
}

type RangeTest = SpecialRange & { contains: (address: string) => boolean };

const ipv4Special = IPV4_SPECIAL.map(testOf);
const ipv6Special = IPV6_SPECIAL.map(testOf);
const ipv6Global = testOf({ range: IPV6_GLOBAL_UNICAST, name: "global unicast", kind: "never" });

/**
 * The rule which addresses we may connect to: public unicast, what is expressly allowed, and
 * nothing else. Other people's DNS chooses the addresses, so that a probe must not become a way
 * into our own network.
 */
export function addressPolicy(options: AddressPolicyOptions = {}): MayConnect {
  const allowed = (options.allowedRanges ?? []).map(containment);
  return (address) => {
    const version = isIP(address);
    if (version === 0) return { code: "not_an_address" };
    if (address.includes("%"))
      return options.allowPrivate && isLinkLocal(address) ? null : { code: "zone_id" };
    if (allowed.some((contains) => contains(address))) return null;
    const special = version === 4 ? ipv4Special : ipv6Special;
    const found = special.find(({ contains }) => contains(address));
    if (found !== undefined)
      return options.allowPrivate && found.kind === "private"
        ? null
        : { code: "not_public", range: found.name };
    if (version === 6 && !ipv6Global.contains(address))
      return { code: "not_public", range: "not global unicast" };
    return null;
  };
}

/** A zone (RFC 4007 §11) is only for link-local addresses. */
const isLinkLocal = (address: string): boolean => linkLocal(address.slice(0, address.indexOf("%")));
const linkLocal = containment({ address: "fe80::", prefix: 10, family: "ipv6" });

/**
 * Whether an address without a zone lies within a range of its own family. `BlockList` alone would
 * take an IPv4-mapped address for the IPv4 one, which is not what was written.
 */
function containment({ address, prefix, family }: AddressRange): (address: string) => boolean {
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  const version = family === "ipv4" ? 4 : 6;
  return (other) => isIP(other) === version && list.check(other, family);
}

function testOf(special: SpecialRange): RangeTest {
  const range = parseAddressRange(special.range);
  if (!range.ok) throw new Error(`${special.range} is no range`);
  return { ...special, contains: containment(range.value) };
}
