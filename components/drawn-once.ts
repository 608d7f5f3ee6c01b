/** Bounds the memory: a drawing takes some 30 kB, a table less, and a chart's key some 10 kB more. */
const MOST_DRAWINGS = 512;

const drawings = new Map<string, unknown>();

/**
 * What `draw` makes of figures, made once while they are shown: pages that differ in a filter or a
 * range often show the same charts. The drawing seen longest ago leaves first.
 *
 * @param key everything that the drawing depends on
 */
export function drawnOnce<T>(key: string, draw: () => T): T {
  const drawing = drawings.has(key) ? (drawings.get(key) as T) : draw();
  drawings.delete(key);
  drawings.set(key, drawing);
  if (drawings.size > MOST_DRAWINGS) drawings.delete(drawings.keys().next().value ?? key);
  return drawing;
}
