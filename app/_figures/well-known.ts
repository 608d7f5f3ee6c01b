import { formatDate } from "@/components/format";
import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import { wellKnownDomains } from "@/lib/model/datasets/hosts";
import type { PageQuery } from "@/lib/model/page-query";
import { type FilledTable, latestTable } from "@/lib/stats/latest-table";
import { figureOf, type PageFigure } from "./page-figure";

/** What `/well-known` shows. */
export interface WellKnownFigures {
  filled: FilledTable<typeof wellKnownDomains>;
  /** The domains that the filter leaves. */
  shown: RowOf<typeof wellKnownDomains>[];
  figure: PageFigure;
}

/** The list of well-known domains as filtered; null where none was published. */
export async function wellKnownFigures(
  db: Db,
  { q }: PageQuery<"/well-known">,
): Promise<WellKnownFigures | null> {
  const filled = await latestTable(db, wellKnownDomains);
  if (filled === null) return null;
  const { table, rows } = filled;
  const shown = rows.filter(({ domain }) => domain.includes(q.trim().toLowerCase()));
  const figure = figureOf(
    wellKnownDomains,
    shown,
    {
      title: `${rows.filter(({ emphasised }) => emphasised).length} of them were printed in bold as the best known`,
      subtitle: `As listed on ${formatDate(table.asOf, table.asOfPrecision)}, by top-level domain`,
      query: q.trim() === "" ? `release=${table.release}` : null,
      caveats: [wellKnownDomains.gap],
    },
    table,
  );
  return { filled, shown, figure };
}
