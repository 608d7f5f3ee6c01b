import type { StoredResponse } from "./stored-response";

/**
 * Responses by key, within a number of bytes. What was not asked for since the last look goes first
 * (second chance: a hit sets a flag and moves nothing, so that it costs no more than a look-up).
 */
export class BoundedStore {
  private readonly entries = new Map<string, { response: StoredResponse; bytes: number }>();
  private readonly maxBytes: number;
  private total = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.total;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): StoredResponse | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    entry.response.used = true;
    return entry.response;
  }

  /** Stores a response, or counts it anew when a coding was added; one that alone fills an eighth is not kept. */
  set(key: string, response: StoredResponse): void {
    this.delete(key);
    const { bytes } = response;
    if (bytes > this.maxBytes / 8) return;
    this.entries.set(key, { response, bytes });
    this.total += bytes;
    this.evict(key);
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.total -= entry.bytes;
  }

  clear(): void {
    this.entries.clear();
    this.total = 0;
  }

  private evict(newcomer: string): void {
    for (const [key, entry] of this.entries) {
      if (this.total <= this.maxBytes) return;
      this.entries.delete(key);
      if (entry.response.used || key === newcomer) {
        // Goes to the end, where this walk meets it again if nothing else makes room.
        entry.response.used = false;
        this.entries.set(key, entry);
      } else {
        this.total -= entry.bytes;
      }
    }
  }
}
