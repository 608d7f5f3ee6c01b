import "server-only";

/** A document that is made anew whenever something is published. */
export const documentAnswer = (body: string, mediaType: string): Response =>
  new Response(body, {
    headers: { "content-type": mediaType, "cache-control": "public, max-age=0, must-revalidate" },
  });

/** @see RFC 4287 §7 */
export const ATOM = "application/atom+xml; charset=utf-8";
