import { BoundedStore } from "./bounded-store";
import type { Encoding } from "./encoding";
import type { Representation, StoredResponse } from "./stored-response";

/** What was made for a question, and whether others may have it too. */
export type Made = { response: StoredResponse; storable: boolean };

/** Where a response goes: `files` outlive a publication, `variants` cannot crowd out `pages`. */
export type Shelf = "pages" | "variants" | "files";

/** Too many different questions at once: the work is bounded, and the visitor is told to come back. */
export class TooBusy extends Error {}

/** Renders wait for each other on one thread; more than this only makes all of them late. */
const MOST_RENDERS = 128;

/**
 * Whole responses by question: one render however many ask at once, nothing rendered before a flush
 * stored after it, and a bound in bytes.
 *
 * An address with a query can be varied without end, so those share a shelf of their own, a quarter
 * of the memory: whoever makes up parameters evicts other made-up parameters, never the pages.
 */
export class ResponseCache {
  private readonly shelves: Record<Shelf, BoundedStore>;
  private readonly rendering = new Map<string, Promise<Made>>();
  private renders = 0;
  private generation = 0;

  constructor(maxBytes: number) {
    this.shelves = {
      pages: new BoundedStore(maxBytes / 2),
      variants: new BoundedStore(maxBytes / 4),
      files: new BoundedStore(maxBytes / 4),
    };
  }

  get bytes(): number {
    return Object.values(this.shelves).reduce((sum, shelf) => sum + shelf.bytes, 0);
  }

  get(key: string): StoredResponse | undefined {
    const { pages, variants, files } = this.shelves;
    return pages.get(key) ?? variants.get(key) ?? files.get(key);
  }

  /** The stored response, or what `render` makes of the question, once for all who wait. */
  fetch(key: string, shelf: Shelf, render: () => Promise<Made>): Promise<Made> {
    const waiting = this.rendering.get(key);
    if (waiting !== undefined) return waiting;
    if (this.renders >= MOST_RENDERS) return Promise.reject(new TooBusy());
    const begunIn = this.generation;
    this.renders += 1;
    const made = render()
      .then((result) => {
        const current = this.generation === begunIn || shelf === "files";
        if (result.storable && current) this.shelves[shelf].set(key, result.response);
        return result;
      })
      .finally(() => {
        this.renders -= 1;
        // A flush may have made room for a newer render of the same question.
        if (this.rendering.get(key) === made) this.rendering.delete(key);
      });
    this.rendering.set(key, made);
    return made;
  }

  /** Makes a coding of a response, and counts its memory if the response is still stored. */
  async encode(key: string, response: StoredResponse, encoding: Encoding): Promise<Representation> {
    const made = await response.make(encoding);
    for (const shelf of Object.values(this.shelves)) {
      if (shelf.get(key) === response) shelf.set(key, response);
    }
    return made;
  }

  /** Drops everything that depends on the published release, and all that is being rendered from it. */
  flush(): void {
    this.generation += 1;
    this.rendering.clear();
    this.shelves.pages.clear();
    this.shelves.variants.clear();
  }
}
