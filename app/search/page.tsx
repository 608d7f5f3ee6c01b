import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { WaysIn } from "@/components/ways-in";
import type { QueryParameters } from "@/lib/model/page-query";
import { LONGEST_SEARCH, type SearchKind, type SearchResult } from "@/lib/model/search";
import { MAIN_SECTIONS } from "@/lib/model/site-sections";
import { search } from "@/lib/stats/search";
import { db } from "../_server/db";
import { pageQuery } from "../_server/page-query";
import styles from "./page.module.css";

export const metadata: Metadata = {
  title: "Search",
  description: "TLDs, providers, datasets, releases, definitions and pages of this site, by name.",
  alternates: { canonical: "/search" },
  robots: { index: false },
};

const KIND_WORDS: Record<SearchKind, string> = {
  page: "Pages",
  tld: "Top-level domains",
  provider: "Providers",
  definition: "Definitions",
  dataset: "Datasets",
  release: "Releases",
};

/** Results that are shown at all, and of one kind. */
const MOST_RESULTS = 100;
const MOST_OF_A_KIND = 12;

function Group({ kind, results }: { kind: SearchKind; results: readonly SearchResult[] }) {
  const more = results.length - MOST_OF_A_KIND;
  return (
    <section aria-labelledby={`found-${kind}`}>
      <h2 id={`found-${kind}`}>{KIND_WORDS[kind]}</h2>
      <ul className={styles.results}>
        {results.slice(0, MOST_OF_A_KIND).map(({ name, path, about }) => (
          <li key={path}>
            <a href={path}>{name}</a>
            {path.startsWith("/tlds/xn--") && <> {path.slice("/tlds/".length)}</>}
            <span className={styles.about}>{about}</span>
          </li>
        ))}
        {more > 0 && (
          <li className={styles.about}>
            {more} more {more === 1 ? "matches" : "match"}; type more of the name.
          </li>
        )}
      </ul>
    </section>
  );
}

const titleOf = (question: string, results: readonly SearchResult[]): string => {
  if (question === "") return "Search TLDs, providers, datasets, releases and definitions";
  if (results.length === 0) return `Nothing here is named “${question}”`;
  return results[0]?.match === "near"
    ? `Nothing is named “${question}”; this is nearest`
    : `Found for “${question}”`;
};

export default async function SearchPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { q } = await pageQuery("/search", searchParams);
  const question = q.trim();
  const results = await search(db(), question, MOST_RESULTS);
  const groups = [...Map.groupBy(results, ({ kind }) => kind)];
  return (
    <Page section="/search">
      <PageHead
        title={titleOf(question, results)}
        dek="By name, in any case, with or without accents; an internationalised TLD in either form."
      />
      <search aria-label="Again">
        <form action="/search" className={styles.form}>
          <input
            type="search"
            name="q"
            aria-label="Search for"
            defaultValue={question}
            maxLength={LONGEST_SEARCH}
          />
          <button type="submit">Search</button>
        </form>
      </search>
      {groups.map(([kind, found]) => (
        <Group key={kind} kind={kind} results={found} />
      ))}
      {results.length === 0 && <WaysIn sections={MAIN_SECTIONS} />}
    </Page>
  );
}
