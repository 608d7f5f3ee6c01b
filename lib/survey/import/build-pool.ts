import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { BUCKETS, type CandidateSource, type PoolPart } from "@/lib/model/candidate";
import type { DsState } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { mergeNames } from "./merge-names";
import { BlockWriter } from "./name-block";
import { NameCursor, refuseFullDisk, TAG_DS, TAG_NS } from "./name-file";
import { hashOfKey } from "./name-key";
import {
  bucketOfHash,
  MAX_POOL_SOURCES,
  POOL_END_OCTETS,
  POOL_MAGIC,
  type PoolIndex,
  poolTag,
} from "./pool-file";

/** A source and its file of names, from which a pool is built. */
export type PoolInput = CandidateSource & { file: string };

/** Candidates in a pool, by what is known of their DS records. */
export type PoolCounts = Record<DsState, number>;

/** Why no pool was built. */
export type PoolError =
  | { code: "names_damaged"; source: string }
  | { code: "too_many_sources"; most: number };

/** Names a block takes: 8,192 blocks are open at once, so they are small (about 110 MB). */
const NAMES_A_BLOCK = 1_024;
/** Blocks that were written between two looks at the free space. */
const BLOCKS_BETWEEN_LOOKS = 4_096;

/**
 * Merges the sources' names into one file of candidates, in buckets of neighbouring hashes. What a
 * zone file says of a name's DS counts before a list, which says nothing, and of several zone files
 * the newest counts. The file appears under its name only when it is whole.
 *
 * @param inputs current sources; of the same name in several zone files the last input's counts.
 */
export async function buildPool(
  file: string,
  inputs: readonly PoolInput[],
  onProgress: (names: number) => void = () => {},
): Promise<Result<PoolCounts, PoolError>> {
  if (inputs.length > MAX_POOL_SOURCES)
    return err({ code: "too_many_sources", most: MAX_POOL_SOURCES });
  const counts: PoolCounts = { unknown: 0, seen: 0, not_seen: 0 };
  const cursors = inputs.map((input) => new NameCursor(input.file));
  const unfinished = `${file}.part`;
  const writer = new PoolWriter(unfinished);
  let names = 0;
  try {
    const damaged = await mergeNames(cursors, (key, tags, files) => {
      const { state, source } = judge(tags, files);
      counts[state]++;
      writer.add(key, state === "not_seen" ? "unsigned" : "to_ask", poolTag(source, state));
      if (++names % 100_000 === 0) onProgress(names);
    });
    if (damaged !== null)
      return err({ code: "names_damaged", source: inputs[damaged]?.source ?? "" });
    writer.finish(inputs.map(({ file: _, ...source }) => source));
    await rename(unfinished, file);
    return ok(counts);
  } finally {
    for (const cursor of cursors) cursor.close();
    writer.close();
    await rm(unfinished, { force: true });
  }
}

/** A delegation in a zone file is a statement of DS or none; a name in a list is not. */
function judge(tags: readonly number[], files: readonly number[]) {
  for (let at = tags.length - 1; at >= 0; at--) {
    const tag = tags[at] ?? 0;
    if ((tag & TAG_NS) === 0) continue;
    const state: DsState = (tag & TAG_DS) !== 0 ? "seen" : "not_seen";
    return { state, source: files[at] ?? 0 };
  }
  return { state: "unknown" as const, source: files[0] ?? 0 };
}

class PoolWriter {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #open: Record<PoolPart, (BlockWriter | undefined)[]> = { to_ask: [], unsigned: [] };
  readonly #index: PoolIndex["buckets"];
  readonly #names: Record<PoolPart, number> = { to_ask: 0, unsigned: 0 };
  #position = POOL_MAGIC.length;
  #blocks = 0;
  #isOpen = true;

  constructor(file: string) {
    refuseFullDisk(file);
    this.#file = file;
    this.#index = Array.from({ length: BUCKETS }, () => ({ to_ask: [], unsigned: [] }));
    this.#descriptor = openSync(file, "w", 0o644);
    writeSync(this.#descriptor, POOL_MAGIC);
  }

  add(key: string, part: PoolPart, tag: number): void {
    const bucket = bucketOfHash(hashOfKey(key));
    const open = this.#open[part];
    let block = open[bucket];
    if (block === undefined) {
      block = new BlockWriter(NAMES_A_BLOCK);
      open[bucket] = block;
    }
    this.#names[part]++;
    if (block.add(key, tag)) this.#write(bucket, part, block);
  }

  finish(sources: CandidateSource[]): void {
    for (const part of ["to_ask", "unsigned"] as const)
      for (const [bucket, block] of this.#open[part].entries())
        if (block !== undefined && block.count > 0) this.#write(bucket, part, block);
    const index: PoolIndex = { format: 1, sources, names: this.#names, buckets: this.#index };
    const content = gzipSync(JSON.stringify(index));
    const end = Buffer.alloc(POOL_END_OCTETS);
    end.writeDoubleLE(content.length, 0);
    POOL_MAGIC.copy(end, 8);
    writeSync(this.#descriptor, Buffer.concat([content, end]));
    fsyncSync(this.#descriptor);
    this.close();
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #write(bucket: number, part: PoolPart, block: BlockWriter): void {
    const content = block.take();
    writeSync(this.#descriptor, content);
    this.#index[bucket]?.[part].push(this.#position, content.length);
    this.#position += content.length;
    if (++this.#blocks % BLOCKS_BETWEEN_LOOKS === 0) refuseFullDisk(this.#file);
  }
}
