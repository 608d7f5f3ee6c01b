import { xmlText } from "@/lib/markup-text";
import type { WatchEvent } from "./watch-store";

const NEVER = "1970-01-01T00:00:00.000Z";

/** What was told of a watch, as a feed. Its own address is a secret and is not repeated in it. @see RFC 4287 */
export function watchFeed(
  { id, domain }: { id: string; domain: string },
  events: readonly WatchEvent[],
  publicUrl: string,
): string {
  const page = `${publicUrl}/check/${domain}`;
  const [newest] = events;
  const updated = newest === undefined ? NEVER : new Date(newest.atMs).toISOString();
  const entries = events.map(
    (event) =>
      `<entry><id>urn:dane-stats:watch:${id}:${event.id}</id><title>${xmlText(event.title)}</title>` +
      `<updated>${new Date(event.atMs).toISOString()}</updated><link rel="alternate" href="${xmlText(page)}"/>` +
      `<content type="text">${xmlText(event.text)}</content></entry>`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">` +
    `<id>urn:dane-stats:watch:${id}</id><title>${xmlText(`Watch of ${domain}`)}</title>` +
    `<updated>${updated}</updated><author><name>DANE statistics</name></author>` +
    `<link rel="alternate" href="${xmlText(page)}"/>${entries.join("")}</feed>\n`
  );
}
