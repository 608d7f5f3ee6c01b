import {
  char,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import {
  CANARY_STATES,
  type GateOutcome,
  type GateOverride,
  PUBLICATION_STATES,
} from "@/lib/model/survey-gates";
import { scan } from "./scan";
import { runs } from "./scan-runs";
import { tally } from "./survey-drafts";

/** What the survey's gates rest on, and every attempt to publish a run. */

export const publicationState = pgEnum("publication_state", PUBLICATION_STATES);
export const canaryState = pgEnum("canary_state", CANARY_STATES);

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One row an attempt to publish a run; the newest of a run says where it stands. */
export const publications = tally.table(
  "publications",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    run: integer()
      .notNull()
      .references(() => runs.id),
    state: publicationState().notNull(),
    startedAt: moment("started_at").notNull(),
    finishedAt: moment("finished_at"),
    release: text(),
    /** Of the draft as it was computed, before gates marked any figure. */
    draftSha256: char("draft_sha256", { length: 64 }),
    /** What the gates of later days compare with. */
    facts: jsonb().$type<unknown>(),
    gates: jsonb().$type<GateOutcome[]>(),
    /** Why it is held, for whoever is on duty; a line a gate. */
    reason: text(),
    override: jsonb().$type<GateOverride>(),
    /** Of the release, once published. */
    revision: integer(),
  },
  (table) => [index("publications_run").on(table.run, table.id)],
);

/** One row a look at all canaries by one process. */
export const canaryLooks = scan.table(
  "canary_looks",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    run: integer()
      .notNull()
      .references(() => runs.id),
    /** As in `batches`: each process has a resolver of its own. */
    holder: text().notNull(),
    at: moment("at").notNull(),
    state: canaryState().notNull(),
    canaries: integer().notNull(),
    /** What was not as it should be: domain and sentence. */
    wrong: jsonb().$type<{ domain: string; sentence: string }[]>().notNull(),
    /** Batches that are to be scanned again because of it. */
    tainted: integer().notNull(),
  },
  (table) => [index("canary_looks_run").on(table.run, table.id)],
);

/** With what a process scanned: for the manifest. */
export const scanSetups = scan.table(
  "setups",
  {
    run: integer()
      .notNull()
      .references(() => runs.id),
    holder: text().notNull(),
    at: moment("at").notNull(),
    resolver: text().notNull(),
    trustAnchors: text("trust_anchors").array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.holder] })],
);
