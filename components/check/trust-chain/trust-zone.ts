import type { DnssecReason, DnssecStatus, TraceStep } from "@/lib/model/dnssec";
import type { Tone } from "../report-tone";

/** A step of the trace of one kind. */
export type StepOf<Kind extends TraceStep["step"]> = Extract<TraceStep, { step: Kind }>;

/** One key of a zone that plays a part. */
export type TrustKey = {
  /** Tag and algorithm, as signatures and DS records name it. */
  id: string;
  keyTag: number;
  algorithm: number;
  /** KSK: signs the keys; ZSK: signs the rest; CSK: both. */
  role: "KSK" | "ZSK" | "CSK";
  bits: number | null;
  /** Whether the chain enters the zone by it. */
  isEntry: boolean;
  tone: Tone;
  /** Null where nothing is the matter. */
  fault: string | null;
};

/** Something in a zone that a key signs: a delegation, records, a proof that there are none. */
export type TrustRow = {
  id: string;
  kind: "delegation" | "records" | "denial" | "alias";
  /** Types, for instance `MX` or `NSEC3`. */
  badge: string;
  /** Absolute name. */
  owner: string;
  /** What more there is to say in a few words; may be empty. */
  words: string;
  tone: Tone;
  /** Ids of keys that sign it, with what came of the signature. */
  signedBy: readonly { key: string; tone: Tone }[];
  /** Why it does not hold; null where it does. */
  fault: string | null;
};

/** How the chain comes into a zone. */
export type TrustEntry = {
  /** `anchor`: the key is known beforehand; `none`: the parent proves that there is no DS record. */
  kind: "anchor" | "ds" | "none" | "unknown";
  /** Key tags named. */
  keyTags: readonly number[];
  digests: readonly number[];
  tone: Tone;
  fault: string | null;
};

/** One zone on the way, with what it holds and what signs it. */
export type TrustZone = {
  zone: string;
  /** Null at the root, and where the chain does not come from above. */
  parent: string | null;
  status: DnssecStatus;
  tone: Tone;
  reason: DnssecReason | null;
  entry: TrustEntry;
  keys: readonly TrustKey[];
  /** Published keys that play no part. */
  idleKeys: number;
  rows: readonly TrustRow[];
};
