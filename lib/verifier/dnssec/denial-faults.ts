import { RR } from "@/lib/model/dns-registry";
import { type Name, ROOT } from "../dns/name";
import type { BogusReason } from "./judgement";

/**
 * Whether a type bit map at `name` shows that the records exist, or is from the wrong side of a
 * cut: the parent's says nothing but about DS, the child's nothing about DS (RFC 6840 §4.1).
 */
export function typeFault(types: readonly number[], name: Name, type: number): BogusReason | null {
  if (types.includes(type) || types.includes(RR.CNAME)) return "denial_wrong_type";
  const apex = types.includes(RR.SOA);
  if (type === RR.DS) return apex && name !== ROOT ? "denial_wrong_side" : null;
  return types.includes(RR.NS) && !apex ? "denial_wrong_side" : null;
}

/** Decision table D8, RFC 6840 §4.1: such a record says nothing about names below its own. */
export const isCutOrDname = (types: readonly number[]): boolean =>
  (types.includes(RR.NS) && !types.includes(RR.SOA)) || types.includes(RR.DNAME);
