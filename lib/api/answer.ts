/** A question as a handler gets it. */
export interface ApiRequest {
  /** Path and query; the origin is never used. */
  url: URL;
  /** Origin in links and citations, without a slash at its end. */
  publicUrl: string;
}

/** A whole answer, before it is a `Response`. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Depends on what is published: stored for a moment at most, then asked again with its ETag. */
export const REVALIDATE = "public, max-age=0, must-revalidate";
/**
 * Only for a release *and* its revision: those rows never change. An `asOf` answer does, when an
 * older release is loaded later or an erratum moves the pointer to a new revision.
 */
export const IMMUTABLE = "public, max-age=31536000, immutable";

/** A JSON answer; `modified` is an ISO time. */
export const jsonAnswer = (
  body: unknown,
  headers: Record<string, string>,
  modified: string | null,
): ApiAnswer => ({
  status: 200,
  headers: {
    "content-type": "application/json",
    ...lastModified(modified),
    ...headers,
  },
  body: `${JSON.stringify(body)}\n`,
});

/** `Last-Modified`, where the time is known. */
export const lastModified = (modified: string | null): Record<string, string> =>
  modified === null ? {} : { "last-modified": new Date(modified).toUTCString() };

/** RFC 8288 links, those that are null left out. */
export const linkHeader = (links: Record<string, string | null>): string =>
  Object.entries(links)
    .flatMap(([rel, target]) => (target === null ? [] : [`<${target}>; rel="${rel}"`]))
    .join(", ");
