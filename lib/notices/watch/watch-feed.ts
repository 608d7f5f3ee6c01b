import type { WatchEvent } from "./watch-store";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text for XML; what XML cannot hold becomes a space. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff\ud800-\udfff]/gu, " ")
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? "");

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
      `<entry><id>urn:dane-stats:watch:${id}:${event.id}</id><title>${xml(event.title)}</title>` +
      `<updated>${new Date(event.atMs).toISOString()}</updated><link rel="alternate" href="${xml(page)}"/>` +
      `<content type="text">${xml(event.text)}</content></entry>`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">` +
    `<id>urn:dane-stats:watch:${id}</id><title>${xml(`Watch of ${domain}`)}</title>` +
    `<updated>${updated}</updated><author><name>DANE statistics</name></author>` +
    `<link rel="alternate" href="${xml(page)}"/>${entries.join("")}</feed>\n`
  );
}
