import { z } from "zod";
import { type DsState, INPUT_KINDS } from "./survey-input";

/** A source that candidates rest on. `dataAt` is when its content was true, as far as is known. */
export const CandidateSource = z.object({
  importId: z.number().int().positive(),
  source: z.string(),
  kind: z.enum(INPUT_KINDS),
  dataAt: z.string(),
});
export type CandidateSource = z.infer<typeof CandidateSource>;

/** A domain the survey may look at, and what the inputs say of it. */
export type Candidate = {
  /** Lower case, A-labels, no final dot. */
  name: string;
  /** Its place in the order of scanning, 0 to 2^32 - 1. */
  hash: number;
  ds: DsState;
  /** Where that is from: the newest zone file with the name, or else the first list. */
  source: CandidateSource;
};

/** Candidates lie in 2^12 buckets by the high bits of their hash: of 200 million, 49,000 in each. */
export const BUCKET_BITS = 12;
export const BUCKETS = 2 ** BUCKET_BITS;

/**
 * A bucket's two parts: those the scan asks about (DS seen, or unknown), and those whose delegation
 * stands in a zone file without DS.
 */
export const POOL_PARTS = ["to_ask", "unsigned"] as const;
export type PoolPart = (typeof POOL_PARTS)[number];
