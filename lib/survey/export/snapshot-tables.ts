import { PROVIDER_RENAMES } from "@/lib/model/provider-names";

/** A column of a snapshot: its name and DuckDB's type. */
export type SnapshotColumn = readonly [name: string, type: string];

/** A table of a snapshot: what it is read by, and what its columns are. */
export type SnapshotTable = {
  /** Also the beginning of its files' names. */
  name: string;
  columns: readonly SnapshotColumn[];
  /** PostgreSQL; of a table in parts it ends where a condition on `d.hash` can follow. */
  sql: string;
};

const moment = (column: string): string => `(d.${column} at time zone 'UTC')::timestamp(0)`;

/** Signed domains, in hash order: the rows that every total counts. */
export const DOMAINS: SnapshotTable = {
  name: "domains",
  columns: [
    ["name", "VARCHAR"],
    ["tld", "VARCHAR"],
    ["hash", "BIGINT"],
    ["verdict", "VARCHAR"],
    ["rule", "VARCHAR"],
    ["outcome", "VARCHAR"],
    ["mx_status", "VARCHAR"],
    ["dnskey_status", "VARCHAR"],
    ["strict", "BOOLEAN"],
    ["headline", "BOOLEAN"],
    ["partial", "BOOLEAN"],
    ["carried", "BOOLEAN"],
    ["ds", "INTEGER"],
    ["keys", "INTEGER"],
    ["nsec3", "INTEGER"],
    ["ns", "INTEGER"],
    ["mx", "INTEGER"],
    ["first_seen", "TIMESTAMP"],
    ["changed_at", "TIMESTAMP"],
    ["verdict_since", "TIMESTAMP"],
  ],
  sql: `
    select d.name, split_part(d.name, '.', -1), d.hash, d.verdict, d.rule, d.outcome, d.mx_status,
      d.dnskey_status, d.strict, d.headline, d.partial, d.carried_since is not null, d.ds, d.keys,
      d.nsec3, d.ns, d.mx, ${moment("first_seen")}, ${moment("changed_at")},
      ${moment("verdict_since")}
    from scan.domains d`,
};

/** Merges of providers' zones up to a day, as rows; names in them are our own, not strangers'. */
const merges = (day: string): string => {
  const rows = PROVIDER_RENAMES.filter(({ since }) => since <= day).map(
    ({ earlier, later }) => `('${earlier}', '${later}')`,
  );
  return rows.length === 0
    ? "(select ''::text as earlier, ''::text as later where false)"
    : `(values ${rows.join(", ")})`;
};

/** What many domains share, stored once, flat: one row a record or host. */
export const sharedTables = (day: string): readonly SnapshotTable[] => [
  {
    name: "mx_hosts",
    columns: [
      ["mx", "INTEGER"],
      ["host", "INTEGER"],
      ["preference", "INTEGER"],
      ["name", "VARCHAR"],
      ["zone", "VARCHAR"],
      ["provider", "VARCHAR"],
      ["verdict", "VARCHAR"],
      ["has_tlsa", "BOOLEAN"],
    ],
    sql: `
      select s.mx_set, s.host, s.preference, h.name, h.zone, coalesce(m.later, h.zone), h.verdict,
        coalesce(h.state ->> 'tlsaBase' is not null, false)
      from scan.mx_set_hosts s join scan.hosts h on h.id = s.host
      left join ${merges(day)} as m(earlier, later) on m.earlier = h.zone
      order by s.mx_set, s.preference, s.host`,
  },
  {
    name: "ds_records",
    columns: [
      ["ds", "INTEGER"],
      ["algorithm", "INTEGER"],
      ["digest_type", "INTEGER"],
    ],
    sql: `
      select p.id, (r ->> 'algorithm')::int, (r ->> 'digestType')::int
      from scan.ds_profiles p cross join jsonb_array_elements(p.content) with ordinality as e(r, place)
      order by p.id, place`,
  },
  {
    name: "key_records",
    columns: [
      ["keys", "INTEGER"],
      ["algorithm", "INTEGER"],
      ["flags", "INTEGER"],
      ["bits", "INTEGER"],
    ],
    sql: `
      select p.id, (r ->> 'algorithm')::int, (r ->> 'flags')::int, (r ->> 'bits')::int
      from scan.key_profiles p cross join jsonb_array_elements(p.content) with ordinality as e(r, place)
      order by p.id, place`,
  },
  {
    name: "nsec3_first",
    columns: [
      ["nsec3", "INTEGER"],
      ["iterations", "INTEGER"],
      ["salt_octets", "INTEGER"],
    ],
    sql: `
      select p.id, (p.content -> 0 ->> 'iterations')::int, (p.content -> 0 ->> 'saltOctets')::int
      from scan.nsec3_profiles p where jsonb_array_length(p.content) > 0 order by p.id`,
  },
];
