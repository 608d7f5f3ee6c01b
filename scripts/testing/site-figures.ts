import type { Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { startProgram } from "./program";

/** Where the site is started for this. */
export type SitePlace = { databaseUrl: string; folder: string; port: number };

type Row = { dimensions: Record<string, unknown>; measures: Record<string, unknown> };

/** Figures whose pages print them in a sentence or a headline. */
const PRINTED = ["dane-domains", "dnssec-domains"];

/**
 * Starts the site on a database and looks for a published run's figures where readers find them: each table
 * in the API, main figures on their pages.
 *
 * @returns how many rows were compared, and what was not as it should be, a sentence each.
 */
export async function figuresOnSite(
  db: Db,
  { databaseUrl, folder, port }: SitePlace,
): Promise<{ rows: number; pages: number; wrong: string[] }> {
  const site = `http://127.0.0.1:${port}`;
  const program = startProgram("scripts/start.ts", [], {
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    HOST: "127.0.0.1",
    LOG_LEVEL: "silent",
    PORT: String(port),
  });
  try {
    await program.printed(/ready in/);
    const tables = await db.$client<
      { release: string; revision: number; dataset: string; rows: Row[] }[]
    >`
      select p.release, p.revision, d.dataset, d.rows from tally.draft_tables d
      join tally.publications p on p.run = d.run
      where d.run = (select max(run) from tally.publications where revision is not null)
        and p.revision is not null
      order by d.position`;
    const wrong: string[] = [];
    const [first] = tables;
    if (first === undefined) return { rows: 0, pages: 0, wrong: ["no release was published"] };
    const file = `${site}/releases/${first.release}/r${first.revision}.json`;
    const published = (await (await fetch(file)).json()) as {
      tables: { dataset: string; rows: Row[] }[];
    };
    let rows = 0;
    for (const dataset of new Set(tables.map((one) => one.dataset))) {
      const of = (all: readonly { dataset: string; rows: Row[] }[]) =>
        all
          .flatMap((one) => (one.dataset === dataset ? one.rows : []))
          .map(plain)
          .sort();
      const [drafted, served] = [of(tables), of(published.tables)];
      rows += drafted.length;
      if (JSON.stringify(drafted) !== JSON.stringify(served))
        wrong.push(`${file}: ${dataset} differs`);
      const api = `${site}/api/v1/${dataset}?release=${first.release}&limit=1000`;
      const answer = await fetch(api);
      const { data = [] } = (await answer.json()) as { data?: Record<string, unknown>[] };
      if (answer.status !== 200 || data.length !== Math.min(drafted.length, 1_000))
        wrong.push(`${api}: ${answer.status}, ${data.length} rows of ${drafted.length}`);
    }
    let pages = 0;
    for (const { id, page, mainMeasure } of DATASETS.filter(({ id }) => PRINTED.includes(id))) {
      const values = tables
        .flatMap((one) => (one.dataset === id ? one.rows : []))
        .map(({ measures }) => Number(measures[mainMeasure]).toLocaleString("en-GB"));
      const text = await (await fetch(site + page)).text();
      pages++;
      const missing = values.filter((value) => !text.includes(value));
      if (missing.length > 0) wrong.push(`${page} lacks ${missing.join(", ")} of ${id}`);
    }
    return { rows, pages, wrong };
  } finally {
    program.child.kill("SIGTERM");
    await program.ended;
  }
}

const plain = ({ dimensions, measures }: Row): string => {
  const sorted = (all: Record<string, unknown>) =>
    Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(dimensions), sorted(measures)]);
};
