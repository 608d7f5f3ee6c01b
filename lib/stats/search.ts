import type { Db } from "@/db/client";
import { nearest } from "@/lib/model/nearest";
import { LONGEST_SEARCH, type SEARCH_MATCHES, type SearchResult } from "@/lib/model/search";
import { baseOf } from "./horizon";
import { remembered } from "./remembered";
import { type SearchEntry, searchEntries } from "./search-entries";

/** Letters that Unicode does not take apart, as people type them without the key for them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" },
};

/** Text as it is compared: lower case, without accents, in one Unicode form. */
export const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (sign) => PLAIN_LETTERS[sign] ?? sign);

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** An entry as it is compared. */
interface Comparable {
  entry: SearchEntry;
  names: { text: string; words: string[] }[];
  words: string[];
}

const comparable = (entry: SearchEntry): Comparable => {
  const names = [...new Set(entry.names.map(folded))].map((text) => ({
    text,
    words: wordsOf(text),
  }));
  const about = entry.kind === "tld" ? [] : wordsOf(folded(entry.about));
  return { entry, names, words: [...names.flatMap(({ words }) => words), ...about] };
};

type Match = (typeof SEARCH_MATCHES)[number];

/** Fewest letters that are looked for inside of words: two stand in too many by chance. */
const LEAST_INSIDE = 3;

function matchOf({ names, words }: Comparable, wanted: string, asked: string[]): Match | null {
  if (names.some(({ text }) => text === wanted)) return "name";
  if (names.some(({ text }) => text.startsWith(wanted))) return "start";
  if (names.some((name) => name.words.some((word) => word.startsWith(wanted)))) return "word";
  if (wanted.length >= LEAST_INSIDE && names.some(({ text }) => text.includes(wanted)))
    return "part";
  const isTold = asked.length > 0 && asked.every((part) => words.some((w) => w.startsWith(part)));
  return isTold ? "text" : null;
}

const ORDER: readonly Match[] = ["name", "start", "word", "part", "text", "near"];

interface Found extends SearchResult {
  rank: number;
  hasContent: boolean;
}

const resultOf = ({ kind, name, path, about, hasContent }: SearchEntry, match: Match): Found => ({
  ...{ kind, name, path, about, match, hasContent, rank: ORDER.indexOf(match) },
});

/** Names that a slip of the keyboard may have meant. */
const MOST_NEAR = 8;

function slips(all: readonly Comparable[], wanted: string): Found[] {
  // Its distance is one of Latin letters: names in other scripts take part by their A-labels.
  const byName = new Map<string, SearchEntry>();
  for (const { entry, names } of all)
    for (const { text } of names)
      if (/^[ -~]+$/.test(text) && !byName.has(text)) byName.set(text, entry);
  const near = nearest(wanted, [...byName.keys()], MOST_NEAR);
  const entries = near.flatMap((text) => byName.get(text) ?? []);
  return [...new Set(entries)].map((entry) => resultOf(entry, "near"));
}

/**
 * What a visitor may have meant, best first: whole names, beginnings, words, parts, texts. Case and
 * accents do not count, an internationalised TLD is found in both of its forms. Where nothing
 * matches, the nearest names.
 *
 * @param question cut after `LONGEST_SEARCH` characters: the work is bounded whatever is typed.
 */
export async function search(db: Db, question: string, limit: number): Promise<SearchResult[]> {
  const wanted = folded(question.slice(0, LONGEST_SEARCH))
    .slice(0, LONGEST_SEARCH)
    .trim()
    .replace(/^[./]+/, "");
  if (wanted === "") return [];
  const base = baseOf(db);
  const all = await remembered(base, ["search"], async () =>
    (await searchEntries(base)).map(comparable),
  );
  const asked = wordsOf(wanted);
  const found = all.flatMap((one) => {
    const match = matchOf(one, wanted, asked);
    return match === null ? [] : [resultOf(one.entry, match)];
  });
  const results = found.length > 0 ? found : slips(all, wanted);
  return results
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(b.hasContent) - Number(a.hasContent) ||
        (a.match === "near" ? 0 : a.name.length - b.name.length),
    )
    .slice(0, limit)
    .map(({ rank: _, hasContent: __, ...result }) => result);
}
