import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { DOMAIN_VERDICTS, HOST_VERDICTS } from "@/lib/model/check-verdicts";
import { DNSSEC_STATUSES } from "@/lib/model/dnssec";
import { SMALLEST_NAMED } from "@/lib/model/survey-changes";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { scanOutcome } from "@/lib/model/survey-scan";
import {
  type MadeDomain,
  type MadeHost,
  MadeUpState,
  madeCertificate,
} from "@/scripts/testing/made-up-state";
import { testDatabase } from "@/scripts/testing/test-database";
import { computeDraft, markPublished } from "./draft";

/** The same numbers for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** How hosts may publish: one key, two, a key and its issuer, the issuer, the certificate. */
const RECORDS: readonly NonNullable<MadeHost["tlsa"]>[] = [
  [[3, 1, 1, "aa"]],
  [
    [3, 1, 1, "aa"],
    [3, 1, 1, "bb"],
  ],
  [
    [3, 1, 1, "aa"],
    [2, 1, 1, "cc"],
  ],
  [[2, 1, 1, "cc"]],
  [[3, 0, 1, "dd"]],
];
const PROBLEMS = [null, "tlsa_mismatch", "name_mismatch", "chain_broken", "handshake_failed"];

const SEEDS = [2_026, 7_671, 7_672];
const ZONES = 9;

type Day = { domains: Map<string, MadeDomain>; hosts: Map<string, MadeHost> };

function firstDay(random: (below: number) => number): Day {
  const hosts = new Map<string, MadeHost>();
  for (let i = 0; i < 24; i++) {
    const verdict = HOST_VERDICTS[random(HOST_VERDICTS.length)] ?? "ok";
    const isCovered = ["ok", "fail", "no_tls", "unusable"].includes(verdict);
    const problem = PROBLEMS[random(PROBLEMS.length)] ?? null;
    const notAfter = random(2) === 0 ? "2026-12-05T00:00:00Z" : "2027-02-01T00:00:00Z";
    hosts.set(`mx${i}.example`, {
      ...{ verdict, zone: `zone${random(ZONES)}.example` },
      tlsa: isCovered ? (RECORDS[random(RECORDS.length)] ?? []) : [],
      addresses: !isCovered
        ? []
        : [
            {
              ...{ address: `192.0.2.${i}`, certificate: madeCertificate(i, { notAfter }) },
              ...(verdict === "fail" || verdict === "no_tls" ? { verdict, problem } : {}),
            },
          ],
    });
  }
  const domains = new Map<string, MadeDomain>();
  for (let i = 0; i < 400; i++) domains.set(`d${i}.tld${random(5)}`, anyDomain(random, hosts));
  // Of some providers the zone is surveyed too: whose name servers it has is known.
  for (let i = 0; i < ZONES / 2; i++) domains.set(`zone${i}.example`, anyDomain(random, hosts));
  return { domains, hosts };
}

function anyDomain(
  random: (below: number) => number,
  hosts: ReadonlyMap<string, MadeHost>,
): MadeDomain {
  const verdict = DOMAIN_VERDICTS[random(DOMAIN_VERDICTS.length)] ?? "no_dane";
  const mxStatus = random(4) > 0 ? "secure" : (DNSSEC_STATUSES[random(4)] ?? "secure");
  const mx = [...new Set(Array.from({ length: random(4) }, () => `mx${random(24)}.example`))];
  // Nobody is in the headline count without a host that has TLSA records.
  const headline = random(9) > 0 && mx.some((name) => (hosts.get(name)?.tlsa?.length ?? 0) > 0);
  return {
    operator: random(6) === 0 ? null : `op${random(3)}.example`,
    ...{ verdict, mxStatus, mx: !headline && random(5) === 0 ? null : mx },
    counts: { headline, strict: headline && random(2) > 0, partial: random(4) === 0 },
    dnskeyStatus: random(6) > 0 ? "secure" : (DNSSEC_STATUSES[random(4)] ?? "secure"),
  };
}

/** A day later: some are gone, new, different, or could not be told. */
function nextDay({ domains, hosts }: Day, random: (below: number) => number): Day {
  const later = new Map<string, MadeDomain>();
  for (const [name, domain] of domains) {
    const fate = random(8);
    if (fate === 0) continue;
    later.set(
      name,
      fate === 1 ? anyDomain(random, hosts) : fate === 2 ? { ...domain, carried: true } : domain,
    );
  }
  for (let i = 0; i < 50; i++) later.set(`new${i}.tld${random(6)}`, anyDomain(random, hosts));
  return { domains: later, hosts };
}

// ---- the same counts, from the same states, by loops -----------------------------------------------

const hasTlsa = ({ hosts }: Day, name: string): boolean => (hosts.get(name)?.tlsa?.length ?? 0) > 0;
const isDane = ({ counts }: MadeDomain): boolean => counts?.headline === true;
/** Zones of a domain's hosts that have TLSA records. */
const providersOf = (day: Day, { mx }: MadeDomain): Set<string> =>
  new Set(
    (mx ?? []).flatMap((name) => (hasTlsa(day, name) ? (day.hosts.get(name)?.zone ?? []) : [])),
  );

function countBy<T>(
  items: Iterable<T>,
  keysOf: (item: T) => Iterable<string>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items)
    for (const key of keysOf(item)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** What stands in a table, by its dimensions. */
function tableOf({ draft }: ComputedDraft, dataset: string, measure: string): Map<string, number> {
  const found = draft.tables.find((one) => one.dataset === dataset);
  return new Map(
    (found?.rows ?? []).map(({ dimensions, measures }) => [
      Object.values(dimensions).join("/"),
      Number(measures[measure]),
    ]),
  );
}

const listOf = (name: string | null | undefined): string[] => (name == null ? [] : [name]);
const ordered = (counts: ReadonlyMap<string, number>) => [...counts].sort();
const largeOnly = (counts: ReadonlyMap<string, number>) =>
  ordered(counts).filter(([, domains]) => domains >= SMALLEST_NAMED);

/** The fault of a host, in the words of RFC 8460 §4.3; null where it has none. */
function faultOf({ verdict, addresses }: MadeHost): string | null {
  const problem = addresses?.[0]?.problem ?? "";
  if (verdict === "bogus") return "dnssec-invalid";
  if (verdict === "dns_error") return "lookup-failed";
  if (verdict === "unusable") return "tlsa-unusable";
  if (verdict !== "fail" && verdict !== "no_tls") return null;
  if (problem === "name_mismatch") return "certificate-host-mismatch";
  if (problem === "chain_broken") return "certificate-not-trusted";
  if (problem === "handshake_failed") return "validation-failure";
  return verdict === "fail" ? "tlsa-invalid" : "starttls-not-supported";
}

function expectFaultsAndPractice(day: Day, computed: ComputedDraft): void {
  const named = [...day.domains.values()].flatMap(({ mx, mxStatus = "secure" }) =>
    mxStatus === "secure" && mx != null && mx.length > 0 ? [mx] : [],
  );
  const used = [...day.hosts].filter(([name]) => named.some((mx) => mx.includes(name)));
  const faulty = new Map(
    used.flatMap(([name, host]) => {
      const fault = faultOf(host);
      return fault === null ? [] : [[name, { fault, operator: host.zone ?? "" }] as const];
    }),
  );
  const hosts = countBy(faulty.values(), ({ fault }) => [fault]);
  expect(ordered(tableOf(computed, "problem-faults", "hosts"))).toEqual(ordered(hosts));
  const faultsIn = (mx: readonly string[]) => mx.flatMap((name) => faulty.get(name) ?? []);
  const domains = countBy(named, (mx) => new Set(faultsIn(mx).map(({ fault }) => fault)));
  expect(ordered(tableOf(computed, "problem-faults", "domains"))).toEqual(ordered(domains));
  const atOperators = countBy(
    named,
    (mx) => new Set(faultsIn(mx).map(({ fault, operator }) => `${operator}/${fault}`)),
  );
  expect(ordered(tableOf(computed, "problem-operators", "domains"))).toEqual(
    largeOnly(atOperators),
  );
  const atHosts = countBy(named, (mx) => mx.filter((name) => faulty.has(name)));
  expect(ordered(tableOf(computed, "problem-hosts", "domains"))).toEqual(largeOnly(atHosts));

  const covered = used.filter(([name, { tlsa }]) => (tlsa?.length ?? 0) > 0 || faulty.has(name));
  const zones = new Map(covered.map(([name, { zone }]) => [name, zone ?? ""]));
  const providers = countBy(named, (mx) => new Set(mx.flatMap((name) => listOf(zones.get(name)))));
  expect(ordered(tableOf(computed, "provider-practice", "domains"))).toEqual(largeOnly(providers));
  const troubled = countBy(
    named,
    (mx) => new Set(mx.flatMap((name) => (faulty.has(name) ? listOf(zones.get(name)) : []))),
  );
  for (const [provider, problemDomains] of tableOf(computed, "provider-practice", "problemDomains"))
    expect(problemDomains, provider).toBe(troubled.get(provider) ?? 0);
  const isNamed = new Set(largeOnly(providers).map(([provider]) => provider));
  const practices: Record<string, (host: MadeHost, name: string) => boolean> = {
    hosts: () => true,
    problemHosts: (_, name) => faulty.has(name),
    currentAndNext: ({ tlsa }) => tlsa === RECORDS[1],
    keyAndIssuer: ({ tlsa }) => tlsa === RECORDS[2],
    singleRecord: ({ tlsa }) => tlsa?.length === 1,
    issuerOnly: ({ tlsa }) => tlsa === RECORDS[3],
    certificateOnly: ({ tlsa }) => tlsa === RECORDS[4],
    endingSoon: ({ tlsa, addresses }) =>
      tlsa === RECORDS[3] && addresses?.[0]?.certificate?.notAfter?.startsWith("2026-12") === true,
  };
  for (const [measure, is] of Object.entries(practices)) {
    const counted = countBy(covered, ([name, host]) => (is(host, name) ? listOf(host.zone) : []));
    const found = ordered(tableOf(computed, "provider-practice", measure));
    expect(
      found.filter(([, number]) => number > 0),
      measure,
    ).toEqual(ordered(counted).filter(([provider]) => isNamed.has(provider)));
  }
}

describe.for(SEEDS)("states drawn with seed %i", (seed) => {
  let db: Db;
  const days: { day: Day; computed: ComputedDraft }[] = [];

  beforeAll(async () => {
    db = connect((await testDatabase()).url);
    const [pool] = await db.$client<{ id: number }[]>`
      insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
      values (now(), 'none', 0, 0, 0, 0) returning id`;
    const state = new MadeUpState(db, pool?.id ?? 0);
    const random = generator(seed);
    let day = firstDay(random);
    for (const date of ["2026-11-26", "2026-11-27", "2026-11-28"]) {
      const run = await state.run(date, day.domains, day.hosts);
      const computed = await computeDraft(db, run);
      if (!computed.ok) throw new Error(computed.error.code);
      days.push({ day, computed: computed.value });
      // The second day's release is held: the third counts its changes from the first.
      if (date !== "2026-11-27") await markPublished(db, run);
      const carried = [...day.domains].filter(([, domain]) => domain.carried === true);
      day = nextDay(day, random);
      for (const [name, domain] of carried)
        if (day.domains.has(name)) day.domains.set(name, { ...domain, carried: false });
    }
  });
  afterAll(() => db.$client.end());

  test.for([0, 1, 2])("come to what loops come to, day %i", (index) => {
    const { day, computed } = days[index] as (typeof days)[number];
    const all = [...day.domains];
    const dane = all.filter(([, domain]) => isDane(domain));
    const tldOf = ([name]: [string, MadeDomain]) => [name.split(".").at(-1) ?? ""];
    expect(computed.counts.signed.signed).toBe(all.length);
    expect(computed.counts.dane.dane).toBe(dane.length);
    expect(ordered(tableOf(computed, "survey-by-tld", "signed"))).toEqual(
      ordered(countBy(all, tldOf)),
    );
    const daneByTld = ordered(tableOf(computed, "dane-by-tld", "domains"));
    expect(daneByTld.filter(([, domains]) => domains > 0)).toEqual(ordered(countBy(dane, tldOf)));
    expect(ordered(tableOf(computed, "survey-outcomes", "domains"))).toEqual(
      ordered(
        countBy(all, ([, { verdict = "no_dane", counts, carried }]) => {
          const whole = { strict: false, headline: false, partial: false, ...counts };
          const outcome = scanOutcome(verdict, whole);
          const told = outcome === "undetermined" ? outcome : "definitive";
          return [`${carried === true ? "carried" : told}/${outcome}`];
        }),
      ),
    );

    const providers = countBy(dane, ([, domain]) => providersOf(day, domain));
    expect(ordered(tableOf(computed, "top-providers", "domains"))).toEqual(largeOnly(providers));
    const named = new Set(largeOnly(providers).map(([provider]) => provider));
    const unnamed = dane.filter(
      ([, domain]) => ![...providersOf(day, domain)].some((provider) => named.has(provider)),
    );
    const top = computed.draft.tables.find(({ dataset }) => dataset === "top-providers");
    expect(top?.other).toBe(unnamed.length);

    const signedMx = all.filter(([, { mxStatus, mx }]) => mxStatus === "secure" && mx !== null);
    const almost = countBy(
      signedMx,
      ([, { mx }]) =>
        new Set(
          (mx ?? []).flatMap((name) => {
            const host = day.hosts.get(name);
            const lacks = host?.verdict === "no_tlsa" || host?.verdict === "insecure";
            return lacks ? (host?.zone ?? []) : [];
          }),
        ),
    );
    expect(ordered(tableOf(computed, "almost-dane-providers", "domains"))).toEqual(
      largeOnly(almost),
    );

    const hasDnsTrouble = ([, { verdict, mx, mxStatus }]: [string, MadeDomain]) =>
      verdict === "bogus" ||
      (mxStatus === "secure" &&
        (mx ?? []).some((name) =>
          ["bogus", "dns_error"].includes(day.hosts.get(name)?.verdict ?? ""),
        ));
    expect(tableOf(computed, "problem-domains", "domains")).toEqual(
      new Map([
        ["dns_lookup", all.filter(hasDnsTrouble).length],
        ["tls", all.filter(([, { verdict }]) => verdict === "dane_fail").length],
      ]),
    );
    const months = tableOf(computed, "problem-domains-by-month", "domains");
    const inMonths = [...months.values()].reduce((sum, domains) => sum + domains, 0);
    const problems = tableOf(computed, "problem-domains", "domains");
    expect(inMonths).toBe([...problems.values()].reduce((sum, domains) => sum + domains, 0));

    const troubledOf = ({ mx, mxStatus }: MadeDomain): string[] =>
      mxStatus !== "secure"
        ? []
        : (mx ?? []).filter((name) =>
            ["bogus", "dns_error"].includes(day.hosts.get(name)?.verdict ?? ""),
          );
    const byOperator = countBy(all, ([, domain]) => {
      const zones = troubledOf(domain).map((name) => day.hosts.get(name)?.zone ?? "");
      if (zones.length > 0) return listOf(day.domains.get(zones.sort()[0] ?? "")?.operator);
      return domain.verdict === "bogus" ? listOf(domain.operator) : [];
    });
    expect(ordered(tableOf(computed, "dns-problem-providers", "domains"))).toEqual(
      largeOnly(byOperator),
    );

    expectFaultsAndPractice(day, computed);

    const looked = all.filter(([, { carried }]) => carried !== true);
    const failed = looked.filter(([, { dnskeyStatus }]) =>
      ["bogus", "indeterminate"].includes(dnskeyStatus ?? ""),
    );
    const failures = ordered(tableOf(computed, "dnskey-failures-by-tld", "domains"));
    expect(failures.filter(([, domains]) => domains > 0)).toEqual(ordered(countBy(failed, tldOf)));
    // Whose servers those are of whom NS could not be told is what was last known.
    const lastOperator = (name: string): string[] => {
      const known = days.slice(0, index + 1).map((one) => one.day.domains.get(name)?.operator);
      const last = known.findLast((operator) => typeof operator === "string");
      return listOf(last);
    };
    const operators = countBy(looked, ([name]) => lastOperator(name));
    const failing = countBy(failed, ([name]) => lastOperator(name));
    expect(ordered(tableOf(computed, "dnskey-failures-by-operator", "domains"))).toEqual(
      ordered(failing).filter(([operator]) => (operators.get(operator) ?? 0) >= SMALLEST_NAMED),
    );
    for (const [operator, share] of tableOf(computed, "dnskey-failures-by-operator", "share"))
      expect(share).toBeCloseTo((failing.get(operator) ?? 0) / (operators.get(operator) ?? 0), 5);
  });

  test.for([
    [1, 0],
    [2, 0],
  ] as const)("change as loops say, from day %i back to day %i", ([now, then]) => {
    const [{ day, computed }, before] = [days[now], days[then]] as [
      (typeof days)[number],
      (typeof days)[number],
    ];
    expect(computed.counts.base?.run).toBe(before.computed.run);
    const names = new Set([...day.domains.keys(), ...before.day.domains.keys()]);
    const pairs = [...names].map((name) => ({
      is: day.domains.get(name),
      was: before.day.domains.get(name),
    }));
    const came = pairs.filter(({ is, was }) => is !== undefined && was === undefined).length;
    const went = pairs.filter(({ is, was }) => is === undefined && was !== undefined).length;
    const signed = tableOf(computed, "signed-changes", "domains");
    expect([signed.get("newly_signed"), signed.get("lost_ds")]).toEqual([came, went]);

    const gained = pairs.filter(
      ({ is, was }) => is !== undefined && isDane(is) && !(was !== undefined && isDane(was)),
    );
    const lost = pairs.filter(
      ({ is, was }) => was !== undefined && isDane(was) && !(is !== undefined && isDane(is)),
    );
    expect(computed.counts.dane).toEqual({
      ...{ dane: computed.counts.dane.dane, before: before.computed.counts.dane.dane },
      ...{ gained: gained.length, lost: lost.length },
    });
    const changes = tableOf(computed, "dane-changes", "domains");
    const sumOf = (change: string) =>
      [...changes].reduce((sum, [key, n]) => sum + (key.startsWith(change) ? n : 0), 0);
    expect([sumOf("gained"), sumOf("lost")]).toEqual([gained.length, lost.length]);
    expect(changes.get("gained/newly_signed") ?? 0).toBe(
      gained.filter(({ was }) => was === undefined).length,
    );
    expect(changes.get("lost/lost_ds") ?? 0).toBe(lost.filter(({ is }) => is === undefined).length);
  });

  test("are such that every table has rows to compare", () => {
    for (const dataset of [
      ...["top-providers", "almost-dane-providers", "dns-problem-providers"],
      ...["dnskey-failures-by-operator", "problem-domains-by-month", "dane-changes"],
      ...["problem-faults", "problem-operators", "problem-hosts", "provider-practice"],
    ])
      expect(
        days.some(({ computed }) => tableOf(computed, dataset, "domains").size > 0),
        dataset,
      ).toBe(true);
  });

  test.for([1, 2])("add up with what was, on day %i", (index) => {
    const { counts } = (days[index] as (typeof days)[number]).computed;
    for (const flow of [...counts.byTld, counts.signed])
      expect(flow.signed).toBe((flow.before ?? 0) + flow.added - flow.removed);
    // No host moves to another zone here, so that providers' flows add up too.
    const known = counts.byProvider.filter(({ before, dane }) => before !== null && dane > 0);
    expect(known.length).toBeGreaterThan(0);
    for (const { provider, dane, before, gained, lost } of known)
      expect(dane, provider).toBe((before ?? 0) + gained - lost);
    const { answers, answeredOfBase } = counts;
    expect(answers.definitive + answers.carried + answers.undetermined).toBe(counts.signed.signed);
    expect(answeredOfBase?.of).toBe(counts.signed.before);
  });
});
