import type { Rendered } from "./rendered";
import { isApiPath } from "./security-headers";

const TITLES: Record<number, string> = {
  400: "Bad request",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  414: "Address too long",
  429: "Too many requests",
  431: "Header fields too large",
  500: "Something went wrong here",
  503: "Temporarily unavailable",
};

/** The title of a status, as our own answers print it. */
export const titleOf = (status: number): string => TITLES[status] ?? "Error";

/**
 * An answer the server gives itself, which needs neither Next nor a database: RFC 9457 problem
 * details below `/api`, a small page elsewhere.
 *
 * @param detail one or more sentences for people; nothing of the request is repeated in it.
 */
export function answer(
  path: string,
  status: number,
  detail: string,
  headers: readonly [string, string][] = [],
): Rendered {
  const title = titleOf(status);
  const api = isApiPath(path);
  const body = api
    ? JSON.stringify({ type: "about:blank", title, status, detail })
    : page(title, detail);
  return {
    status,
    headers: new Map([
      ["content-type", api ? "application/problem+json" : "text/html; charset=utf-8"],
      ["cache-control", "no-store"],
      ...headers,
    ]),
    body: Buffer.from(body),
  };
}

/** A permanent redirect within the site (308 keeps the method). */
export const redirect = (location: string): Rendered => ({
  status: 308,
  headers: new Map([["location", location]]),
  body: Buffer.alloc(0),
});

/** The answer to a CORS preflight: programs of other sites may read, and nothing else. */
export const preflight = (): Rendered => ({
  status: 204,
  headers: new Map([
    ["allow", "GET, HEAD, OPTIONS"],
    ["access-control-allow-methods", "GET, HEAD"],
    ["access-control-allow-headers", "*"],
    ["access-control-max-age", "86400"],
  ]),
  body: Buffer.alloc(0),
});

/** A JSON document about the process itself, never stored. */
export const status = (code: 200 | 503, document: object): Rendered => ({
  status: code,
  headers: new Map([
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
  ]),
  body: Buffer.from(`${JSON.stringify(document)}\n`),
});

/** The answer while the database cannot be reached and nothing is stored for the address. */
export const databaseAway = (path: string): Rendered =>
  answer(
    path,
    503,
    "The database with the figures cannot be reached right now. Pages that were read recently still work. This one will again as soon as the database is back; please try in a minute.",
    [["retry-after", "30"]],
  );

/** The answer to more simultaneous questions than the server works on. */
export const busy = (path: string): Rendered =>
  answer(path, 503, "Too many pages are being made right now. Please try again in a few seconds.", [
    ["retry-after", "2"],
  ]);

/** The answer to more simultaneous questions for images than are drawn or may wait. */
export const imagesBusy = (path: string): Rendered =>
  answer(path, 429, "Too many images are being drawn right now.", [["retry-after", "2"]]);

const page = (title: string, detail: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1.0625rem/1.55 system-ui, sans-serif; }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${detail}</p>
<p><a href="/">Go to the overview</a></p>
</main>
</body>
</html>
`;
