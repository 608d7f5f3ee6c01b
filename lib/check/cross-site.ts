/**
 * Whether a browser sent a form from a page of another site: Fetch Metadata says it, older browsers
 * send `Origin` with a form, and programs send neither.
 *
 * @param headers names in lower case.
 */
export function isCrossSite(
  headers: Readonly<Record<string, string | undefined>>,
  publicUrl: string,
): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return origin !== publicUrl && !(URL.canParse(origin) && new URL(origin).host === host);
}
