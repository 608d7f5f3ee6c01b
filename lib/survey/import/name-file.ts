import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  statfsSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { BlockWriter, blockHeaderOctets, contentOctets, readBlock } from "./name-block";
import { tldOfKey } from "./name-key";

/** A file of sorted names: magic, blocks, an empty block's header, the number of names as a double. */
const MAGIC = Buffer.from("DSNAMES1");
const END_OCTETS = blockHeaderOctets + 8;
/** Left free on the disk, as the database may stand on it. */
const RESERVED_OCTETS = 2 ** 30;
const BLOCKS_BETWEEN_LOOKS = 256;

/** The disk has no room left for the survey's files. */
export class DiskFull extends Error {}

/** What is said of one TLD: names, and those with the tag's bit for DS. */
export type NameTally = { names: number; withDs: number };

/** Bits of a tag in a source's file. */
export const TAG_NS = 1;
export const TAG_DS = 2;

/** Throws `DiskFull` when less than the reserve is left beside `file`. */
export function refuseFullDisk(file: string): void {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  if (bavail * bsize < RESERVED_OCTETS)
    throw new DiskFull(`less than 1 GiB is left in ${path.dirname(file)}`);
}

/** Writes names in rising order; counts them by TLD on the way. */
export class NameFileWriter {
  readonly tally = new Map<string, NameTally>();
  readonly #file: string;
  readonly #descriptor: number;
  readonly #block = new BlockWriter();
  /** Names written so far. */
  names = 0;
  #isOpen = true;
  #blocks = 0;
  #tld = "";
  #tldTally: NameTally = { names: 0, withDs: 0 };

  constructor(file: string) {
    refuseFullDisk(file);
    this.#file = file;
    this.#descriptor = openSync(file, "w", 0o644);
    writeSync(this.#descriptor, MAGIC);
  }

  add(key: string, tag: number): void {
    this.names++;
    const tld = this.#tld;
    if (!(key.startsWith(tld) && key.charCodeAt(tld.length) === 0x2e)) this.#turnTo(tldOfKey(key));
    this.#tldTally.names++;
    if ((tag & TAG_DS) !== 0) this.#tldTally.withDs++;
    if (this.#block.add(key, tag)) this.#writeBlock();
  }

  /**
   * Writes what is left and closes the file.
   *
   * @param isLasting waits until the disk has it.
   */
  finish(isLasting = true): void {
    if (this.#block.count > 0) this.#writeBlock();
    const end = Buffer.alloc(END_OCTETS);
    end.writeDoubleLE(this.names, blockHeaderOctets);
    writeSync(this.#descriptor, end);
    if (isLasting) fsyncSync(this.#descriptor);
    this.close();
  }

  /** Closes the file, finished or not. */
  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #turnTo(tld: string): void {
    this.#tld = tld;
    this.#tldTally = this.tally.get(tld) ?? { names: 0, withDs: 0 };
    this.tally.set(tld, this.#tldTally);
  }

  #writeBlock(): void {
    writeSync(this.#descriptor, this.#block.take());
    if (++this.#blocks % BLOCKS_BETWEEN_LOOKS === 0) refuseFullDisk(this.#file);
  }
}

/** Goes through a file's names; after `next` was true, `key` and `tag` are of the name it is at. */
export class NameCursor {
  key = "";
  tag = 0;
  /** Set once, when the file turns out not to be whole. */
  isDamaged = false;
  readonly #descriptor: number | null;
  readonly #size: number;
  #position = MAGIC.length;
  #keys: readonly string[] = [];
  #tags: readonly number[] = [];
  #at = 0;
  #names = 0;

  constructor(file: string) {
    // A file that is gone is as damaged as can be.
    this.#descriptor = existsSync(file) ? openSync(file, "r") : null;
    this.#size = this.#descriptor === null ? 0 : fstatSync(this.#descriptor).size;
    const magic = this.#read(0, MAGIC.length);
    this.isDamaged = magic === null || !magic.equals(MAGIC);
  }

  /** Moves to the next name; false at the end, and where the file is damaged. */
  next(): boolean {
    if (this.#at === this.#keys.length && !this.#load()) return false;
    this.key = this.#keys[this.#at] ?? "";
    this.tag = this.#tags[this.#at] ?? 0;
    this.#at++;
    return true;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }

  #load(): boolean {
    if (this.isDamaged) return false;
    const header = this.#read(this.#position, blockHeaderOctets);
    if (header === null) return this.#damaged();
    const octets = contentOctets(header);
    if (octets === 0) return this.#isAtEnd() ? false : this.#damaged();
    const block = this.#read(this.#position, blockHeaderOctets + octets);
    const read = block === null ? null : readBlock(block);
    if (read === null || read.keys.length === 0) return this.#damaged();
    this.#position += blockHeaderOctets + octets;
    this.#names += read.keys.length;
    this.#keys = read.keys;
    this.#tags = read.tags;
    this.#at = 0;
    return true;
  }

  #isAtEnd(): boolean {
    const end = this.#read(this.#position, END_OCTETS);
    const isLast = this.#position + END_OCTETS === this.#size;
    return end !== null && isLast && end.readDoubleLE(blockHeaderOctets) === this.#names;
  }

  #damaged(): false {
    this.isDamaged = true;
    return false;
  }

  #read(from: number, octets: number): Buffer | null {
    if (this.#descriptor === null || from + octets > this.#size) return null;
    const buffer = Buffer.allocUnsafe(octets);
    return readSync(this.#descriptor, buffer, 0, octets, from) === octets ? buffer : null;
  }
}
