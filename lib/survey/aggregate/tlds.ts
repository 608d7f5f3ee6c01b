import { breakageCountsByTld, surveyByTld } from "@/lib/model/datasets/survey";
import {
  breakageByTld,
  daneByTld,
  dnskeyFailuresByTld,
  dnssecByTld,
} from "@/lib/model/datasets/tlds";
import type { Tx } from "./snapshot";
import { FEW_DOMAINS, figure, shareOf, table, type UndatedTable } from "./tables";

/** The counts of one TLD. */
type TldCounts = {
  tld: string;
  signed: number;
  mxValidated: number;
  dane: number;
  strict: number;
  partial: number;
  failing: number;
  undetermined: number;
  carried: number;
  /** Not carried: this run asked and heard, or heard nothing. */
  looked: number;
  dnskeyFailed: number;
  bogus: number;
  silent: number;
};

/** Domains by TLD: counts, and how often look-ups fail. TLDs without a zone file of ours have flag l. */
export async function tldTables(tx: Tx, run: { pool: number }): Promise<UndatedTable[]> {
  const zones = await zonesRead(tx, run.pool);
  const rows = await readTlds(tx);
  const lower = ({ tld }: TldCounts) => !zones.has(tld) && ("l" as const);
  const few = ({ looked }: TldCounts) => looked < FEW_DOMAINS && ("u" as const);
  const looked = rows.filter((row) => row.looked > 0);
  return [
    table(
      surveyByTld,
      rows.map((row) => {
        const { tld, signed, mxValidated, dane, strict, partial } = row;
        const { failing, undetermined, carried } = row;
        const coverage = zones.has(tld) ? "zone" : "list";
        const counts = { signed, mxValidated, dane, strict, partial };
        return figure({ tld }, { ...counts, failing, undetermined, carried, coverage }, [
          lower(row),
        ]);
      }),
    ),
    table(
      dnssecByTld,
      rows.map((row) => figure({ tld: row.tld }, { domains: row.signed }, [lower(row)])),
    ),
    table(
      daneByTld,
      rows.map((row) => {
        const { tld, dane, mxValidated } = row;
        return figure({ tld }, { domains: dane, share: shareOf(dane, mxValidated) }, [lower(row)]);
      }),
    ),
    table(
      breakageByTld,
      looked.map((row) => {
        const broken = row.bogus + row.silent;
        return figure({ tld: row.tld }, { share: shareOf(broken, row.looked) }, [few(row)]);
      }),
    ),
    table(
      breakageCountsByTld,
      rows.map(({ tld, bogus, silent, looked }) =>
        figure({ tld }, { bogus, failing: silent, looked }),
      ),
    ),
    table(
      dnskeyFailuresByTld,
      looked.map((row) => {
        const { tld, dnskeyFailed } = row;
        const share = shareOf(dnskeyFailed, row.looked);
        return figure({ tld }, { domains: dnskeyFailed, share }, [few(row)]);
      }),
    ),
  ];
}

const readTlds = (tx: Tx) => tx<TldCounts[]>`
  with marked as (
    select *, mx_status = 'bogus' or dnskey_status = 'bogus' as is_bogus,
      mx_status = 'indeterminate' or dnskey_status = 'indeterminate' as is_silent
    from by_tld
  )
  select tld, sum(n)::float8 as signed,
    coalesce(sum(n) filter (where mx_status = 'secure'), 0)::float8 as "mxValidated",
    coalesce(sum(n) filter (where headline), 0)::float8 as dane,
    coalesce(sum(n) filter (where strict), 0)::float8 as strict,
    coalesce(sum(n) filter (where partial), 0)::float8 as partial,
    coalesce(sum(n) filter (where outcome = 'fail'), 0)::float8 as failing,
    coalesce(sum(n) filter (where not carried and outcome = 'undetermined'), 0)::float8
      as undetermined,
    coalesce(sum(n) filter (where carried), 0)::float8 as carried,
    coalesce(sum(n) filter (where not carried), 0)::float8 as looked,
    coalesce(sum(n) filter (where not carried
      and dnskey_status in ('bogus', 'indeterminate')), 0)::float8 as "dnskeyFailed",
    coalesce(sum(n) filter (where not carried and is_bogus), 0)::float8 as bogus,
    coalesce(sum(n) filter (where not carried and is_silent and not is_bogus), 0)::float8 as silent
  from marked group by tld order by signed desc, tld`;

/** TLDs whose own zone file is among the run's inputs. */
async function zonesRead(tx: Tx, pool: number): Promise<Set<string>> {
  const rows = await tx<{ tld: string }[]>`
    select distinct c.tld from scan.pool_imports p
    join scan.import_coverage c on c.import = p.import
    where p.pool = ${pool} and c.is_zone`;
  return new Set(rows.map(({ tld }) => tld));
}
