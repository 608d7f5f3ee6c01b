import { z } from "zod";

/** One row of a figure: its columns by name. */
export type Row = Readonly<Record<string, unknown>>;

const FigureMeta = z.object({
  figure: z.string(),
  dataset: z.string(),
  dimensions: z.array(z.string()),
  measures: z.array(z.string()),
  reproduce: z.object({
    query: z.string().nullable(),
    inputs: z.array(
      z.object({
        release: z.string(),
        revision: z.int(),
        file: z.url({ protocol: /^https?$/ }),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    ),
  }),
});
export type FigureMeta = z.infer<typeof FigureMeta>;

/** What a page's `.json` says of its figures, as far as reproducing them needs it. */
export const FigureAnswer = z.object({
  data: z.array(z.object({ figure: z.string(), rows: z.array(z.record(z.string(), z.unknown())) })),
  meta: z.object({
    page: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    figures: z.array(FigureMeta),
  }),
});
export type FigureAnswer = z.infer<typeof FigureAnswer>;

const SUFFIX = /\.(csv|json|metadata\.json|svg|png|zip|bib|ris|csl\.json|atom)$/;
/** Pages that end in a name, where the format is a parameter. */
const NAMED = /^(\/as-of\/[^/]+)?\/(tlds|providers)\/[^/]+$/;

/**
 * The address of the JSON of whatever figure an address shows: a page with or without an anchor, any
 * of its files, a way of showing it.
 */
export function jsonAddress(given: string): URL {
  const url = new URL(given);
  const anchor = url.hash.slice(1);
  url.hash = "";
  for (const name of ["format", "shape", "theme"]) url.searchParams.delete(name);
  if (anchor !== "" && !url.searchParams.has("figure")) url.searchParams.set("figure", anchor);
  const path = url.pathname.replace(/^(\/as-of\/[^/]+)?\/(quote|embed)(?=\/)/, "$1");
  if (NAMED.test(path)) {
    url.pathname = path;
    url.searchParams.set("format", "json");
  } else url.pathname = `${path.replace(SUFFIX, "")}.json`;
  return url;
}
