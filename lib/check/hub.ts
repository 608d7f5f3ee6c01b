/** Wakes those who wait for news of a check. */
export class CheckHub {
  private readonly bells = new Map<string, Set<() => void>>();

  /**
   * News as PostgreSQL tells it: the id of a check whose state changed; the id behind `~` where it only
   * told of a stage, which is no news to those who wait for any; "" where news may have been missed.
   */
  readonly ring = (payload: string): void => {
    const id = payload.replace(/^~/, "");
    const rung = id === "" ? [...this.bells.values()] : [this.bells.get(id)];
    if (id !== "" && id === payload) rung.push(this.bells.get(""));
    for (const bells of rung) for (const bell of [...(bells ?? [])]) bell();
  };

  /** Those who wait at present. */
  get size(): number {
    return [...this.bells.values()].reduce((sum, bells) => sum + bells.size, 0);
  }

  /** Calls back for any news; returns how to stop that. */
  onAny(changed: () => void): () => void {
    const bells = this.bells.get("") ?? new Set();
    this.bells.set("", bells.add(changed));
    return () => bells.delete(changed);
  }

  /**
   * A bell for one check, or, with "", for any. What rings between two waits is not missed.
   */
  bell(id: string): { wait: (withinMs: number) => Promise<void>; close: () => void } {
    let rang = false;
    let wake: (() => void) | null = null;
    const onRing = () => {
      rang = true;
      wake?.();
    };
    const bells = this.bells.get(id) ?? new Set();
    this.bells.set(id, bells.add(onRing));
    return {
      wait: (withinMs) =>
        new Promise((resolve) => {
          const end = () => {
            clearTimeout(timer);
            wake = null;
            rang = false;
            resolve();
          };
          const timer = setTimeout(end, rang ? 0 : withinMs);
          wake = end;
        }),
      close: () => {
        bells.delete(onRing);
        if (bells.size === 0 && this.bells.get(id) === bells) this.bells.delete(id);
        onRing();
      },
    };
  }
}
