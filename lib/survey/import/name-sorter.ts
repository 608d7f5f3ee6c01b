import { rename, rm } from "node:fs/promises";
import { isDsAlone, joinedTags } from "./delegation-mark";
import { mergeNames } from "./merge-names";
import { NameCursor, NameFileWriter, type NameTally } from "./name-file";

/** Names out of order that are kept in memory before they are sorted and written: about 150 MB. */
const NAMES_IN_MEMORY = 1_000_000;

/** Unique names in a finished file, by TLD. */
export type SortedNames = {
  names: number;
  tally: ReadonlyMap<string, NameTally>;
  /** Names that came more than once; NS and DS records of one owner may stand apart. */
  repeated: number;
  /** Names with DS but no NS records: no delegation, and left out. */
  dsWithoutNs: number;
};

/**
 * Brings names into order and removes repetitions, whatever order they come in. What is in order, as
 * zone files are, goes straight to the file; the others are sorted in memory, written to files of
 * their own, and merged at the end.
 */
export class NameSorter {
  readonly #file: string;
  readonly #inMemory: number;
  readonly #runs: Run[] = [];
  readonly #inOrder: Run;
  #keys: string[] = [];
  #tags: number[] = [];
  #added = 0;

  constructor(file: string, inMemory: number = NAMES_IN_MEMORY) {
    this.#file = file;
    this.#inMemory = inMemory;
    this.#inOrder = this.#newRun();
  }

  /** Names taken so far, repetitions included. */
  get added(): number {
    return this.#added;
  }

  add(key: string, tag: number): void {
    this.#added++;
    if (this.#inOrder.take(key, tag)) return;
    this.#keys.push(key);
    this.#tags.push(tag);
    if (this.#keys.length >= this.#inMemory) this.#writeStrays();
  }

  /** Finishes the file; the files on the way to it are removed. */
  async finish(): Promise<SortedNames> {
    this.#writeStrays();
    for (const run of this.#runs) run.finish(this.#runs.length === 1);
    const first = this.#inOrder;
    if (this.#runs.length === 1 && first.dsWithoutNs === 0) {
      await rename(first.file, this.#file);
      return this.#summary(first.writer.names, first.writer.tally, 0);
    }
    let dsWithoutNs = 0;
    const writer = new NameFileWriter(this.#file);
    const cursors = this.#runs.map(({ file }) => new NameCursor(file));
    const damaged = await mergeNames(cursors, (key, tags) => {
      const tag = tags.reduce(joinedTags, 0);
      if (isDsAlone(tag)) dsWithoutNs++;
      else writer.add(key, tag);
    });
    for (const cursor of cursors) cursor.close();
    writer.finish();
    await this.discard();
    if (damaged !== null) throw new Error("a file that was just written cannot be read");
    return this.#summary(writer.names, writer.tally, dsWithoutNs);
  }

  /** Removes the finished file. */
  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  /** Removes what is on the way to the file. */
  async discard(): Promise<void> {
    for (const run of this.#runs) {
      run.writer.close();
      await rm(run.file, { force: true });
    }
  }

  #summary(names: number, tally: ReadonlyMap<string, NameTally>, dsWithoutNs: number): SortedNames {
    return { names, tally, repeated: this.#added - names - dsWithoutNs, dsWithoutNs };
  }

  #writeStrays(): void {
    if (this.#keys.length === 0) return;
    // The tag rides behind a tab, which sorts before every character of a name.
    const strays = this.#keys.map((key, at) => `${key}\t${this.#tags[at]}`).sort();
    this.#keys = [];
    this.#tags = [];
    let run = this.#runs.length > 1 ? this.#runs.at(-1) : undefined;
    for (const text of strays) {
      const tab = text.lastIndexOf("\t");
      const key = text.slice(0, tab);
      const tag = Number(text.slice(tab + 1));
      if (run?.take(key, tag)) continue;
      run = this.#newRun();
      run.take(key, tag);
    }
  }

  #newRun(): Run {
    const run = new Run(`${this.#file}.run${this.#runs.length}`);
    this.#runs.push(run);
    return run;
  }
}

/** A file of names in rising order, which ends with the first name that is not. */
class Run {
  readonly file: string;
  readonly writer: NameFileWriter;
  dsWithoutNs = 0;
  /** Written once another name follows, as more tags may come for it. */
  #key = "";
  #tag = 0;

  constructor(file: string) {
    this.file = file;
    this.writer = new NameFileWriter(file);
  }

  /** False for a name that would have had to come earlier. */
  take(key: string, tag: number): boolean {
    if (key > this.#key) {
      this.#settle();
      this.#key = key;
      this.#tag = tag;
      return true;
    }
    if (key < this.#key) return false;
    this.#tag = joinedTags(this.#tag, tag);
    return true;
  }

  finish(isLasting: boolean): void {
    this.#settle();
    this.writer.finish(isLasting);
  }

  #settle(): void {
    if (this.#key === "") return;
    if (isDsAlone(this.#tag)) this.dsWithoutNs++;
    this.writer.add(this.#key, this.#tag);
  }
}
