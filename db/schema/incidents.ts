import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ContactKind, IncidentFault, NoticeMode } from "@/lib/model/incident";
import { notices } from "./notices";

/** What is broken at whose MX hosts, what was written to them about it, and who wants none of it. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** One fault at one operator's MX hosts, from the release that first had it until it was mended. */
export const incidents = notices.table(
  "incidents",
  {
    id: text().primaryKey(),
    /** The zone of the MX hosts: A-labels, no final dot. */
    operator: text().notNull(),
    fault: text().$type<IncidentFault>().notNull(),
    /** The first incident of those that followed within days: mails are counted together. */
    series: text().notNull(),
    /** The newest release that has it. */
    release: text().notNull(),
    revision: integer().notNull(),
    domains: integer().notNull(),
    /** All of them; fewer may be listed. */
    hosts: integer().notNull(),
    /** Since when the survey has seen the first of them broken. */
    firstSeen: moment("first_seen").notNull(),
    openedAt: moment("opened_at").notNull(),
    /** When a release or a probe last saw it, and when a probe last did. */
    lastSeen: moment("last_seen").notNull(),
    probedAt: moment("probed_at"),
    /** Looks, one after another, that saw it: the first of them, and how many. */
    firstLook: moment("first_look").notNull(),
    looks: integer().notNull(),
    nextAt: moment("next_at").notNull(),
    mendedAt: moment("mended_at"),
  },
  (table) => [
    uniqueIndex("incidents_open").on(table.operator, table.fault).where(sql`mended_at is null`),
    index("incidents_due").on(table.nextAt).where(sql`mended_at is null`),
    index("incidents_series").on(table.operator, table.fault, table.mendedAt),
  ],
);

/** What a probe showed of a host: what to publish instead of what. */
export type HostEvidence = {
  address: string | null;
  summary: string;
  /** Usage, selector, matching type and data of published records. */
  published: string[];
  /** SHA-256 of the public key that the server shows. */
  observed: string | null;
  /** Records in zone-file form that match it. */
  publish: string[];
};

/** One affected host of an open incident. */
export const incidentHosts = notices.table(
  "incident_hosts",
  {
    incident: text()
      .notNull()
      .references(() => incidents.id, { onDelete: "cascade" }),
    host: text().notNull(),
    /** Domains with signed MX records that name it, and one of them to look at it by. */
    domains: integer().notNull(),
    sample: text().notNull(),
    since: moment("since").notNull(),
    addresses: text().array().notNull(),
    evidence: jsonb().$type<HostEvidence>(),
  },
  (table) => [
    primaryKey({ columns: [table.incident, table.host] }),
    index("incident_hosts_host").on(table.host),
  ],
);

/** Releases whose incidents were worked out; each once. */
export const incidentReleases = notices.table(
  "incident_releases",
  {
    release: text().notNull(),
    revision: integer().notNull(),
    day: date().notNull(),
    at: moment("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.release, table.revision] })],
);

/** One mail to an operator, or one that would have been sent. */
export const operatorNotices = notices.table(
  "operator_notices",
  {
    /** Also that of its message in the outbox. */
    id: text().primaryKey(),
    mode: text().$type<NoticeMode>().notNull(),
    incident: text()
      .notNull()
      .references(() => incidents.id, { onDelete: "cascade" }),
    series: text().notNull(),
    operator: text().notNull(),
    /** Which of the series: 0, 1, 2. */
    stage: integer().notNull(),
    contact: text().$type<ContactKind>().notNull(),
    /** SHA-256 of the address; null once it is forgotten. */
    recipient: text(),
    at: moment("at").notNull(),
    bouncedAt: moment("bounced_at"),
  },
  (table) => [
    index("operator_notices_of").on(table.operator, table.at),
    index("operator_notices_at").on(table.at),
    index("operator_notices_to").on(table.recipient),
  ],
);

/** Addresses, by their SHA-256, that asked for no notices. */
export const noticeStops = notices.table("stops", {
  recipient: text().primaryKey(),
  at: moment("at").notNull(),
  /** By the one click of a mail program, or by the button of the page. */
  isOneClick: boolean("is_one_click").notNull(),
});
