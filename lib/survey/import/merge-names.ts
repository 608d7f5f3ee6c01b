import { setImmediate as nextTurn } from "node:timers/promises";
import type { NameCursor } from "./name-file";

/** Names between two turns of the event loop, so that signals and progress are served. */
const NAMES_A_TURN = 100_000;

/**
 * Walks several sorted files as one: `take` is given each name once, with the tags that the files
 * gave it and the files' numbers, in the order of the files.
 *
 * @returns the number of the first damaged file, or null.
 */
export async function mergeNames(
  cursors: readonly NameCursor[],
  take: (key: string, tags: readonly number[], files: readonly number[]) => void,
): Promise<number | null> {
  const heap = new CursorHeap(cursors);
  const tags: number[] = [];
  const files: number[] = [];
  for (let names = 1; ; names++) {
    const first = heap.top;
    if (first === undefined) break;
    const key = cursors[first]?.key ?? "";
    tags.length = 0;
    files.length = 0;
    for (let file: number | undefined = first; file !== undefined; file = heap.top) {
      const cursor: NameCursor | undefined = cursors[file];
      if (cursor === undefined || cursor.key !== key) break;
      tags.push(cursor.tag);
      files.push(file);
      heap.advance();
    }
    take(key, tags, files);
    if (names % NAMES_A_TURN === 0) await nextTurn();
  }
  const damaged = cursors.findIndex((cursor) => cursor.isDamaged);
  return damaged < 0 ? null : damaged;
}

/** A binary heap of file numbers; the smallest key, and of equal ones the lowest number, is on top. */
class CursorHeap {
  readonly #cursors: readonly NameCursor[];
  readonly #heap: number[] = [];

  constructor(cursors: readonly NameCursor[]) {
    this.#cursors = cursors;
    for (const [file, cursor] of cursors.entries()) if (cursor.next()) this.#heap.push(file);
    for (let at = this.#heap.length >> 1; at >= 0; at--) this.#sink(at);
  }

  get top(): number | undefined {
    return this.#heap[0];
  }

  /** Moves the top file to its next name. */
  advance(): void {
    const [file] = this.#heap;
    if (file === undefined) return;
    if (!this.#cursors[file]?.next()) {
      const last = this.#heap.pop();
      if (last === undefined || this.#heap.length === 0) return;
      this.#heap[0] = last;
    }
    this.#sink(0);
  }

  #isBefore(left: number, right: number): boolean {
    const a = this.#cursors[left]?.key ?? "";
    const b = this.#cursors[right]?.key ?? "";
    return a < b || (a === b && left < right);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const one = heap[child];
        const other = heap[least];
        if (one !== undefined && other !== undefined && this.#isBefore(one, other)) least = child;
      }
      if (least === at) return;
      const moved = heap[at] as number;
      heap[at] = heap[least] as number;
      heap[least] = moved;
      at = least;
    }
  }
}
