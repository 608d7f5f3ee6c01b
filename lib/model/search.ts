import { z } from "zod";

export const SEARCH_KINDS = [
  "page",
  "tld",
  "provider",
  "definition",
  "dataset",
  "release",
] as const;
/** What a search finds. */
export type SearchKind = (typeof SEARCH_KINDS)[number];

export const SEARCH_MATCHES = ["name", "start", "word", "part", "text", "near"] as const;

/** Longest question that is searched for, in characters as typed. */
export const LONGEST_SEARCH = 64;

/** One thing found. */
export const SearchResult = z
  .object({
    kind: z.enum(SEARCH_KINDS),
    name: z.string().meta({ description: "As people read it: an IDN in its own script" }),
    path: z.string().meta({ description: "Path of its page on this site" }),
    about: z.string().meta({ description: "What is there, in a line" }),
    match: z.enum(SEARCH_MATCHES).meta({
      description:
        "How it matches: the whole `name`, its `start`, the start of a `word` of it, another `part` of it, the `text` about it; `near` is a likely slip of the keyboard, and given only where nothing else matches",
    }),
  })
  .meta({ id: "SearchResult" });
export type SearchResult = z.infer<typeof SearchResult>;
