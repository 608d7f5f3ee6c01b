import type { Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { almostDaneProviders, dnsProblemProviders } from "@/lib/model/datasets/providers";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";
import type { SearchKind } from "@/lib/model/search";
import {
  INNER_PAGES,
  MAIN_SECTIONS,
  MORE_SECTIONS,
  type SiteSection,
} from "@/lib/model/site-sections";
import { SITE_TERMS } from "@/lib/model/terms";
import { namesIn } from "./names-in";
import { listedProviders } from "./provider-histories";
import { listReleases } from "./releases";
import { tldRanking } from "./tld-ranking";
import { knownTlds, tldForPeople } from "./tlds";

/** Something that a search can find. */
export interface SearchEntry {
  kind: SearchKind;
  name: string;
  path: string;
  about: string;
  /** Every way of writing its name, the one shown included. */
  names: readonly string[];
  /** Whether there is a figure or a text: what is empty stands behind. */
  hasContent: boolean;
}

const counted = (value: number): string => value.toLocaleString("en-GB");

const pageEntry = ({ href, name, about }: SiteSection): SearchEntry => ({
  ...{ kind: "page", name, path: href, about, hasContent: true },
  names: [name, ...(href === "/" ? [] : [href.slice(1)])],
});

async function tldEntries(db: Db): Promise<SearchEntry[]> {
  const { rows } = await tldRanking(db);
  const ranked = new Map(rows.map((row) => [row.tld, row]));
  return knownTlds().map((tld) => {
    const row = ranked.get(tld);
    const name = tldForPeople(tld);
    return {
      kind: "tld",
      name,
      path: `/tlds/${tld}`,
      about:
        row === undefined
          ? "No figures published"
          : row.dnssecDomains === null
            ? "Figures published"
            : `About ${counted(row.dnssecDomains)} signed domains`,
      names: name === `.${tld}` ? [tld] : [tld, name.slice(1)],
      hasContent: row !== undefined,
    };
  });
}

async function providerEntries(db: Db): Promise<SearchEntry[]> {
  const [listed, almost, problems] = await Promise.all([
    listedProviders(db),
    namesIn(db, almostDaneProviders, "provider"),
    namesIn(db, dnsProblemProviders, "provider"),
  ]);
  const abouts = new Map(
    listed.map(({ provider, lastDomains, lastListed }) => [
      provider,
      `${counted(lastDomains)} DANE domains when last listed${lastListed === null ? "" : ` in ${lastListed.slice(0, 7)}`}`,
    ]),
  );
  const add = (provider: string, about: string) => {
    if (!abouts.has(provider)) abouts.set(provider, about);
  };
  for (const provider of almost) add(provider, "One step away from DANE");
  for (const provider of problems) add(provider, "Operator of name servers with DNS problems");
  for (const { earlier, later } of PROVIDER_RENAMES) {
    add(earlier, `Later ${later}`);
    add(later, `Earlier ${earlier}`);
  }
  return [...abouts].map(([provider, about]) => ({
    ...{ kind: "provider", name: provider, path: `/providers/${provider}`, about },
    ...{ names: [provider], hasContent: true },
  }));
}

/** "2023-12" as "December 2023" */
const monthInWords = (month: string): string =>
  new Date(`${month}-01`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });

async function releaseEntries(db: Db): Promise<SearchEntry[]> {
  return (await listReleases(db)).map(({ id, title, asOf, month, sourceTitle }) => {
    const of = month ?? asOf?.slice(0, 7) ?? null;
    return {
      ...{ kind: "release", name: title, path: `/releases/${id}`, hasContent: true },
      about: `Release ${id}, ${of === null ? "undated" : monthInWords(of)}, from ${sourceTitle}`,
      names: [
        title,
        id,
        ...(asOf === null ? [] : [asOf]),
        ...(of === null ? [] : [monthInWords(of)]),
      ],
    };
  });
}

/** Everything that a search can find: pages, TLDs, providers, definitions, datasets and releases. */
export async function searchEntries(db: Db): Promise<SearchEntry[]> {
  const [tlds, providers, releases] = await Promise.all([
    tldEntries(db),
    providerEntries(db),
    releaseEntries(db),
  ]);
  return [
    ...[...MAIN_SECTIONS, ...MORE_SECTIONS, ...INNER_PAGES].map(pageEntry),
    ...tlds,
    ...providers,
    ...SITE_TERMS.map(
      ({ id, name, about }): SearchEntry => ({
        ...{ kind: "definition", name, about, path: `/methods#${id}` },
        ...{ names: [name], hasContent: true },
      }),
    ),
    ...DATASETS.map(
      ({ id, title, summary }): SearchEntry => ({
        ...{ kind: "dataset", name: title, about: summary, path: `/methods#${id}` },
        ...{ names: [title, id], hasContent: true },
      }),
    ),
    ...releases,
  ];
}
