import { crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Most names in a block, and most octets of what they do not share. */
export const BLOCK_NAMES = 8_192;
const BLOCK_TEXT_OCTETS = 256 * 1024;
/** Names are at most 253 octets of text. */
const MAX_KEY_OCTETS = 255;
const HEADER_OCTETS = 12;

/** Names of one block, sorted, each with its tag (0 to 65,535). */
export type NameBlock = { keys: string[]; tags: number[] };

/**
 * Gathers sorted names into a block: what a name shares with the one before is a length (front
 * coding), lengths, tags and text stand in columns, and zstd does the rest.
 */
export class BlockWriter {
  readonly #shared: Buffer;
  readonly #lengths: Buffer;
  readonly #lowTags: Buffer;
  readonly #highTags: Buffer;
  readonly #text: Buffer;
  readonly #maxNames: number;
  #count = 0;
  #octets = 0;
  #last = "";

  /** @param maxNames smaller blocks take less memory and more space. */
  constructor(maxNames: number = BLOCK_NAMES) {
    const most = Math.min(maxNames, BLOCK_NAMES);
    this.#maxNames = most;
    this.#shared = Buffer.alloc(most);
    this.#lengths = Buffer.alloc(most);
    this.#lowTags = Buffer.alloc(most);
    this.#highTags = Buffer.alloc(most);
    this.#text = Buffer.alloc(Math.min(BLOCK_TEXT_OCTETS, most * 16 + MAX_KEY_OCTETS));
  }

  get count(): number {
    return this.#count;
  }

  /** Takes a name; true when the block is full and has to be taken. */
  add(key: string, tag: number): boolean {
    const last = this.#last;
    const most = Math.min(key.length, last.length, MAX_KEY_OCTETS);
    let shared = 0;
    while (shared < most && key.charCodeAt(shared) === last.charCodeAt(shared)) shared++;
    const at = this.#count++;
    this.#shared[at] = shared;
    this.#lengths[at] = key.length - shared;
    this.#lowTags[at] = tag & 0xff;
    this.#highTags[at] = tag >>> 8;
    for (let i = shared; i < key.length; i++) this.#text[this.#octets++] = key.charCodeAt(i);
    this.#last = key;
    return this.#count === this.#maxNames || this.#octets > this.#text.length - MAX_KEY_OCTETS;
  }

  /** The block as stored: octets of its content, number of names, CRC, 32 bits each; content. */
  take(): Buffer {
    const count = this.#count;
    const columns = Buffer.concat([
      this.#shared.subarray(0, count),
      this.#lengths.subarray(0, count),
      this.#lowTags.subarray(0, count),
      this.#highTags.subarray(0, count),
      this.#text.subarray(0, this.#octets),
    ]);
    const content = zstdCompressSync(columns);
    const header = Buffer.alloc(HEADER_OCTETS);
    header.writeUInt32LE(content.length, 0);
    header.writeUInt32LE(count, 4);
    header.writeUInt32LE(crc32(content), 8);
    this.#count = 0;
    this.#octets = 0;
    this.#last = "";
    return Buffer.concat([header, content]);
  }
}

/** Octets of a block after its header, read from the header. */
export const contentOctets = (header: Buffer): number => header.readUInt32LE(0);

/** Octets of a block's header. */
export const blockHeaderOctets = HEADER_OCTETS;

/** Reads a block; null where it is damaged. */
export function readBlock(block: Buffer): NameBlock | null {
  const count = block.readUInt32LE(4);
  const content = block.subarray(HEADER_OCTETS);
  if (count > BLOCK_NAMES || crc32(content) !== block.readUInt32LE(8)) return null;
  let columns: Buffer;
  try {
    columns = zstdDecompressSync(content, {
      maxOutputLength: BLOCK_NAMES * 4 + BLOCK_TEXT_OCTETS + MAX_KEY_OCTETS,
    });
  } catch {
    return null;
  }
  if (columns.length < count * 4) return null;
  const keys = new Array<string>(count);
  const tags = new Array<number>(count);
  const key = Buffer.alloc(MAX_KEY_OCTETS * 2);
  let text = count * 4;
  for (let at = 0; at < count; at++) {
    const shared = columns[at] as number;
    const length = columns[count + at] as number;
    const end = shared + length;
    if (text + length > columns.length || end > MAX_KEY_OCTETS) return null;
    for (let i = shared; i < end; i++) key[i] = columns[text++] as number;
    keys[at] = key.toString("latin1", 0, end);
    tags[at] = (columns[2 * count + at] as number) | ((columns[3 * count + at] as number) << 8);
  }
  return { keys, tags };
}
