import type { CheckIo, SeenChain } from "./check-io";
import type { Name } from "./dns/name";
import type { TlsaData } from "./dns/record";
import type { ProbedAddress } from "./probe-host";
import { tlsaRecordText } from "./tlsa/records-for-chain";

/** Records in zone-file form. */
export type RecordsToPublish = {
  /** For the server's keys (DANE-EE): what we advise, and enough by itself. */
  best: string[];
  /** Those, and the ones of issuers that would do instead. */
  all: string[];
};

/**
 * The TLSA records that match the chains seen at some addresses, each once (RFC 7672 §3.1). Chains
 * that several addresses share are looked at once.
 */
export function recordsToPublish(
  place: Omit<SeenChain, "chain"> & { base: Name; port: number },
  { recordsForChain }: Pick<CheckIo, "recordsForChain">,
): (seen: readonly ProbedAddress[]) => RecordsToPublish {
  const { base, port, ...rest } = place;
  const known = new Map<string, readonly TlsaData[]>();
  const recordsFor = (chain: readonly Buffer[]) => {
    const key = chain.map((der) => der.toString("base64")).join();
    const records =
      known.get(key) ?? recordsForChain({ chain, ...rest }).map(({ record }) => record);
    known.set(key, records);
    return records;
  };
  return (seen) => {
    const chains = seen.flatMap(({ attempts }) =>
      attempts.flatMap(({ outcome }) => (outcome.kind === "tls" ? [outcome.chain] : [])),
    );
    const records = chains.flatMap(recordsFor);
    const textsOf = (some: readonly TlsaData[]) => [
      ...new Set(some.map((record) => tlsaRecordText(base, record, port))),
    ];
    return { best: textsOf(records.filter(({ usage }) => usage === 3)), all: textsOf(records) };
  };
}
