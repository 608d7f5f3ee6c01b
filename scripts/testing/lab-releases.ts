import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "@/db/client";
import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import { LAB_RELEASE } from "@/lib/model/release";
import { computeDraft, markPublished } from "@/lib/survey/aggregate/draft";
import { openCountries } from "@/lib/survey/aggregate/geoip";
import { mmdbFile } from "@/lib/survey/aggregate/testing/mmdb-file";
import { publishDrafts } from "@/lib/survey/publish/store";
import { type MadeDomain, type MadeHost, MadeUpState, madeCertificate } from "./made-up-state";

/** Days of the releases: weeks, then days, so that a chart has both. */
const DAYS = ["2026-10-01", "2026-10-29", "2026-11-12", "2026-11-24", "2026-11-25", "2026-11-26"];
const DOMAINS = 2_400;
const TLDS = ["com", "nl", "se", "ch", "de", "cz", "xn--j6w193g"];

/** The same numbers each time. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Kind = {
  word: string;
  providers: number;
  /** Domains of this kind in a thousand. */
  perMille: number;
  verdict: HostVerdict;
  domain: DomainVerdict;
  problem?: string;
  tlsa: NonNullable<MadeHost["tlsa"]>;
  /** The release with which it broke. */
  brokenFrom?: number;
};

const KEY = [3, 1, 1, "aa"] as const;
const NEXT = [3, 1, 1, "bb"] as const;
const ISSUER = [2, 1, 1, "cc"] as const;
const GOOD = { verdict: "ok", domain: "dane_ok" } as const;
const KINDS: readonly Kind[] = [
  { ...GOOD, word: "next", providers: 9, perMille: 420, tlsa: [KEY, NEXT] },
  { ...GOOD, word: "both", providers: 4, perMille: 90, tlsa: [KEY, ISSUER] },
  { ...GOOD, word: "single", providers: 6, perMille: 120, tlsa: [KEY] },
  { ...GOOD, word: "issuer", providers: 3, perMille: 60, tlsa: [ISSUER] },
  { ...GOOD, word: "cert", providers: 2, perMille: 20, tlsa: [[3, 0, 1, "dd"]] },
  { word: "bare", providers: 5, perMille: 130, verdict: "no_tlsa", domain: "no_dane", tlsa: [] },
  {
    ...{ word: "stale", providers: 3, perMille: 30, verdict: "fail", domain: "dane_fail" },
    ...{ problem: "tlsa_mismatch", tlsa: [KEY], brokenFrom: 1 },
  },
  {
    ...{ word: "misnamed", providers: 1, perMille: 12, verdict: "fail", domain: "dane_fail" },
    ...{ problem: "name_mismatch", tlsa: [ISSUER], brokenFrom: 3 },
  },
  {
    ...{ word: "ended", providers: 1, perMille: 12, verdict: "fail", domain: "dane_fail" },
    ...{ problem: "cert_expired", tlsa: [ISSUER], brokenFrom: 5 },
  },
  {
    ...{ word: "mute", providers: 2, perMille: 18, verdict: "no_tls", domain: "dane_fail" },
    ...{ problem: "starttls_not_offered", tlsa: [KEY], brokenFrom: 0 },
  },
  {
    ...{ word: "handshake", providers: 1, perMille: 10, verdict: "no_tls", domain: "dane_fail" },
    ...{ problem: "handshake_failed", tlsa: [KEY], brokenFrom: 2 },
  },
  {
    ...{ word: "useless", providers: 1, perMille: 12, verdict: "unusable" },
    ...{ domain: "dane_unusable", tlsa: [[1, 1, 1, "ee"]] },
  },
  {
    ...{ word: "lapsed", providers: 2, perMille: 20, verdict: "bogus", domain: "tempfail" },
    ...{ tlsa: [], brokenFrom: 1 },
  },
  {
    ...{ word: "silent", providers: 1, perMille: 10, verdict: "dns_error", domain: "tempfail" },
    ...{ tlsa: [], brokenFrom: 4 },
  },
];

const P256 = { flags: 257, protocol: 3, algorithm: 13, bits: null, exponent: null };
const rsa = (algorithm: number, flags: number, bits: number) => ({
  ...{ flags, protocol: 3, algorithm, bits, exponent: "010001" },
});
const KEY_SETS: readonly MadeDomain["keys"][] = [
  [P256],
  [P256],
  [P256, { ...P256, flags: 256 }],
  [rsa(8, 257, 2_048), rsa(8, 256, 1_024)],
  [rsa(8, 257, 2_048), rsa(8, 256, 2_048)],
  [rsa(10, 257, 4_096)],
  [{ ...P256, algorithm: 15 }],
];
const NSEC3: readonly MadeDomain["nsec3"][] = [0, 0, 0, 1, 10].map((iterations) => [
  { hashAlgorithm: 1, flags: 0, iterations, saltOctets: iterations > 0 ? 8 : 0 },
]);
const ISSUERS = ["CN=R12,O=Let's Encrypt,C=US", "CN=E7,O=Let's Encrypt,C=US", "CN=own"];
const COUNTRIES = ["NL", "DE", "CH", "US", "SE", "CZ"];

const isBroken = ({ brokenFrom }: Kind, at: number): boolean => at >= (brokenFrom ?? 0);

function hostsAt(at: number): Map<string, MadeHost> {
  const random = generator(7_672);
  const hosts = new Map<string, MadeHost>();
  for (const kind of KINDS)
    for (let provider = 1; provider <= kind.providers; provider++)
      for (const number of [1, 2]) {
        const zone = `${kind.word}-${provider}.example`;
        const isSound = !isBroken(kind, at);
        const verdict = isSound ? "ok" : kind.verdict;
        const octets = [random(250) + 1, random(250) + 1];
        const issuer = ISSUERS[random(8) > 0 ? random(2) : 2] ?? "";
        const certificate = madeCertificate(hosts.size, {
          ...{ issuer, subject: issuer === "CN=own" ? issuer : `CN=mx${number}.${zone}` },
          ...{ keyType: random(3) > 0 ? "ec" : "rsa" },
          notAfter: kind.word === "issuer" && provider === 1 ? "2026-12-03T00:00:00Z" : null,
        });
        const protocol = random(9) === 0 ? "TLSv1.2" : "TLSv1.3";
        const broken = verdict === "fail" || verdict === "no_tls" || verdict === "unusable";
        hosts.set(`mx${number}.${zone}`, {
          ...{ verdict, zone, tlsa: kind.tlsa.length === 0 && isSound ? [KEY] : kind.tlsa },
          addresses: [
            {
              address: `10.${random(COUNTRIES.length)}.${octets.join(".")}`,
              ...(verdict === "no_tls" ? {} : { protocol, certificate }),
              ...(broken ? { verdict, problem: kind.problem ?? null } : {}),
            },
          ],
        });
      }
  return hosts;
}

function domainsAt(at: number): Map<string, MadeDomain> {
  const random = generator(2_026);
  const domains = new Map<string, MadeDomain>();
  const count = DOMAINS - (DAYS.length - 1 - at) * 60;
  for (let i = 0; i < count; i++) {
    const tld = TLDS[Math.min(random(TLDS.length), random(TLDS.length))] ?? "com";
    let place = random(1_000);
    const kind = KINDS.find(({ perMille }) => {
      place -= perMille;
      return place < 0;
    });
    const drawn = random(1_000);
    const common: MadeDomain = {
      operator: `dns-${1 + Math.min(random(8), random(8))}.example`,
      keys: KEY_SETS[random(KEY_SETS.length)] ?? null,
      nsec3: random(3) > 0 ? (NSEC3[random(NSEC3.length)] ?? []) : [],
      ds: [{ algorithm: 13, digestType: random(20) > 0 ? 2 : random(2) > 0 ? 4 : 1 }],
    };
    const name = `lab-${i}.${tld}`;
    if (kind === undefined) {
      domains.set(name, oddDomain(drawn, common));
      continue;
    }
    const provider = 1 + Math.min(random(kind.providers), random(kind.providers));
    const zone = `${kind.word}-${provider}.example`;
    const verdict = isBroken(kind, at) ? kind.domain : "dane_ok";
    const isDane = verdict === "dane_ok";
    domains.set(name, {
      ...common,
      ...{ verdict, counts: { headline: isDane, strict: isDane && drawn > 40 } },
      mx: drawn % 2 === 0 ? [`mx1.${zone}`] : [`mx1.${zone}`, `mx2.${zone}`],
    });
  }
  return domains;
}

/** Without mail, without an answer, or broken by itself. */
function oddDomain(drawn: number, common: MadeDomain): MadeDomain {
  if (drawn < 500) return { ...common, verdict: "null_mx" };
  if (drawn < 700) return { ...common, verdict: "insecure", mxStatus: "insecure" };
  const untold = { mx: null, keys: null, nsec3: null };
  if (drawn < 850)
    return { ...common, ...untold, verdict: "bogus", mxStatus: "bogus", dnskeyStatus: "bogus" };
  return {
    ...{ ...common, ...untold, verdict: "dns_error" },
    ...{ mxStatus: "indeterminate", dnskeyStatus: "indeterminate" },
  };
}

/**
 * Publishes releases of made-up states, as lab data, where the database has none.
 *
 * @param most so many of the newest days; all unless told.
 */
export async function publishLabReleases(
  databaseUrl: string,
  most: number = DAYS.length,
): Promise<void> {
  const db = connect(databaseUrl);
  const folder = await mkdtemp(path.join(tmpdir(), "dane-stats-lab-"));
  try {
    const { $client: sql } = db;
    const [row] = await sql<{ runs: number }[]>`select count(*)::int as runs from scan.runs`;
    if (row?.runs !== 0) return;
    const file = path.join(folder, "country.mmdb");
    const prefixes = COUNTRIES.map((country, at) => [`10.${at}.0.0`, 16, country] as const);
    await writeFile(file, mmdbFile(prefixes, new Date("2026-11-20T00:00:00Z")));
    const countries = await openCountries(file);
    if (!countries.ok) throw new Error(countries.error.detail);
    const state = new MadeUpState(db, await makePool(db));
    for (const [at, day] of [...DAYS.entries()].slice(-most)) {
      const run = await state.run(day, domainsAt(at), hostsAt(at));
      const computed = await computeDraft(db, run, { countries: countries.value });
      if (!computed.ok) throw new Error(computed.error.code);
      const { release, tables } = computed.value.draft;
      const made = {
        ...release,
        ...{ id: `${LAB_RELEASE}${day}`, title: `Lab data of ${day}, nothing measured` },
        ...{ sourceTitle: "Made-up domains of a lab", notes: "Nothing here was measured." },
      };
      await publishDrafts(db, [{ release: made, tables }]);
      await markPublished(db, run);
    }
  } finally {
    await db.$client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makePool({ $client: sql }: ReturnType<typeof connect>): Promise<number> {
  const [pool] = await sql<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, ${DOMAINS}, 90000, 400) returning id`;
  const id = pool?.id ?? 0;
  for (const tld of TLDS.slice(0, 3)) {
    const [made] = await sql<{ id: number }[]>`
      insert into scan.imports (source, kind, location, outcome, started_at, finished_at, sha256,
        size_bytes, names, public_suffix_list)
      values (${`lab:${tld}`}, 'zone', 'made up', 'accepted', now(), '2026-11-25T10:00:00Z',
        ${"a".repeat(64)}, 1234, 500, 'tldts 7') returning id`;
    await sql`insert into scan.import_coverage (import, tld, names, is_zone)
      values (${made?.id ?? 0}, ${tld}, 500, true)`;
    await sql`insert into scan.pool_imports (pool, import) values (${id}, ${made?.id ?? 0})`;
  }
  return id;
}
