import { tlsVersions } from "@/lib/model/datasets/parameters";
import { tlsaParameters } from "@/lib/model/datasets/providers";
import { certificateIssuers } from "@/lib/model/datasets/survey";
import { ISSUER_WORDS, SMALLEST_NAMED, UNREADABLE_KEY } from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** What DANE MX hosts publish and show. */
export const hostTables = async (tx: Tx): Promise<UndatedTable[]> => [
  await tlsaTable(tx),
  await tlsTable(tx),
  await issuerTable(tx),
];

type TlsaRow = { usage: number; selector: number; matchingType: number; records: number };

async function tlsaTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<TlsaRow[]>`
    select (t ->> 'usage')::int as usage, (t ->> 'selector')::int as selector,
      (t ->> 'matchingType')::int as "matchingType", count(*)::float8 as records
    from used_hosts u join scan.hosts h on h.id = u.host
    cross join jsonb_array_elements(h.state -> 'tlsa') t
    where h.state ->> 'tlsaBase' is not null group by 1, 2, 3 order by 4 desc, 1, 2, 3`;
  return table(
    tlsaParameters,
    rows.map(({ records, ...dimensions }) => figure(dimensions, { records })),
  );
}

async function tlsTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ protocol: string; keyType: string; addresses: number }[]>`
    select protocol, coalesce(certificate ->> 'keyType', ${UNREADABLE_KEY}) as "keyType",
      count(*)::float8 as addresses
    from dane_addresses where protocol is not null group by 1, 2 order by 3 desc, 1, 2`;
  return table(
    tlsVersions,
    rows.map(({ protocol, keyType, addresses }) => figure({ protocol, keyType }, { addresses })),
  );
}

/** One person's own CA is not named: issuers at few addresses are one row. */
async function issuerTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<{ issuer: string | null; self: boolean; addresses: number }[]>`
    select certificate ->> 'issuer' as issuer,
      coalesce(certificate ->> 'issuer' = certificate ->> 'subject', false) as self,
      count(*)::float8 as addresses
    from dane_addresses where protocol is not null group by 1, 2`;
  const counts = new Map<string, number>();
  const add = (name: string, addresses: number) =>
    counts.set(name, (counts.get(name) ?? 0) + addresses);
  for (const { issuer, self, addresses } of rows)
    add(self ? ISSUER_WORDS.self : (issuerName(issuer) ?? ISSUER_WORDS.none), addresses);
  const listed = new Map<string, number>();
  for (const [name, addresses] of counts) {
    const isNamed = addresses >= SMALLEST_NAMED || isWord(name);
    const shown = isNamed ? name : ISSUER_WORDS.other;
    listed.set(shown, (listed.get(shown) ?? 0) + addresses);
  }
  const ordered = [...listed].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return table(
    certificateIssuers,
    ordered.map(([issuer, addresses]) => figure({ issuer }, { addresses })),
  );
}

const isWord = (name: string): boolean =>
  name === ISSUER_WORDS.self || name === ISSUER_WORDS.none || name === ISSUER_WORDS.other;

/**
 * The organisation in a distinguished name, or else its common name; null where it has neither.
 *
 * @param text as RFC 4514 §2 writes it.
 */
export function issuerName(text: string | null): string | null {
  const values = new Map<string, string>();
  for (const [, type = "", value = ""] of (text ?? "").matchAll(
    /(?:^|[,+])([A-Za-z]+|[\d.]+)=((?:\\.|[^\\,+])*)/gs,
  ))
    if (!values.has(type)) values.set(type, value.replace(/\\(.)/gs, "$1").trim());
  return values.get("O") || values.get("CN") || null;
}
