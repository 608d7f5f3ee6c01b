/**
 * The form names are sorted and stored in: labels in reverse order, each with a dot after it, as
 * `com.example.`. Names of one TLD lie together then, neighbours share much of their beginning, and
 * a TLD's zone file in alphabetical order is in this order too: its lines say `example.` as well.
 */
export function keyOfName(name: string): string {
  const dot = name.indexOf(".");
  if (dot < 0) return `${name}.`;
  if (name.indexOf(".", dot + 1) < 0) return `${name.slice(dot + 1)}.${name.slice(0, dot)}.`;
  return `${name.split(".").reverse().join(".")}.`;
}

/** The name of a key. */
export const nameOfKey = (key: string): string => keyOfName(key.slice(0, -1)).slice(0, -1);

/** The first label of a key. */
export const tldOfKey = (key: string): string => key.slice(0, key.indexOf("."));

/**
 * 0 to 2^32 - 1, spread evenly: the order candidates are scanned in, in which neighbours have
 * nothing in common. FNV-1a, with the finish of MurmurHash3 so that the high bits are good too.
 */
export function hashOfKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
