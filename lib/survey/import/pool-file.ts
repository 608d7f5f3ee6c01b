import { z } from "zod";
import { DS_STATES, type DsState, INPUT_KINDS } from "@/lib/model/survey-input";

/** Buckets of a pool: 2^12, so that 200 million candidates make about 49,000 in each. */
export const BUCKET_BITS = 12;
export const BUCKETS = 2 ** BUCKET_BITS;

/**
 * A bucket's two parts: those the scan asks about (DS seen, or unknown), and those whose delegation
 * stands in a zone file without DS.
 */
export const POOL_PARTS = ["to_ask", "unsigned"] as const;
export type PoolPart = (typeof POOL_PARTS)[number];

/** The bucket of a hash: its high bits, and so buckets follow one another in hash order. */
export const bucketOfHash = (hash: number): number => hash >>> (32 - BUCKET_BITS);

/** A candidate's tag in a pool: its state, and the number of the source that it rests on. */
export const MAX_POOL_SOURCES = 2 ** 14;
export const poolTag = (source: number, state: DsState): number =>
  (source << 2) | DS_STATES.indexOf(state);
export const sourceOfTag = (tag: number): number => tag >>> 2;
export const stateOfTag = (tag: number): DsState => DS_STATES[tag & 3] ?? "unknown";

/** A source of a pool. `dataAt` is when its content was true, as far as that is known. */
export const PoolSource = z.object({
  importId: z.number().int().positive(),
  source: z.string(),
  kind: z.enum(INPUT_KINDS),
  dataAt: z.string(),
});
export type PoolSource = z.infer<typeof PoolSource>;

/** Where a part's blocks are: offset and octets by turns. */
const Blocks = z.array(z.number().int().nonnegative());

/** What stands at the end of a pool's file: everything needed to read it. */
export const PoolIndex = z.object({
  format: z.literal(1),
  sources: z.array(PoolSource),
  names: z.object({ to_ask: z.number(), unsigned: z.number() }),
  buckets: z.array(z.object({ to_ask: Blocks, unsigned: Blocks })).length(BUCKETS),
});
export type PoolIndex = z.infer<typeof PoolIndex>;

/** First octets of a pool's file; its last are the index's octets as a double, and these again. */
export const POOL_MAGIC = Buffer.from("DSPOOL01");
/** Octets of a file's end after the index. */
export const POOL_END_OCTETS = 16;
