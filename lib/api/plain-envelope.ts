import type { ApiRequest } from "./answer";
import type { PlainLinks, PlainMeta } from "./envelope";
import { API_ROOT, API_VERSION, LICENSE_STATEMENT } from "./version";

/** Meta of an answer that is not a dataset's rows. */
export const plainMeta = (lastUpdated: string | null): PlainMeta => ({
  schemaVersion: API_VERSION,
  lastUpdated,
  license: null,
  licenseStatement: LICENSE_STATEMENT,
  messages: [],
});

/** Links of such an answer. */
export const plainLinks = (
  { url, publicUrl }: ApiRequest,
  next: string | null = null,
): PlainLinks => ({
  self: publicUrl + url.pathname + url.search,
  next,
  openapi: `${publicUrl}${API_ROOT}/openapi.json`,
});
