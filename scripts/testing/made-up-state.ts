import type { Db } from "@/db/client";
import type { ReportCertificate } from "@/lib/model/check-report";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import type { HostState, SurveyedAddress } from "@/lib/model/survey-hosts";
import { type BatchTally, type DomainState, scanOutcome } from "@/lib/model/survey-scan";
import { type HostContent, shortHash } from "@/lib/survey/scan/content";
import { applyBatch } from "@/lib/survey/scan/store-apply";
import { Interner } from "@/lib/survey/scan/store-intern";
import { leaseBatch } from "@/lib/survey/scan/store-lease";
import { finishRun, startRun } from "@/lib/survey/scan/store-runs";

/** A signed domain as a test wants it; what is left out is as with most. */
export type MadeDomain = {
  verdict?: DomainState["verdict"];
  counts?: Partial<DomainState["counts"]>;
  mxStatus?: DomainState["mxStatus"];
  dnskeyStatus?: DomainState["dnskeyStatus"];
  ds?: DomainState["ds"];
  keys?: DomainState["keys"];
  nsec3?: DomainState["nsec3"];
  /** Operator of its name servers; null: could not be told. */
  operator?: string | null;
  /** Names of its MX hosts, all of one preference; null: could not be told. */
  mx?: readonly string[] | null;
  /** DNSKEY records as `raw_keys` holds them. */
  dnskey?: Buffer;
  /** This run could not tell, and the state before stands in. */
  carried?: boolean;
};

/** An MX host as a test wants it. */
export type MadeHost = {
  verdict: HostVerdict;
  zone: string | null;
  /** Usage, selector and matching type of each signed record, and its data where that matters. */
  tlsa?: readonly (readonly [number, number, number, string?])[];
  addresses?: readonly (Partial<SurveyedAddress> & { address: string })[];
};

const P256 = { flags: 257, protocol: 3, algorithm: 13, bits: null, exponent: null };
const NOTHING: BatchTally = {
  ...{ pass: 0, fail: 0, notApplicable: 0, undetermined: 0, unsigned: 0, gone: 0, optedOut: 0 },
  ...{ retried: 0, carried: 0, changed: 0, removed: 0, validated: 0, disagreements: 0 },
  ...{ queries: 0, timeouts: 0, failuresByTld: {}, failuresByOperator: {} },
};

/** A certificate of which only who issued it and its key matter. */
export const madeCertificate = (
  serial: number,
  over: Partial<ReportCertificate> = {},
): ReportCertificate => ({
  ...{ subject: `CN=mx${serial}`, issuer: "CN=R11,O=Let's Encrypt,C=US" },
  ...{ notBefore: null, notAfter: null, keyType: "ec", keyBits: null, keyCurve: "prime256v1" },
  ...{ dnsNames: [], spkiSha256: null, certSha256: serial.toString(16).padStart(64, "0") },
  ...over,
});

/** States written as the scan writes them, batch, change log and all, without a network. */
export class MadeUpState {
  readonly #db: Db;
  readonly #interner: Interner;
  readonly #pool: number;
  readonly #known = new Map<string, string>();
  #carried = new Set<string>();

  /** @param pool the pool that runs go over. */
  constructor(db: Db, pool: number) {
    this.#db = db;
    this.#interner = new Interner(db);
    this.#pool = pool;
  }

  /**
   * A run after which exactly these domains are signed, and those hosts are as given.
   *
   * @param removed why domains that are missing went; `lost_ds` unless told.
   * @returns the run's id.
   */
  async run(
    day: string,
    domains: ReadonlyMap<string, MadeDomain>,
    hosts: ReadonlyMap<string, MadeHost>,
    removed: Readonly<Record<string, "gone" | "opted_out">> = {},
  ): Promise<number> {
    const at = `${day}T06:00:00.000Z`;
    const { id: run } = await startRun(this.#db, {
      ...{ day, pool: this.#pool, methodVersion: "1.0.0", at: `${day}T00:00:00Z` },
    });
    await this.#db.$client`
      insert into scan.batches (run, number, kind, state, fence, queued_at, from_hash, to_hash, size,
        names)
      values (${run}, 1, 'main', 'queued', 0, now(), 0, 4294967295, ${domains.size}, '')`;
    const lease = await leaseBatch(this.#db, {
      run,
      number: 1,
      holder: "made up",
      leaseMs: 60_000,
    });
    if (lease === null) throw new Error("the batch was not to be had");
    const all = [...domains].map(([name, domain]) => ({ name, hash: hashOf(name), domain }));
    const fresh = all
      .filter(({ domain }) => domain.carried !== true)
      .map(({ name, hash, domain }) => ({ name, hash, content: contentOf(domain) }));
    const written = fresh
      .filter(({ name, content }) => this.#known.get(name) !== content.content)
      .map((one) => ({ ...one, isNew: !this.#known.has(one.name), hasNewKeys: true }));
    const gone = [...this.#known.keys()].filter((name) => !domains.has(name));
    const applied = await applyBatch(this.#db, this.#interner, lease, {
      ...{ at, written, disagreements: [], retried: [], tally: NOTHING, durationMs: 1 },
      removed: gone.map((name) => ({
        ...{ name, hash: hashOf(name), reason: removed[name] ?? ("lost_ds" as const) },
      })),
      carried: all.filter(({ domain }) => domain.carried === true),
      renewed: all.filter(({ name, domain }) => this.#carried.has(name) && domain.carried !== true),
      hosts: [...hosts].map(([name, host]) => hostContentOf(name, host)),
      size: domains.size,
    });
    if (!applied.ok) throw new Error(applied.error.code);
    this.#carried = new Set(all.flatMap(({ name, domain }) => (domain.carried ? [name] : [])));
    for (const name of gone) this.#known.delete(name);
    for (const { name, content } of written) this.#known.set(name, content.content);
    await this.#db.$client`update scan.runs set next_hash = null where id = ${run}`;
    if (!(await finishRun(this.#db, run))) throw new Error("the run is not complete");
    return run;
  }
}

const hashOf = (name: string): number => Number(BigInt.asUintN(32, BigInt(shortHash(name))));

function contentOf(domain: MadeDomain) {
  const { verdict = "no_dane", mx = [], operator = "dns.example" } = domain;
  const counts = { strict: false, headline: false, partial: false, ...domain.counts };
  const state: DomainState = {
    ...{ verdict, rule: "T2", outcome: scanOutcome(verdict, counts), counts },
    mxStatus: domain.mxStatus ?? "secure",
    dnskeyStatus: domain.dnskeyStatus ?? "secure",
    ds: domain.ds === undefined ? [{ algorithm: 13, digestType: 2 }] : domain.ds,
    keys: domain.keys === undefined ? [P256] : domain.keys,
    nsec3: domain.nsec3 === undefined ? [] : domain.nsec3,
    ns: operator === null ? null : { operator, names: [`ns1.${operator}`] },
    mx: mx && { implicit: false, mx: mx.map((host) => ({ preference: 10, host })) },
  };
  const raw = { ds: Buffer.alloc(0), dnskey: domain.dnskey ?? Buffer.alloc(0) };
  const rawContent = shortHash(raw.dnskey);
  return { state, raw, rawContent, content: shortHash(`${rawContent} ${JSON.stringify(state)}`) };
}

function hostContentOf(name: string, host: MadeHost): HostContent {
  const { verdict, zone, tlsa = [], addresses = [] } = host;
  const state: HostState = {
    ...{ verdict, zone, addressStatus: "secure", tlsaStatus: "secure" },
    tlsaBase: tlsa.length > 0 ? name : null,
    tlsa: tlsa.map(([usage, selector, matchingType, data = "00"]) => ({
      ...{ usage, selector, matchingType, data },
      ...{ usable: usage >= 2, why: usage >= 2 ? null : ("usage_pkix" as const) },
    })),
    addresses: addresses.map((address) => ({
      ...{ verdict: "ok", problem: null, matched: null },
      ...{ protocol: null, cipher: null, certificate: null },
      ...address,
    })),
  };
  return { name, state, content: shortHash(JSON.stringify(state)) };
}
