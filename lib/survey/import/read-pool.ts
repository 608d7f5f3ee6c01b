import { type FileHandle, open } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { Candidate, PoolPart } from "@/lib/model/candidate";
import { err, ok, type Result } from "@/lib/result";
import { readBlock } from "./name-block";
import { hashOfKey, nameOfKey } from "./name-key";
import { POOL_END_OCTETS, POOL_MAGIC, PoolIndex, sourceOfTag, stateOfTag } from "./pool-file";

/** Why a pool, or one bucket of it, cannot be read. */
export type PoolReadError = { code: "pool_damaged" | "pool_unreadable"; detail: string };

/** Most octets that an index may unpack to. */
const MAX_INDEX_OCTETS = 512 * 1024 * 1024;

/** An open file of candidates; `close` when done. */
export class Pool {
  readonly index: PoolIndex;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, index: PoolIndex) {
    this.#handle = handle;
    this.index = index;
  }

  /** Opens a pool and checks its ends and its index; blocks are checked as they are read. */
  static async open(file: string): Promise<Result<Pool, PoolReadError>> {
    let handle: FileHandle;
    try {
      handle = await open(file, "r");
    } catch (cause) {
      const { code = "EIO" } = cause as NodeJS.ErrnoException;
      return err({ code: "pool_unreadable", detail: code });
    }
    const index = await readIndex(handle);
    if (index !== null) return ok(new Pool(handle, index));
    await handle.close();
    return err({ code: "pool_damaged", detail: "its index cannot be read" });
  }

  /** One bucket's candidates of one part, in the order of their hashes. */
  async bucket(bucket: number, part: PoolPart): Promise<Result<Candidate[], PoolReadError>> {
    const blocks = this.index.buckets[bucket]?.[part] ?? [];
    const candidates: Candidate[] = [];
    for (let at = 0; at < blocks.length; at += 2) {
      const octets = await readAt(this.#handle, blocks[at] ?? 0, blocks[at + 1] ?? 0);
      const block = octets === null ? null : readBlock(octets);
      if (block === null) return err({ code: "pool_damaged", detail: `bucket ${bucket}` });
      for (const [i, key] of block.keys.entries()) {
        const tag = block.tags[i] ?? 0;
        const source = this.index.sources[sourceOfTag(tag)];
        if (source === undefined) return err({ code: "pool_damaged", detail: `bucket ${bucket}` });
        candidates.push({
          name: nameOfKey(key),
          hash: hashOfKey(key),
          ds: stateOfTag(tag),
          source,
        });
      }
    }
    // Stable, so that equal hashes stay in the order of their names.
    return ok(candidates.sort((a, b) => a.hash - b.hash));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function readAt(handle: FileHandle, from: number, octets: number): Promise<Buffer | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(octets), 0, octets, from);
  return bytesRead === octets ? buffer : null;
}

async function readIndex(handle: FileHandle): Promise<PoolIndex | null> {
  const { size } = await handle.stat();
  if (size < POOL_MAGIC.length + POOL_END_OCTETS) return null;
  const end = await readAt(handle, size - POOL_END_OCTETS, POOL_END_OCTETS);
  if (end === null || !end.subarray(8).equals(POOL_MAGIC)) return null;
  const octets = end.readDoubleLE(0);
  const from = size - POOL_END_OCTETS - octets;
  if (!Number.isSafeInteger(octets) || octets < 1 || from < POOL_MAGIC.length) return null;
  try {
    const content = await readAt(handle, from, octets);
    if (content === null) return null;
    const text = gunzipSync(content, { maxOutputLength: MAX_INDEX_OCTETS }).toString();
    const parsed = PoolIndex.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
