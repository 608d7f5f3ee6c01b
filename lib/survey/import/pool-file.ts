import { z } from "zod";
import { BUCKET_BITS, BUCKETS, CandidateSource } from "@/lib/model/candidate";
import { DS_STATES, type DsState } from "@/lib/model/survey-input";

/** The bucket of a hash: its high bits, and so buckets follow one another in hash order. */
export const bucketOfHash = (hash: number): number => hash >>> (32 - BUCKET_BITS);

/** A candidate's tag in a pool has its state in two bits, and its source's number in fourteen. */
export const MAX_POOL_SOURCES = 2 ** 14;
/** Both in one number of 16 bits. */
export const poolTag = (source: number, state: DsState): number =>
  (source << 2) | DS_STATES.indexOf(state);
/** The number of the source in a tag. */
export const sourceOfTag = (tag: number): number => tag >>> 2;
/** The state in a tag. */
export const stateOfTag = (tag: number): DsState => DS_STATES[tag & 3] ?? "unknown";

/** Where a part's blocks are: offset and octets by turns. */
const Blocks = z.array(z.number().int().nonnegative());

/** What stands at the end of a pool's file: everything needed to read it. */
export const PoolIndex = z.object({
  format: z.literal(1),
  sources: z.array(CandidateSource),
  names: z.object({ to_ask: z.number(), unsigned: z.number() }),
  buckets: z.array(z.object({ to_ask: Blocks, unsigned: Blocks })).length(BUCKETS),
});
export type PoolIndex = z.infer<typeof PoolIndex>;

/** First octets of a pool's file; its last are the index's octets as a double, and these again. */
export const POOL_MAGIC = Buffer.from("DSPOOL01");
/** Octets of a file's end after the index. */
export const POOL_END_OCTETS = 16;
