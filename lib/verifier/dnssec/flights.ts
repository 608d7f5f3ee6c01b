/**
 * Results by key that are worked out once at a time and kept until they expire. Bounded: the
 * oldest entry makes room. A result that has already expired is shared by those who wait for it.
 */
export class Flights<T extends { expires: number }> {
  private readonly entries = new Map<string, { promise: Promise<T>; expires: number }>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string, now: number, make: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known !== undefined && known.expires > now) return known.promise;
    this.entries.delete(key);
    if (this.entries.size >= this.capacity) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
    const entry = { promise: make(), expires: Number.POSITIVE_INFINITY };
    this.entries.set(key, entry);
    const drop = () => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    entry.promise.then((value) => {
      entry.expires = value.expires;
      if (value.expires <= now) drop();
    }, drop);
    return entry.promise;
  }
}
