import { generateKeyPairSync, generatePrimeSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import { datasetById } from "@/lib/model/datasets";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { checkDraft } from "@/lib/survey/publish/check-draft";
import { publishDrafts } from "@/lib/survey/publish/store";
import {
  type MadeDomain,
  type MadeHost,
  MadeUpState,
  madeCertificate,
} from "@/scripts/testing/made-up-state";
import { testDatabase } from "@/scripts/testing/test-database";
import { computeDraft, markPublished, readDraft } from "./draft";
import { openCountries } from "./geoip";
import { mmdbFile } from "./testing/mmdb-file";
import { packed, rsaKey } from "./testing/rsa-keys";

// ---- a state of 64 domains, counted by hand -------------------------------------------------------

const GOOD = { verdict: "dane_ok", counts: { strict: true, headline: true } } as const;
const P256 = { flags: 257, protocol: 3, algorithm: 13, bits: null, exponent: null };
const RSA = { flags: 256, protocol: 3, algorithm: 8, bits: 1_024, exponent: "010001" };

const prime = (): bigint => generatePrimeSync(512, { bigint: true });
const octetsOf = (number: bigint): Buffer => {
  const text = number.toString(16);
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex");
};
const realModulus = (): Buffer => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  return Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url");
};
const [p, q, r] = [prime(), prime(), prime()];
const shared = realModulus();
/** The keys of o1.se to o6.se. */
const MODULI = [
  shared,
  shared,
  octetsOf(2n * p * q),
  octetsOf(p * q),
  octetsOf(p * r),
  realModulus(),
];

const HOSTS = new Map<string, MadeHost>([
  [
    "mx1.good.example",
    {
      ...{ verdict: "ok", zone: "good.example", tlsa: [[3, 1, 1]] },
      addresses: [
        { address: "192.0.2.1", protocol: "TLSv1.3", certificate: madeCertificate(1) },
        { address: "2001:db8::1", protocol: "TLSv1.3", certificate: madeCertificate(1) },
      ],
    },
  ],
  [
    "mx2.good.example",
    {
      ...{ verdict: "ok", zone: "good.example" },
      tlsa: [
        [3, 1, 1],
        [2, 1, 1],
      ],
      addresses: [
        {
          ...{ address: "192.0.2.2", protocol: "TLSv1.2" },
          certificate: madeCertificate(2, { keyType: "rsa", keyBits: 2_048 }),
        },
      ],
    },
  ],
  [
    "mx.other.example",
    {
      ...{ verdict: "ok", zone: "other.example", tlsa: [[3, 1, 1]] },
      addresses: [
        {
          ...{ address: "192.0.2.3", protocol: "TLSv1.3" },
          certificate: madeCertificate(3, { issuer: "CN=own", subject: "CN=own", keyType: "rsa" }),
        },
      ],
    },
  ],
  [
    "mx.plain.example",
    {
      ...{ verdict: "no_tlsa", zone: "plain.example" },
      addresses: [{ address: "198.51.100.1", verdict: "not_tried" }],
    },
  ],
  [
    "ok.half.example",
    {
      ...{ verdict: "ok", zone: "half.example", tlsa: [[3, 1, 1]] },
      addresses: [{ address: "203.0.113.1", protocol: "TLSv1.3", certificate: null }],
    },
  ],
  ["no.half.example", { verdict: "no_tlsa", zone: "half.example" }],
  ["mx.unsigned.example", { verdict: "insecure", zone: "unsigned.example" }],
  [
    "mx.broken.example",
    {
      ...{ verdict: "fail", zone: "broken.example", tlsa: [[3, 1, 1]] },
      addresses: [
        {
          ...{ address: "192.0.2.9", protocol: "TLSv1.3", certificate: madeCertificate(9) },
          ...{ verdict: "fail", problem: "tlsa_mismatch" },
        },
      ],
    },
  ],
  ["mx.silent.example", { verdict: "dns_error", zone: "silent.example" }],
  [
    "mail.solo1.nl",
    {
      ...{ verdict: "ok", zone: "solo1.nl", tlsa: [[3, 1, 1]] },
      // An address that two hosts have counts once.
      addresses: [{ address: "192.0.2.1", protocol: "TLSv1.3", certificate: madeCertificate(4) }],
    },
  ],
]);

const named = (prefix: string, tld: string, count: number, domain: MadeDomain) =>
  Array.from({ length: count }, (_, i): [string, MadeDomain] => [
    `${prefix}${i + 1}.${tld}`,
    domain,
  ]);
const good = { ...GOOD, mx: ["mx1.good.example", "mx2.good.example"] };
const other = { ...GOOD, mx: ["mx.other.example"] };

const FIRST = new Map<string, MadeDomain>([
  ...named("g", "nl", 12, good),
  ...named("t", "se", 2, { ...GOOD, mx: ["mx1.good.example", "mx.other.example"] }),
  ...MODULI.map((modulus, i): [string, MadeDomain] => [
    `o${i + 1}.se`,
    {
      ...other,
      keys: i === 5 ? [RSA, { ...RSA, exponent: "03" }] : [RSA],
      dnskey: packed([rsaKey(256, 8, modulus), ...(i === 5 ? [rsaKey(256, 8, modulus)] : [])]),
    },
  ]),
  ...named("q", "se", 3, { ...other, keys: [P256, { ...P256, flags: 256 }] }),
  ...named("p", "com", 11, { mx: ["mx.plain.example"] }),
  ...named("h", "com", 10, {
    ...{ verdict: "dane_partial", counts: { partial: true } },
    mx: ["ok.half.example", "no.half.example"],
  }),
  ...named("u", "nl", 10, {
    mx: ["mx.unsigned.example"],
    nsec3: [{ hashAlgorithm: 1, flags: 0, iterations: 5, saltOctets: 8 }],
  }),
  ...named("b", "com", 3, { verdict: "dane_fail", mx: ["mx.broken.example"] }),
  ...named("s", "nl", 2, { verdict: "tempfail", mx: ["mx.silent.example"] }),
  [
    "x1.se",
    {
      ...{ verdict: "bogus", mxStatus: "bogus", dnskeyStatus: "bogus" },
      ...{ mx: null, keys: null, nsec3: null, operator: "ops.example" },
    },
  ],
  [
    "f1.se",
    {
      ...{ verdict: "dns_error", mxStatus: "indeterminate", dnskeyStatus: "indeterminate" },
      ...{ mx: null, keys: null, nsec3: null, operator: null },
    },
  ],
  ["i1.com", { verdict: "insecure", mxStatus: "insecure", mx: ["mx.elsewhere.example"] }],
  [
    "n1.com",
    {
      verdict: "null_mx",
      ds: [
        { algorithm: 13, digestType: 2 },
        { algorithm: 13, digestType: 4 },
      ],
    },
  ],
  ["solo1.nl", { ...GOOD, mx: ["mail.solo1.nl"] }],
]);

/** A day later: what is not named here is as it was. */
const SECOND = new Map<string, MadeDomain>(FIRST);
for (const gone of ["g1.nl", "o2.se"]) SECOND.delete(gone);
for (const [name, domain] of [
  ["g2.nl", { mx: ["mx.plain.example"] }],
  ["g3.nl", { mx: good.mx }],
  ["g4.nl", { ...good, carried: true }],
  ["p1.com", good],
  ["b1.com", { ...GOOD, mx: ["mx.broken.example"] }],
  ["o1.se", { ...FIRST.get("o1.se"), mx: good.mx }],
  ["new1.se", other],
] as const)
  SECOND.set(name, domain);

// ---- the database ----------------------------------------------------------------------------------

let db: Db;
let folder: string;
let state: MadeUpState;
let first: ComputedDraft;
let second: ComputedDraft;

const drafted = async (run: number): Promise<ComputedDraft> => {
  const countries = await openCountries(path.join(folder, "country.mmdb"));
  if (!countries.ok) throw new Error(countries.error.detail);
  const draft = await computeDraft(db, run, { countries: countries.value });
  if (!draft.ok) throw new Error(draft.error.code);
  return draft.value;
};
const rowsOf = ({ draft }: ComputedDraft, dataset: string, edition = "main") =>
  draft.tables.find((one) => one.dataset === dataset && one.edition === edition)?.rows ?? [];
/** Rows as `a/b: measure`, which reads as it was counted. */
const written = (computed: ComputedDraft, dataset: string, edition = "main"): string[] => {
  const { dimensions, mainMeasure } = datasetById(dataset) as Dataset;
  return rowsOf(computed, dataset, edition).map((row) => {
    const key = Object.keys(dimensions).map((name) => String(row.dimensions[name]));
    return `${key.join("/")}: ${row.measures[mainMeasure]}${row.flags.map((f) => ` ${f}`).join("")}`;
  });
};
const sumOf = (computed: ComputedDraft, dataset: string, measure: string): number =>
  rowsOf(computed, dataset).reduce((sum, { measures }) => sum + Number(measures[measure]), 0);

beforeAll(async () => {
  db = connect((await testDatabase()).url);
  folder = await mkdtemp(path.join(tmpdir(), "dane-stats-aggregate-"));
  const built = new Date("2026-11-20T00:00:00Z");
  await writeFile(
    path.join(folder, "country.mmdb"),
    mmdbFile(
      [
        ["192.0.2.0", 24, "NL"],
        ["2001:db8::", 32, "DE"],
      ],
      built,
    ),
  );
  const { $client: sql } = db;
  const [pool] = await sql<{ id: number }[]>`
    insert into scan.pools (built_at, file, size_bytes, seen, not_seen, unknown)
    values (now(), 'none', 0, 60, 1000, 40) returning id`;
  const id = pool?.id ?? 0;
  for (const [source, kind, tld] of [
    ["czds:com", "zone", "com"],
    ["names.txt", "list", "nl"],
  ] as const) {
    const [row] = await sql<{ id: number }[]>`
      insert into scan.imports (source, kind, location, outcome, started_at, finished_at, sha256,
        size_bytes, names, public_suffix_list)
      values (${source}, ${kind}, ${source}, 'accepted', now(), '2026-11-25T10:00:00Z',
        ${"a".repeat(64)}, 1234, 500, 'tldts 7') returning id`;
    await sql`insert into scan.import_coverage (import, tld, names, is_zone)
      values (${row?.id ?? 0}, ${tld}, 500, ${kind === "zone"})`;
    await sql`insert into scan.pool_imports (pool, import) values (${id}, ${row?.id ?? 0})`;
  }
  state = new MadeUpState(db, id);
  const firstRun = await state.run("2026-11-26", FIRST, HOSTS);
  first = await drafted(firstRun);
  await markPublished(db, firstRun);
  second = await drafted(await state.run("2026-11-27", SECOND, HOSTS, { "o2.se": "gone" }));
});
afterAll(async () => {
  await db.$client.end();
  await rm(folder, { recursive: true, force: true });
});

// ---- what is expected ------------------------------------------------------------------------------

describe("the first run's figures", () => {
  test.for([
    // 12 good, 2 with two providers, 9 at other, 1 of its own
    ["dane-domains", [": 24"]],
    ["strict-dane-domains", [": 24"]],
    ["partial-dane-domains", [": 10"]],
    // 64 signed; x1 and f1 have no answer to MX, i1 an unsigned one; x1 and f1 no DNSKEY either
    [
      "dnssec-domains",
      ["mx_validated: 61", "dnskey_validatable: 62", "ds_rrsets: 64", "signed_delegations: 64"],
    ],
    ["dane-share", ["mx_validated: 0.393443"]],
    // mx1, mx2, other, ok.half, broken, solo
    ["dane-mx-hosts", [": 6"]],
    // good, other, solo1.nl
    ["dane-mx-zones", [": 3"]],
    ["mx-certificates", [": 5"]],
    ["candidate-domains", [": 1100"]],
    [
      "survey-outcomes",
      [
        "undetermined/undetermined: 3",
        "definitive/pass: 24",
        "definitive/fail: 14",
        "definitive/not_applicable: 23",
      ],
    ],
    [
      "domain-verdicts",
      [
        ...["dane_ok: 24", "no_dane: 21", "dane_partial: 10", "dane_fail: 3", "tempfail: 2"],
        ...["null_mx: 1", "bogus: 1", "dns_error: 1", "insecure: 1"],
      ],
    ],
    // only com has a zone file
    ["dnssec-by-tld", ["com: 26", "nl: 25 l", "se: 13 l"]],
    ["dane-by-tld", ["com: 0", "nl: 13 l", "se: 11 l"]],
    ["breakage-by-tld", ["com: 0 u", "nl: 0 u", "se: 0.153846 u"]],
    ["breakage-counts-by-tld", ["com: 0", "nl: 0", "se: 1"]],
    ["dnskey-failures-by-tld", ["com: 0 u", "nl: 0 u", "se: 0.153846 u"]],
    ["top-providers", ["good.example: 14", "other.example: 11"]],
    ["almost-dane-providers", ["plain.example: 11", "half.example: 10", "unsigned.example: 10"]],
    ["problem-domains", ["dns_lookup: 3", "tls: 3"]],
    ["problem-domains-by-month", ["dns_lookup/2026-11: 3", "tls/2026-11: 3"]],
    // Neither host has ten domains: each is counted, and neither is named.
    ["problem-faults", ["tlsa-invalid: 1", "lookup-failed: 1"]],
    ["problem-hosts", []],
    ["problem-operators", []],
    ["provider-practice", ["good.example: 2 u", "other.example: 1 u", "half.example: 1 u"]],
    ["dns-problem-providers", []],
    ["dnskey-failures-by-operator", []],
    ["tlsa-parameters", ["3/1/1: 6", "2/1/1: 1"]],
    // 192.0.2.1 is one address of two hosts; solo's name comes first
    [
      "tls-versions",
      ["TLSv1.3/ec: 3", "TLSv1.2/rsa: 1", "TLSv1.3/rsa: 1", "TLSv1.3/unreadable: 1"],
    ],
    ["mx-certificate-issuers", ["other: 4", "not named: 1", "self-issued: 1"]],
    ["ds-digests", ["2: 64", "4: 1"]],
    ["nsec3-parameters", ["5/8/not_known: 10"]],
    ["dnssec-algorithms", ["com/13: 26", "nl/13: 25", "se/8: 6", "se/13: 5"]],
    ["dnskey-algorithms", ["13/257: 56", "8/256: 7", "13/256: 3"]],
    ["rsa-key-sizes", ["se/8/256/1024: 7"]],
    [
      "rsa-components",
      [
        "exponent/65537: 6",
        "exponent/3: 1",
        "modulus/even: 1",
        "modulus/small_factor: 0",
        "modulus/shared_factor: 2",
        "modulus/below_1024_bits: 0",
        "modulus/shared_modulus: 2",
        "modulus/none: 2",
      ],
    ],
    ["signed-changes", []],
    ["dane-changes", []],
  ] as const)("%s", ([dataset, rows]) => {
    expect(written(first, dataset)).toEqual(rows);
  });

  test("countries are those of the database, each address once, IPv4 and IPv6 apart", () => {
    expect(written(first, "geoip", "ipv4")).toEqual(["ipv4/NL: 4", "ipv4/ZZ: 1"]);
    expect(written(first, "geoip", "ipv6")).toEqual(["ipv6/DE: 1"]);
    expect(first.inputs.geoip).toMatchObject({ type: "Test-Country", file: "country.mmdb" });
  });

  test("without a database countries are not known, and that is said", async () => {
    const draft = await computeDraft(db, second.run);
    if (!draft.ok) throw new Error(draft.error.code);
    expect(written(draft.value, "geoip", "ipv4")).toEqual(["ipv4/ZZ: 5"]);
    expect(draft.value.inputs.geoip).toBeNull();
    expect(draft.value.draft.release.notes).toContain("No GeoIP database");
  });

  test("the missing step is named", () => {
    expect(
      rowsOf(first, "almost-dane-providers").map(({ measures }) => measures.missingStep),
    ).toEqual([
      "Publish TLSA records for its MX hosts; their zone is signed",
      "Publish TLSA records for the rest of its MX hosts",
      "Sign the zone of its MX hosts, then publish TLSA records",
    ]);
  });

  test("a fault has the domains behind it and the day it was first seen", () => {
    expect(rowsOf(first, "problem-faults").map(({ measures }) => measures)).toEqual([
      { hosts: 1, operators: 1, domains: 3, firstSeen: "2026-11-26" },
      { hosts: 1, operators: 1, domains: 2, firstSeen: "2026-11-26" },
    ]);
  });

  test("a provider’s hosts are counted by what they have for the next key", () => {
    const [good] = rowsOf(first, "provider-practice");
    // mx1 has one record; mx2 one of its key beside one of its issuer.
    expect(good?.measures).toEqual({
      ...{ hosts: 2, problemHosts: 0, domains: 14, problemDomains: 0, problemShare: 0 },
      ...{ currentAndNext: 0, keyAndIssuer: 1, singleRecord: 1, issuerOnly: 0 },
      ...{ certificateOnly: 0, endingSoon: 0 },
    });
  });
});

describe("a domain with several providers", () => {
  test("counts at each, once in the total, and the table says how many there are", () => {
    const providers = first.draft.tables.find(({ dataset }) => dataset === "top-providers");
    // 14 + 11 named, two of them twice, and solo1.nl at none that is named: 24 in all
    expect(sumOf(first, "top-providers", "domains")).toBe(25);
    expect(providers?.other).toBe(1);
    expect(providers?.caution).toMatch(/^2 DANE domains have MX hosts at several providers/);
    expect(first.counts.dane.dane).toBe(24);
  });

  test("a provider of fewer than ten domains, which may be one person, is not named", () => {
    expect(JSON.stringify(rowsOf(first, "top-providers"))).not.toContain("solo1");
    expect(first.counts.byProvider.map(({ provider }) => provider)).toEqual([
      "good.example",
      "other.example",
    ]);
  });

  test("no name of a domain stands in any table", () => {
    const text = JSON.stringify(first.draft.tables);
    for (const name of FIRST.keys()) expect(text).not.toContain(`"${name}"`);
  });
});

describe("the second run's figures", () => {
  test.for([
    ["dane-domains", [": 23"]],
    ["signed-changes", ["gone: 1", "lost_ds: 1", "newly_signed: 1"]],
    [
      "dane-changes",
      [
        ...["gained/mended: 1", "gained/mx_moved: 1", "gained/newly_signed: 1"],
        ...["lost/gone: 1", "lost/lost_ds: 1", "lost/mx_moved: 1", "lost/tlsa_lost: 1"],
      ],
    ],
    // good: p1 and o1 came, g1, g2 and g3 went; other and plain have fewer than ten changes too
    ["dane-changes-by-provider", []],
    [
      "survey-outcomes",
      [
        "undetermined/undetermined: 3",
        "definitive/pass: 22",
        "definitive/fail: 13",
        "definitive/not_applicable: 24",
        "carried/pass: 1",
      ],
    ],
  ] as const)("%s", ([dataset, rows]) => {
    expect(written(second, dataset)).toEqual(rows);
  });

  test("counts tell what came and what went since the release before", () => {
    const { counts } = second;
    expect(counts.base).toEqual({
      run: first.run,
      day: "2026-11-26",
      release: "survey-2026-11-26",
    });
    expect(counts.signed).toEqual({ signed: 63, before: 64, added: 1, removed: 2 });
    expect(counts.dane).toEqual({ dane: 23, before: 24, gained: 3, lost: 4 });
    expect(counts.byTld).toEqual([
      { tld: "com", signed: 26, before: 26, added: 0, removed: 0 },
      { tld: "nl", signed: 24, before: 25, added: 0, removed: 1 },
      { tld: "se", signed: 13, before: 13, added: 1, removed: 1 },
    ]);
    expect(counts.byProvider).toEqual([
      { provider: "good.example", dane: 13, before: 14, gained: 2, lost: 3 },
      { provider: "other.example", dane: 10, before: 11, gained: 1, lost: 2 },
    ]);
    expect(counts.answers).toEqual({ definitive: 59, carried: 1, undetermined: 3 });
    // of 64: g4 is carried; s1, s2 and f1 could not be told
    expect(counts.answeredOfBase).toEqual({ of: 64, answered: 60 });
    expect(counts.batches).toEqual({ made: 1, done: 1 });
  });

  test("a carried domain counts as it was, but not in failure rates", () => {
    const nl = rowsOf(second, "breakage-counts-by-tld").find(
      ({ dimensions }) => dimensions.tld === "nl",
    );
    expect(nl?.measures).toEqual({ bogus: 0, failing: 0, looked: 23 });
  });
});

describe("parts add up", () => {
  test.for([0, 1])("in every table that is a partition, run %i", (index) => {
    const computed = [first, second][index] as ComputedDraft;
    const { signed, dane } = computed.counts;
    for (const [dataset, measure] of [
      ["survey-outcomes", "domains"],
      ["domain-verdicts", "domains"],
      ["dnssec-by-tld", "domains"],
      ["survey-by-tld", "signed"],
    ] as const)
      expect(sumOf(computed, dataset, measure), dataset).toBe(signed.signed);
    expect(sumOf(computed, "survey-by-tld", "dane")).toBe(dane.dane);
    expect(sumOf(computed, "dane-by-tld", "domains")).toBe(dane.dane);
    expect(sumOf(computed, "dnskey-algorithms", "keys")).toBe(
      rowsOf(computed, "rsa-key-sizes").reduce(
        (sum, { measures }) => sum + Number(measures.keys),
        0,
      ) +
        rowsOf(computed, "dnskey-algorithms")
          .filter(({ dimensions }) => dimensions.algorithm !== 8)
          .reduce((sum, { measures }) => sum + Number(measures.keys), 0),
    );
    for (const component of ["exponent", "modulus"])
      expect(
        rowsOf(computed, "rsa-components")
          .filter(({ dimensions }) => dimensions.component === component)
          .reduce((sum, { measures }) => sum + Number(measures.keys), 0),
      ).toBe(sumOf(computed, "rsa-key-sizes", "keys"));
    expect(sumOf(computed, "mx-certificate-issuers", "addresses")).toBe(
      sumOf(computed, "tls-versions", "addresses"),
    );
    const { answers } = computed.counts;
    expect(answers.definitive + answers.carried + answers.undetermined).toBe(signed.signed);
  });

  test("today is yesterday and what came, less what went, by TLD and in all", () => {
    const { byTld, signed, dane } = second.counts;
    for (const flow of [...byTld, signed])
      expect(flow.signed).toBe((flow.before ?? 0) + flow.added - flow.removed);
    expect(dane.dane).toBe((dane.before ?? 0) + dane.gained - dane.lost);
    for (const measure of ["signed", "added", "removed"] as const)
      expect(byTld.reduce((sum, flow) => sum + flow[measure], 0)).toBe(signed[measure]);
  });
});

describe("the draft", () => {
  test("fits the definitions, is stored whole, and can be published", async () => {
    const checked = checkDraft(first.draft, "2026-11-27");
    expect(checked.ok ? null : checked.error).toBeNull();
    const stored = await readDraft(db, first.run);
    expect(stored).toMatchObject({ ...first, publishedAt: expect.any(String) });
    expect(await publishDrafts(db, [stored?.draft ?? first.draft])).toEqual({
      published: 1,
      unchanged: 0,
    });
    expect(await readDraft(db, 999)).toBeNull();
  });

  test("names its inputs with their hashes", () => {
    expect(first.inputs.candidates).toEqual({ seen: 60, notSeen: 1000, unknown: 40 });
    expect(first.inputs.sources.map(({ source, sha256 }) => [source, sha256])).toEqual([
      ["czds:com", "a".repeat(64)],
      ["names.txt", "a".repeat(64)],
    ]);
    expect(first.inputs.run).toMatchObject({ id: first.run, day: "2026-11-26" });
  });

  test("computed again is the same, also by two processes at once", async () => {
    const [once, twice] = await Promise.all([drafted(second.run), drafted(second.run)]);
    const { computedAt: _a, ...left } = once;
    const { computedAt: _b, ...right } = twice;
    expect(left).toEqual(right);
    expect(left.draft).toEqual(second.draft);
    expect(left.counts).toEqual(second.counts);
  });

  test("of a run whose state a later one has changed is refused", async () => {
    expect(await computeDraft(db, first.run)).toEqual({
      ok: false,
      error: { code: "overtaken", run: first.run, by: second.run },
    });
    expect(await readDraft(db, first.run)).not.toBeNull();
  });

  test("of a run that is not complete, or that never was, is refused", async () => {
    expect(await computeDraft(db, 999)).toMatchObject({ error: { code: "no_such_run" } });
    const { $client: sql } = db;
    const [row] = await sql<{ id: number }[]>`
      insert into scan.runs (day, pool, state, method_version, started_at, next_batch)
      select '2026-11-28', id, 'running', '1', now(), 1 from scan.pools limit 1 returning id`;
    expect(await computeDraft(db, row?.id ?? 0)).toMatchObject({
      error: { code: "run_not_complete" },
    });
    await sql`delete from scan.runs where id = ${row?.id ?? 0}`;
  });
});
