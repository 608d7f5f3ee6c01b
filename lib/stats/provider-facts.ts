import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import {
  almostDaneProviders,
  dnsProblemProviders,
  topProviders,
} from "@/lib/model/datasets/providers";
import { problemOperators, providerPractice } from "@/lib/model/datasets/survey";
import type { FigureFlag } from "@/lib/model/flags";
import { PROVIDER_RENAMES, type ProviderRename } from "@/lib/model/provider-names";
import { figuresOf } from "./figures";
import { latestTable } from "./latest-table";
import { listedProviders } from "./provider-histories";
import { listTables } from "./releases";

/** Everything published about one provider, and about the other names that notes give it. */
export interface ProviderFacts {
  listed: RowOf<typeof topProviders>[];
  almost: RowOf<typeof almostDaneProviders>[];
  dnsProblems: RowOf<typeof dnsProblemProviders>[];
  /** How its hosts stood in each release of our own survey that names it. */
  practice: RowOf<typeof providerPractice>[];
  /** Faults of its hosts in the newest release; empty where it has none, or there is no release. */
  problems: RowOf<typeof problemOperators>[];
  renames: ProviderRename[];
  /** The other names, with what was listed under them. */
  otherNames: { provider: string; listed: RowOf<typeof topProviders>[] }[];
}

/** All figures that name the zone, oldest first, undated ones last. */
export async function providerFacts(db: Db, zone: string): Promise<ProviderFacts> {
  const query = { dimensions: { provider: [zone] } };
  const renames = PROVIDER_RENAMES.filter(
    ({ earlier, later }) => earlier === zone || later === zone,
  );
  const others = renames.map(({ earlier, later }) => (earlier === zone ? later : earlier));
  const [listed, almost, dnsProblems, practice, problems, ...otherNames] = await Promise.all([
    figuresOf(db, topProviders, query),
    figuresOf(db, almostDaneProviders, query),
    figuresOf(db, dnsProblemProviders, query),
    figuresOf(db, providerPractice, query),
    problemsNow(db, zone),
    ...others.map(async (provider) => ({
      provider,
      listed: await figuresOf(db, topProviders, { dimensions: { provider: [provider] } }),
    })),
  ]);
  return { listed, almost, dnsProblems, practice, problems, renames, otherNames };
}

async function problemsNow(db: Db, zone: string): Promise<RowOf<typeof problemOperators>[]> {
  const [newest] = await listTables(db, { dataset: problemOperators.id, limit: 1 });
  if (newest === undefined) return [];
  const { release, revision } = newest;
  return figuresOf(db, problemOperators, { release, revision, dimensions: { operator: [zone] } });
}

/** Whether anything was published about the zone, or a note names it. */
export const hasProviderFacts = ({
  listed,
  almost,
  dnsProblems,
  practice,
  problems,
  renames,
}: ProviderFacts): boolean =>
  [listed, almost, dnsProblems, practice, problems, renames].some((facts) => facts.length > 0);

/** An almost-DANE provider with what later lists say of it. */
export interface AlmostDaneView {
  provider: string;
  domains: number;
  missingStep: string | null;
  flags: readonly FigureFlag[];
  /** Its first and last dated listing among the DANE providers afterwards, if any. */
  since: { asOf: string; domains: number; lastAsOf: string; lastDomains: number } | null;
}

/** The latest almost-DANE table, with whether each provider turned up among the DANE providers since. */
export async function almostDane(db: Db) {
  const table = await latestTable(db, almostDaneProviders);
  if (table === null) return null;
  const { asOf } = table.table;
  const listed = asOf === null ? [] : await listedProviders(db, { dated: true, after: asOf });
  const since = new Map(listed.map((one) => [one.provider, one]));
  const rows = table.rows.map(({ provider, domains, missingStep, flags }): AlmostDaneView => {
    const later = since.get(provider);
    return {
      ...{ provider, domains: domains ?? 0, missingStep, flags },
      since:
        later?.firstListed == null || later.lastListed === null
          ? null
          : {
              ...{ asOf: later.firstListed, domains: later.firstDomains },
              ...{ lastAsOf: later.lastListed, lastDomains: later.lastDomains },
            },
    };
  });
  return { table: table.table, rows };
}
