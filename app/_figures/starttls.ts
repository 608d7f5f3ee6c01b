import type { Db } from "@/db/client";
import { DIRECTIONS, mailEncryption, nonTlsDomains } from "@/lib/model/datasets/hosts";
import { type FilledTable, latestTable } from "@/lib/stats/latest-table";
import { figureOf, type PageFigure } from "./page-figure";

/** Each direction in words, as seen from Gmail. */
export const DIRECTION_WORDS = { inbound: "Mail to Gmail", outbound: "Mail from Gmail" } as const;

/** What `/starttls` shows. */
export interface StarttlsFigures {
  encrypted: FilledTable<typeof mailEncryption> | null;
  encryption: PageFigure | null;
  domains: PageFigure[];
}

/** The share of mail that was encrypted, and the domains that did not always encrypt. */
export async function starttlsFigures(db: Db): Promise<StarttlsFigures> {
  const [encrypted, domains] = await Promise.all([
    latestTable(db, mailEncryption),
    latestTable(db, nonTlsDomains),
  ]);
  return {
    encrypted,
    encryption:
      encrypted === null
        ? null
        : figureOf(
            mailEncryption,
            encrypted.rows,
            {
              title: "Encrypted in transit, to and from Gmail",
              subtitle: mailEncryption.definition,
              query: `release=${encrypted.table.release}`,
            },
            encrypted.table,
          ),
    domains:
      domains === null ? [] : DIRECTIONS.map((direction) => directionFigure(domains, direction)),
  };
}

function directionFigure(
  { table, rows }: FilledTable<typeof nonTlsDomains>,
  direction: (typeof DIRECTIONS)[number],
): PageFigure {
  const shown = rows.filter((row) => row.direction === direction);
  return figureOf(
    nonTlsDomains,
    shown,
    {
      id: `non-tls-${direction}`,
      title:
        direction === "inbound"
          ? "Large senders that did not always encrypt"
          : "Large receivers that did not always encrypt",
      subtitle: `${DIRECTION_WORDS[direction]}: share encrypted in transit, by the other side’s domain`,
      query: `direction=${direction}&release=${table.release}`,
      caveats: [nonTlsDomains.gap],
      chart: {
        kind: "bars",
        list: {
          caption: `${DIRECTION_WORDS[direction]} by domain`,
          labelTitle: "Domain",
          valueTitle: "Encrypted",
          format: "share",
          digits: 0,
          tone: "neutral",
          fullAt: 1,
          rows: shown.map(({ domain, share, flags }) => ({
            id: domain,
            label: domain,
            value: share,
            flags,
          })),
        },
      },
    },
    table,
  );
}
