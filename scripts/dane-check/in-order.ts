/**
 * Runs `work` on each item, at most `atOnce` at a time, and yields the results in the order of the
 * items, each as soon as it and those before it are there.
 *
 * @param work never rejects.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | null = source.next();
  while (next !== null || running.length > 0) {
    const [first] = running;
    const finished = first?.then((result) => ({ result }));
    const arrived = running.length < atOnce ? next?.then((item) => ({ item })) : undefined;
    const event = await Promise.race([finished, arrived].filter((each) => each !== undefined));
    if ("result" in event) {
      running.shift();
      yield event.result;
    } else if (event.item.done) next = null;
    else {
      running.push(work(event.item.value));
      next = source.next();
    }
  }
}
