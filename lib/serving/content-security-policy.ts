import { createHash } from "node:crypto";

/**
 * The policy of one HTML page: its own inline scripts and styles by hash, and files of this origin.
 *
 * The hashes say which scripts the page had when it was rendered, so a script that something adds
 * later does not run; what React escaped stays text, and is not found here. Style attributes carry
 * the charts' positions and colours, hence `style-src-attr`.
 *
 * @param mayBeFramed by pages of any site: an embed.
 * @see https://www.w3.org/TR/CSP3/
 */
export function policyForHtml(document: Buffer, mayBeFramed = false): string {
  // A character for each byte: the tags are ASCII, and what is hashed are the bytes between them.
  const html = document.toString("latin1");
  const scripts = inlineHashes(html, "script");
  const styles = inlineHashes(html, "style");
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(" "),
    ["style-src 'self'", ...styles].join(" "),
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${mayBeFramed ? "*" : "'none'"}`,
  ].join("; ");
}

/** The policy of everything that is not a page: opened by itself, it may do nothing. */
export const policyForData =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The distinct `'sha256-…'` sources of one element's inline contents, in document order.
 *
 * @param html a character for each byte.
 */
export function inlineHashes(html: string, element: "script" | "style"): string[] {
  const hashes = new Set<string>();
  for (const contents of inlineContents(html, element)) {
    hashes.add(`'sha256-${createHash("sha256").update(contents, "latin1").digest("base64")}'`);
  }
  return [...hashes];
}

/**
 * Walks the tags of a document as HTML tokenises it: an attribute's value may hold `>`, and what is
 * inside a script or a comment is no tag. What is never closed reaches to the end.
 */
function* inlineContents(html: string, wanted: "script" | "style"): Generator<string> {
  const opening = /<!--|<(script|style)(?=[\s/>])/gi;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const [, name] = match;
    const start =
      name === undefined
        ? html.indexOf("-->", opening.lastIndex)
        : endOfTag(html, opening.lastIndex);
    if (start === -1) return;
    const attributes = html.slice(opening.lastIndex, start);
    opening.lastIndex = start + 1;
    if (name === undefined) continue;
    const closing = new RegExp(`</${name}[\\s/>]`, "gi");
    closing.lastIndex = start + 1;
    const end = closing.exec(html);
    if (end === null) return;
    const contents = html.slice(start + 1, end.index);
    // A block of data is never run, so it needs no leave.
    const inert = /(^|[\s"'])(src\s*=|type="application\/(?:ld\+)?json")/i.test(attributes);
    if (name.toLowerCase() === wanted && !inert && contents !== "") yield contents;
    opening.lastIndex = end.index;
  }
}

/** Where the `>` of a tag stands whose attributes begin at `from`; -1 where there is none. */
function endOfTag(html: string, from: number): number {
  const sign = /["'>]/g;
  sign.lastIndex = from;
  for (let match = sign.exec(html); match !== null; match = sign.exec(html)) {
    const [quote] = match;
    if (quote === ">") return match.index;
    const closed = html.indexOf(quote, sign.lastIndex);
    if (closed === -1) return -1;
    sign.lastIndex = closed + 1;
  }
  return -1;
}
