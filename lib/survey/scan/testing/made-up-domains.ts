import type { Candidate } from "@/lib/model/candidate";
import { RR } from "@/lib/model/dns-registry";
import { ok } from "@/lib/result";
import { nameOf } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import type { DnsRecord, RecordData } from "@/lib/verifier/dns/record";
import type { Validated } from "@/lib/verifier/dnssec/validator";
import { judgeMx } from "@/lib/verifier/judge-mx";
import type { Buckets } from "../feeder";
import type { DomainObservation, SignedDomain } from "../observe-domain";

/** How a made-up domain is. */
export type MadeUp = {
  verdict?: SignedDomain["judgement"]["verdict"];
  mxHost?: string;
  /** Another number is another key. */
  key?: number;
  ns?: string;
};

const answered = (name: string, type: number, datas: readonly RecordData[]): Validated => {
  const owner = nameOf(name);
  const records: DnsRecord[] = datas.map((data) => makeRecord(owner, 3600, data as never));
  const outcome = records.length > 0 ? "records" : "nodata";
  const base = { aliases: [], trace: [], warnings: [], message: null, reason: null, detail: null };
  return {
    ...base,
    question: { name: owner, type },
    status: "secure",
    outcome,
    name: owner,
    records,
  };
};

/** An observation of a signed domain as the network would have given it. */
export function madeUpDomain(name: string, how: MadeUp = {}): DomainObservation {
  const { verdict = "no_dane", mxHost = "mx.example.net", key = 1, ns = "ns1.example.org" } = how;
  const mx = answered(name, RR.MX, [{ kind: "MX", preference: 10, exchange: nameOf(mxHost) }]);
  const publicKey = Buffer.alloc(64, key);
  const isPass = verdict === "dane_ok";
  return {
    kind: "signed",
    answers: {
      ds: answered(name, RR.DS, [
        { kind: "DS", keyTag: key, algorithm: 13, digestType: 2, digest: Buffer.alloc(32, key) },
      ]),
      dnskey: answered(name, RR.DNSKEY, [
        { kind: "DNSKEY", flags: 257, protocol: 3, algorithm: 13, publicKey },
      ]),
      mx,
      ns: answered(name, RR.NS, [{ kind: "NS", target: nameOf(ns) }]),
      nsec3param: answered(name, RR.NSEC3PARAM, []),
    },
    mx: judgeMx(nameOf(name), mx),
    hosts: [],
    judgement: {
      verdict,
      rule: "T2",
      counts: { strict: isPass, headline: isPass, partial: false },
    },
    validated: false,
    disagreements: [],
  };
}

const SOURCE = { importId: 1, source: "made up", kind: "list", dataAt: "" } as const;

/** Candidates spread evenly over all hashes. */
export const madeUpCandidates = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `d${i}.example`,
    hash: Math.floor((i * 2 ** 32) / count),
    ds: "seen" as const,
    source: SOURCE,
  }));

/** Them as a pool's buckets; `unsigned` are what a zone file lists without DS. */
export const bucketsOf =
  (toAsk: readonly Candidate[], unsigned: readonly Candidate[] = []): Buckets<never> =>
  async (bucket, part) =>
    ok((part === "to_ask" ? toAsk : unsigned).filter(({ hash }) => hash >>> 20 === bucket));
