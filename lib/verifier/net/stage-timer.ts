/** A timer that fires this late says that our own process was held up, in milliseconds. */
const HELD_UP_MS = 50;

/**
 * Calls `late` once the other side has had its time. What it sent before is read first: Node looks at
 * timers before it looks at the network. Time that our own process lost right before the end is given
 * back once, so a busy machine of ours is not taken for a silent one of theirs.
 *
 * @param withinMs at most twice as long passes until `late`.
 * @returns stops it.
 */
export function stageTimer(withinMs: number, late: () => void): () => void {
  const dueAt = performance.now() + withinMs;
  let immediate: NodeJS.Immediate | undefined;
  const readFirst = () => {
    immediate = setImmediate(late);
  };
  let timer = setTimeout(() => {
    const lostMs = performance.now() - dueAt;
    if (lostMs < HELD_UP_MS) readFirst();
    else timer = setTimeout(readFirst, Math.min(lostMs, withinMs));
  }, withinMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
