import { BlockList, isIP } from "node:net";
import type { Db } from "@/db/client";
import type { OptOut } from "@/lib/model/opt-out";
import {
  type AddressRange,
  type MayConnect,
  parseAddressRange,
} from "@/lib/verifier/net/address-policy";

/** Names and addresses that are to be left alone. */
export type OptOuts = {
  isOptedOut: (name: string) => boolean;
  /** Narrows a rule by the addresses that opted out. */
  narrowed: (mayConnect: MayConnect) => MayConnect;
};

/** More than will ever ask for it. */
const MAX_OPT_OUTS = 1_000_000;

/** Reads whom the live check leaves alone too; asked anew before each batch. */
export async function readOptOuts(db: Db): Promise<OptOuts> {
  const rows = await db.$client<OptOut[]>`
    select kind, value from checks.opt_outs order by kind, value limit ${MAX_OPT_OUTS}`;
  const of = (kind: OptOut["kind"]) => rows.flatMap((row) => (row.kind === kind ? row.value : []));
  return optOutsOf(of("domain"), of("range"));
}

/** What follows from a list of names, each for all below it too, and of addresses or ranges. Pure. */
export function optOutsOf(names: readonly string[], addresses: readonly string[]): OptOuts {
  const left = new Set(names.map((name) => name.toLowerCase().replace(/\.$/, "")));
  const ranges = addresses.flatMap((text) => {
    const range = parseAddressRange(text);
    return range.ok ? [range.value] : [];
  });
  const isRefused = rangeTest(ranges);
  return {
    isOptedOut: (name) => {
      if (left.size === 0) return false;
      for (let rest = name; rest !== ""; rest = above(rest)) if (left.has(rest)) return true;
      return false;
    },
    narrowed: (mayConnect) => (address) =>
      isRefused(address) ? { code: "not_public", range: "opted out" } : mayConnect(address),
  };
}

const above = (name: string): string => {
  const dot = name.indexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
};

function rangeTest(ranges: readonly AddressRange[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return (address) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
