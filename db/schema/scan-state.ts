import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { DOMAIN_VERDICTS, HOST_VERDICTS } from "@/lib/model/check-verdicts";
import { DNSSEC_STATUSES } from "@/lib/model/dnssec";
import type { HostState } from "@/lib/model/survey-hosts";
import {
  CHANGE_KINDS,
  type DsProfile,
  type KeyProfile,
  type MxSet,
  type Nsec3Profile,
  type NsSet,
  REMOVAL_REASONS,
  SCAN_OUTCOMES,
} from "@/lib/model/survey-scan";
import { scan } from "./scan";

/** What the survey knows: current states, what repeats in them stored once, and an append-only log. */

export const domainVerdict = pgEnum("domain_verdict", DOMAIN_VERDICTS);
export const hostVerdict = pgEnum("host_verdict", HOST_VERDICTS);
export const dnssecStatus = pgEnum("dnssec_status", DNSSEC_STATUSES);
export const scanOutcome = pgEnum("scan_outcome", SCAN_OUTCOMES);
export const changeKind = pgEnum("change_kind", CHANGE_KINDS);
export const removalReason = pgEnum("removal_reason", REMOVAL_REASONS);

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });
/** Text compared by its octets, whatever the database's own order is. */
const name = customType<{ data: string }>({ dataType: () => 'text collate "C"' });
const octets = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A content that many share: its id, and the first 128 bits of its SHA-256 to find it by. */
const interned = <T>() => ({
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  digest: uuid().notNull().unique(),
  content: jsonb().$type<T>().notNull(),
});

export const dsProfiles = scan.table("ds_profiles", interned<DsProfile>());
export const keyProfiles = scan.table("key_profiles", interned<KeyProfile>());
export const nsec3Profiles = scan.table("nsec3_profiles", interned<Nsec3Profile>());
export const nsSets = scan.table("ns_sets", interned<NsSet>());
export const mxSets = scan.table("mx_sets", interned<MxSet>());

/** One row an MX host that was ever seen. */
export const hosts = scan.table(
  "hosts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: name("name").notNull().unique(),
    /** Null until it has been looked at. */
    verdict: hostVerdict(),
    zone: name("zone"),
    /** Hash of `state`: unchanged hosts are not written. */
    content: bigint({ mode: "bigint" }),
    state: jsonb().$type<HostState>(),
    firstSeen: moment("first_seen").notNull(),
    verdictSince: moment("verdict_since"),
    changedAt: moment("changed_at"),
    /** Since when it could not be told, and the state is the last definitive one. */
    carriedSince: moment("carried_since"),
  },
  (table) => [
    index("hosts_zone").on(table.zone),
    index("hosts_problem")
      .on(table.id)
      .where(sql`verdict in ('fail', 'no_tls', 'bogus', 'dns_error')`),
  ],
);

/** The hosts of an MX set, for joins. */
export const mxSetHosts = scan.table(
  "mx_set_hosts",
  {
    mxSet: integer("mx_set")
      .notNull()
      .references(() => mxSets.id),
    host: integer()
      .notNull()
      .references(() => hosts.id),
    preference: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.mxSet, table.host] }),
    index("mx_set_hosts_host").on(table.host),
  ],
);

/** One row a change of a host's state; rows are only added. */
export const hostChanges = scan.table(
  "host_changes",
  {
    host: integer()
      .notNull()
      .references(() => hosts.id),
    at: moment("at").notNull(),
    verdict: hostVerdict().notNull(),
    state: jsonb().$type<HostState>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.host, table.at] })],
);

/** What is known of a domain at one time. */
const stateColumns = {
  verdict: domainVerdict().notNull(),
  rule: text().notNull(),
  outcome: scanOutcome().notNull(),
  mxStatus: dnssecStatus("mx_status").notNull(),
  dnskeyStatus: dnssecStatus("dnskey_status").notNull(),
  // Null is what could not be told; that there is none is a profile too, an empty one.
  ds: integer(),
  keys: integer(),
  nsec3: integer(),
  ns: integer(),
  mx: integer(),
  strict: boolean().notNull(),
  headline: boolean().notNull(),
  partial: boolean().notNull(),
};

/** One row a signed domain, in hash order: the state that counts, written only where it changes. */
export const domains = scan.table(
  "domains",
  {
    /** Hash of everything that was observed, without TTLs, signature times and serials. */
    content: bigint({ mode: "bigint" }).notNull(),
    /** Hash of the raw DS and DNSKEY records. */
    rawKeys: bigint("raw_keys", { mode: "bigint" }).notNull(),
    hash: bigint({ mode: "number" }).notNull(),
    firstSeen: moment("first_seen").notNull(),
    changedAt: moment("changed_at").notNull(),
    /** Since when the verdict has been what it is. */
    verdictSince: moment("verdict_since").notNull(),
    /** Since when it could not be told, and the state is the last definitive one. */
    carriedSince: moment("carried_since"),
    ...stateColumns,
    name: name("name").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hash, table.name] }),
    foreignKey({ columns: [table.ds], foreignColumns: [dsProfiles.id] }),
    foreignKey({ columns: [table.keys], foreignColumns: [keyProfiles.id] }),
    foreignKey({ columns: [table.nsec3], foreignColumns: [nsec3Profiles.id] }),
    foreignKey({ columns: [table.ns], foreignColumns: [nsSets.id] }),
    foreignKey({ columns: [table.mx], foreignColumns: [mxSets.id] }),
  ],
);

/** One row a change of a domain's state, with the state after it; rows are only added. */
export const changes = scan.table(
  "changes",
  {
    at: moment("at").notNull(),
    hash: bigint({ mode: "number" }).notNull(),
    run: integer().notNull(),
    batch: integer().notNull(),
    kind: changeKind().notNull(),
    /** Of a removal; the state is the last one then. */
    reason: removalReason(),
    ...stateColumns,
    name: name("name").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hash, table.name, table.at] }),
    index("changes_run").on(table.run),
  ],
);

/** Raw DS and DNSKEY data, once for each change; each record as two octets of length and RDATA. */
export const rawKeys = scan.table(
  "raw_keys",
  {
    at: moment("at").notNull(),
    hash: bigint({ mode: "number" }).notNull(),
    ds: octets("ds").notNull(),
    dnskey: octets("dnskey").notNull(),
    name: name("name").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.name, table.at] })],
);

/** What a server showed at one address under one name; the newest probe, for all domains. */
export const probes = scan.table(
  "probes",
  {
    address: text().notNull(),
    serverName: text("server_name").notNull(),
    port: integer().notNull(),
    /** Who probes just now, and until when others wait for it. */
    holder: text(),
    heldUntil: moment("held_until"),
    probedAt: moment("probed_at"),
    /** Until when it is not repeated. */
    freshUntil: moment("fresh_until"),
    attempts: jsonb().$type<unknown[]>(),
    handshakes: smallint(),
  },
  (table) => [primaryKey({ columns: [table.address, table.serverName, table.port] })],
);

/** Certificates that were sent, once each. */
export const certificates = scan.table("certificates", {
  sha256: octets("sha256").primaryKey(),
  der: octets("der").notNull(),
  firstSeen: moment("first_seen").notNull().default(sql`now()`),
});

/** When an address or an operator may be connected to again, for all processes together. */
export const smtpTurns = scan.table("smtp_turns", {
  key: text().primaryKey(),
  freeAt: moment("free_at").notNull(),
});
