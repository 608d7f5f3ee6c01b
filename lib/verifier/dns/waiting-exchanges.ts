import type { Exchange } from "./exchange";

/** Slots to begin with: at most every second one is taken. */
const FIRST_SLOTS = 512;

/**
 * Exchanges under way by their message id, which are drawn so that no two share a slot.
 *
 * A `Map` that is added to and deleted from without end is made anew again and again, and V8 leaves a
 * chain of its former tables: what they held outlives every young collection. That was half of the
 * CPU of a query.
 */
export class WaitingExchanges {
  private slots: (Exchange | null)[] = Array(FIRST_SLOTS).fill(null);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** An id that is free, at random. */
  drawId(random: (below: number) => number): number {
    if (this.count * 2 >= this.slots.length) this.grow();
    let id = random(0x10000);
    while (this.slots[id & (this.slots.length - 1)] !== null) id = random(0x10000);
    return id;
  }

  /** @param exchange with an id that was drawn here, and none added since. */
  add(exchange: Exchange): void {
    this.slots[exchange.id & (this.slots.length - 1)] = exchange;
    this.count++;
  }

  get(id: number): Exchange | undefined {
    const exchange = this.slots[id & (this.slots.length - 1)];
    return exchange?.id === id ? exchange : undefined;
  }

  delete(exchange: Exchange): void {
    this.slots[exchange.id & (this.slots.length - 1)] = null;
    this.count--;
  }

  /** All of them, as they are now. */
  all(): Exchange[] {
    return this.slots.filter((exchange) => exchange !== null);
  }

  /** Who shared no slot before shares none now: the ids differ in the same bits. */
  private grow(): void {
    const all = this.all();
    this.slots = Array(this.slots.length * 2).fill(null);
    for (const exchange of all) this.slots[exchange.id & (this.slots.length - 1)] = exchange;
  }
}
