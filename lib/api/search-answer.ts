import { z } from "zod";
import type { Db } from "@/db/client";
import { LONGEST_SEARCH, SearchResult } from "@/lib/model/search";
import { publicationState } from "@/lib/stats/coverage";
import { search } from "@/lib/stats/search";
import { type ApiAnswer, type ApiRequest, jsonAnswer, linkHeader, REVALIDATE } from "./answer";
import { PlainLinks, PlainMeta } from "./envelope";
import { type Parameter, readParameters, readWholeNumber } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters } from "./problem";

/** Most results of one search, and how many there are unless told. */
const MOST_RESULTS = 100;
const RESULTS = 20;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Parameters of a search. */
export const SEARCH_PARAMETERS: readonly Parameter[] = [
  {
    name: "q",
    description: `What to look for, at most ${LONGEST_SEARCH} characters. Case and accents do not count; an internationalised TLD is found in both of its forms.`,
    schema: z.string().min(1).max(LONGEST_SEARCH),
    example: "transip",
    repeatable: false,
    required: true,
    read: (text) =>
      text.length <= LONGEST_SEARCH && !CONTROL.test(text)
        ? { ok: true, value: text }
        : { ok: false, detail: `Expected at most ${LONGEST_SEARCH} printable characters.` },
  },
  {
    name: "limit",
    description: `Most results, 1 to ${MOST_RESULTS}.`,
    schema: z.int().min(1).max(MOST_RESULTS).default(RESULTS),
    example: 10,
    repeatable: false,
    read: readWholeNumber(1, MOST_RESULTS),
  },
];

/** The answer of `/api/v1/search`. */
export const SearchAnswer = z.object({
  data: z.array(SearchResult.extend({ url: z.string() }).meta({ id: "SearchResultWithUrl" })),
  meta: PlainMeta,
  links: PlainLinks.extend({ page: z.string() }).meta({ id: "SearchLinks" }),
});

/** Answers `/api/v1/search?q=…`: pages, TLDs, providers, definitions and datasets, best first. */
export async function answerSearch(db: Db, request: ApiRequest): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, SEARCH_PARAMETERS);
  if (!read.ok) return invalidParameters(request, read.faults);
  const question = String(read.values.q);
  const [results, { lastPublished }] = await Promise.all([
    search(db, question, (read.values.limit as number | undefined) ?? RESULTS),
    publicationState(db),
  ]);
  const page = `${request.publicUrl}/search?${new URLSearchParams({ q: question })}`;
  const body: z.infer<typeof SearchAnswer> = {
    data: results.map((result) => ({ ...result, url: request.publicUrl + result.path })),
    meta: plainMeta(lastPublished),
    links: { ...plainLinks(request), page },
  };
  return jsonAnswer(
    body,
    { "cache-control": REVALIDATE, link: linkHeader({ alternate: page }) },
    lastPublished,
  );
}
