import { text, timestamp } from "drizzle-orm/pg-core";
import { scan } from "./scan";

/** Why a stage could not do its work the last time; without a row it could, or has not been tried. */
export const stageFailures = scan.table("stage_failures", {
  stage: text().primaryKey(),
  at: timestamp("at", { withTimezone: true, mode: "string" }).notNull(),
  code: text().notNull(),
  /** The sentence that whoever started it was told. */
  message: text().notNull(),
});
