import { BlockList, isIP } from "node:net";
import type { OptOut } from "@/lib/model/opt-out";
import { parseAddressRange } from "@/lib/verifier/net/address-policy";

/** Whether a name or an address is left alone. */
export type OptedOut = {
  name: (ascii: string) => boolean;
  address: (address: string) => boolean;
};

/** Wishes not to be checked, ready to be asked. A range that cannot be read is nobody's wish. */
export function optedOut(list: readonly OptOut[]): OptedOut {
  const domains = new Set(
    list.flatMap(({ kind, value }) => (kind === "domain" ? [value.toLowerCase()] : [])),
  );
  const ranges = new BlockList();
  for (const { kind, value } of list) {
    const range = kind === "range" ? parseAddressRange(value) : null;
    if (range?.ok) ranges.addSubnet(range.value.address, range.value.prefix, range.value.family);
  }
  return {
    name: (ascii) => {
      const labels = ascii.toLowerCase().replace(/\.$/, "").split(".");
      return labels.some((_, at) => domains.has(labels.slice(at).join(".")));
    },
    address: (address) =>
      isIP(address) !== 0 && ranges.check(address, isIP(address) === 4 ? "ipv4" : "ipv6"),
  };
}
