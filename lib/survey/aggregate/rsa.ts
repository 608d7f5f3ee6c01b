import { rsaComponents } from "@/lib/model/datasets/parameters";
import { EXPONENT_ROWS, MODULUS_ODDITIES } from "@/lib/model/survey-changes";
import { ModulusSurvey } from "./modulus-survey";
import { RSA_ALGORITHMS } from "./parameters";
import type { Tx } from "./snapshot";
import { figure, table, type UndatedTable } from "./tables";

/** Rows of keys that are read at once. */
const ROWS_AT_ONCE = 2_000;
/** An exponent of more bits is not written out. */
const WRITTEN_BITS = 64n;
const LONGER = `longer than ${WRITTEN_BITS} bits`;

/**
 * Exponents and moduli of RSA keys in validated DNSKEY RRsets.
 *
 * @param compareModuli moduli that are compared for factors they share; the work grows faster than
 *   their number.
 */
export async function rsaTables(tx: Tx, compareModuli: number): Promise<UndatedTable[]> {
  const exponents = await exponentRows(tx);
  const survey = new ModulusSurvey(compareModuli);
  for await (const rows of keysOfRsaDomains(tx)) for (const { dnskey } of rows) survey.add(dnskey);
  const { keys, distinct, compared } = survey.findings();
  const isPart = compared < distinct;
  const hasKeys = distinct > 0;
  const rows = [
    ...exponents.map(([value, keys]) => figure({ component: "exponent", value }, { keys })),
    ...MODULUS_ODDITIES.filter(() => hasKeys).map((value) =>
      figure({ component: "modulus", value }, { keys: keys[value] }, [
        isPart && value === "shared_factor" && "l",
      ]),
    ),
  ];
  const caution = isPart
    ? `Shared factors were looked for among ${compared} of ${distinct} moduli, the shortest first; shared moduli among all.`
    : null;
  return [table(rsaComponents, rows, { caution })];
}

const keysOfRsaDomains = (tx: Tx) =>
  tx<{ dnskey: Buffer }[]>`
  select r.dnskey from scan.domains d
  join (select distinct profile from keys_by_profile
    where algorithm = any(${[...RSA_ALGORITHMS]})) p on p.profile = d.keys
  cross join lateral (select r.dnskey from scan.raw_keys r
    where r.hash = d.hash and r.name = d.name order by r.at desc limit 1) r
  where d.dnskey_status = 'secure'`.cursor(ROWS_AT_ONCE);

/** Exponents as written in decimal, the most frequent first; rare ones together. */
async function exponentRows(tx: Tx): Promise<[string, number][]> {
  const rows = await tx<{ exponent: string; keys: number }[]>`
    select exponent, sum(n)::float8 as keys from keys_by_profile
    where exponent is not null and algorithm = any(${[...RSA_ALGORITHMS]})
    group by 1 order by 2 desc, 1`;
  const counts = new Map<string, number>();
  for (const { exponent, keys } of rows) {
    const value = BigInt(`0x${exponent === "" ? "0" : exponent}`);
    const written = value < 1n << WRITTEN_BITS ? value.toString() : LONGER;
    const isListed = counts.has(written) || counts.size < EXPONENT_ROWS;
    const name = isListed ? written : "other";
    counts.set(name, (counts.get(name) ?? 0) + keys);
  }
  return [...counts];
}
