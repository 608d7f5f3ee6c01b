import type { BogusReason, InsecureReason } from "./judgement";

/** What a set of denial records shows about a name and type. */
export type Proof =
  | {
      kind: "proven";
      outcome: "nodata" | "nxdomain";
      /** The name is a delegation without DS; only ever so for type DS. */
      delegation: boolean;
      /** The proof rests on opt-out, so unsigned delegations may exist all the same. */
      optOut: boolean;
    }
  /** The records hold, but what they show is that the zone counts as unsigned. */
  | { kind: "insecure"; reason: InsecureReason }
  | { kind: "unproven"; reason: BogusReason };

export const unproven = (reason: BogusReason): Proof => ({ kind: "unproven", reason });

export const proven = (
  outcome: "nodata" | "nxdomain",
  { delegation = false, optOut = false }: { delegation?: boolean; optOut?: boolean } = {},
): Proof => ({ kind: "proven", outcome, delegation, optOut });
