import { problemFaults, problemHosts, problemOperators } from "@/lib/model/datasets/survey";
import { FAULT_ROWS, HOST_FAULT_CODES, type HostFault } from "@/lib/model/host-faults";
import { PROBLEM_HOST_ROWS, SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** MX hosts with a fault: each fault, the operators, and the hosts that may be named. */
export async function faultyHostTables(tx: Tx): Promise<UndatedTable[]> {
  await gatherFaultyHosts(tx);
  return [await faultTable(tx), await operatorTable(tx), await hostTable(tx)];
}

/**
 * `faulty_hosts`: a host that signed MX records name, with its fault and whose it is. `faulty_mx`: an MX
 * set and a fault of one of its hosts, once for each operator, so that domains count once.
 */
async function gatherFaultyHosts(tx: Tx): Promise<void> {
  await tx`
    create temp table faulty_hosts on commit drop as
    with faults as (
      select * from jsonb_to_recordset(${JSON.stringify(FAULT_ROWS)}::text::jsonb)
        as f(verdict text, problem text, fault text)
    ), seen as (
      select h.id as host, h.name, h.verdict::text, h.verdict_since as since, u.domains,
        (select a ->> 'problem' from jsonb_array_elements(h.state -> 'addresses') a
          where a ->> 'verdict' = h.verdict::text order by a ->> 'address' limit 1) as problem
      from used_hosts u join scan.hosts h on h.id = u.host
      where h.verdict::text in (select verdict from faults)
    )
    select s.*, p.provider as operator, coalesce(e.fault, f.fault) as fault
    from seen s
    left join host_providers p on p.host = s.host
    left join faults e on e.verdict = s.verdict and e.problem = s.problem
    join faults f on f.verdict = s.verdict and f.problem is null`;
  await tx`
    create temp table faulty_mx on commit drop as
    select distinct b.mx, b.n, f.operator, f.fault
    from faulty_hosts f
    join scan.mx_set_hosts s on s.host = f.host
    join (select mx, sum(n) as n from by_mx where signed group by 1) b on b.mx = s.mx_set`;
}

type FaultRow = {
  fault: HostFault;
  hosts: number;
  operators: number;
  domains: number;
  firstSeen: string;
};
const placeOf = (fault: HostFault): number => HOST_FAULT_CODES.indexOf(fault);

async function faultTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<FaultRow[]>`
    with domains as (
      select fault, sum(n)::float8 as domains
      from (select distinct mx, n, fault from faulty_mx) each group by 1
    )
    select f.fault, count(*)::float8 as hosts, count(distinct f.operator)::float8 as operators,
      d.domains, (min(f.since) at time zone 'UTC')::date::text as "firstSeen"
    from faulty_hosts f join domains d on d.fault = f.fault group by 1, d.domains`;
  return table(
    problemFaults,
    [...rows]
      .sort((a, b) => placeOf(a.fault) - placeOf(b.fault))
      .map(({ fault, ...measures }) => figure({ fault }, measures)),
  );
}

type OperatorRow = {
  operator: string;
  fault: HostFault;
  domains: number;
  hosts: number;
  firstSeen: string;
};

async function operatorTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<(OperatorRow & { all: number })[]>`
    with domains as (
      select operator, fault, sum(n)::float8 as domains from faulty_mx
      where operator is not null group by 1, 2 having sum(n) >= ${SMALLEST_NAMED}
    )
    select f.operator, f.fault, d.domains, count(*)::float8 as hosts,
      (min(f.since) at time zone 'UTC')::date::text as "firstSeen", count(*) over ()::float8 as all
    from faulty_hosts f join domains d on d.operator = f.operator and d.fault = f.fault
    group by 1, 2, 3 order by 5, 3 desc, 1, 2 limit ${PROBLEM_HOST_ROWS}`;
  return table(
    problemOperators,
    rows.map(({ operator, fault, domains, hosts, firstSeen }) =>
      figure({ operator, fault }, { domains, hosts, firstSeen }),
    ),
    { complete: false, caution: longest("Operators", rows) },
  );
}

type HostRow = {
  host: string;
  operator: string | null;
  fault: HostFault;
  domains: number;
  verdict: string;
  problem: string | null;
  firstSeen: string;
};

async function hostTable(tx: Tx): Promise<UndatedTable> {
  const rows = await tx<(HostRow & { all: number })[]>`
    select name as host, operator, fault, domains::float8 as domains, verdict, problem,
      (since at time zone 'UTC')::date::text as "firstSeen", count(*) over ()::float8 as all
    from faulty_hosts where domains >= ${SMALLEST_NAMED}
    order by 7, 4 desc, 1 limit ${PROBLEM_HOST_ROWS}`;
  return table(
    problemHosts,
    rows.map(({ host, domains, operator, fault, verdict, problem, firstSeen }) =>
      figure({ host }, { domains, operator, fault, verdict, problem, firstSeen }),
    ),
    { complete: false, caution: longest("Hosts", rows) },
  );
}

/** What a list leaves out. */
function longest(things: string, rows: readonly { all: number }[]): string {
  const all = rows[0]?.all ?? 0;
  const cut = all > PROBLEM_HOST_ROWS ? ` The ${PROBLEM_HOST_ROWS} longest broken of ${all}.` : "";
  return `${things} with fewer than ${SMALLEST_NAMED} signed domains are not named.${cut}`;
}
