import { foreignKey, integer, jsonb, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { ExportedFile } from "@/lib/model/release-export";
import { published, releases } from "./published";

/** The files of a revision, once they are written; added after the release, and never changed. */
export const releaseExports = published.table(
  "exports",
  {
    release: text().notNull(),
    revision: integer().notNull(),
    files: jsonb().$type<ExportedFile[]>().notNull(),
    exportedAt: timestamp("exported_at", { withTimezone: true, mode: "string" })
      .notNull()
      .defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.release, table.revision] }),
    foreignKey({
      columns: [table.release, table.revision],
      foreignColumns: [releases.id, releases.revision],
    }),
  ],
);
