/**
 * True when `If-None-Match` names this tag, by the weak comparison that the section asks for.
 *
 * @see RFC 9110 §13.1.2
 */
export function matchesEtag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag === etag);
}

/** True when nothing changed since `If-Modified-Since`, which counts whole seconds. */
export function notModifiedSince(ifModifiedSince: string, lastModifiedMs: number): boolean {
  const since = Date.parse(ifModifiedSince);
  return !Number.isNaN(since) && Math.floor(lastModifiedMs / 1_000) * 1_000 <= since;
}
