import type { CheckIo, SeenChain } from "./check-io";
import type { Name } from "./dns/name";
import type { ProbedAddress } from "./probe-host";
import { tlsaRecordText } from "./tlsa/records-for-chain";

/** Records in zone-file form. */
export type RecordsToPublish = {
  /** For the server's keys (DANE-EE): what we advise, and enough by itself. */
  best: string[];
  /** Those, and the ones of issuers that would do instead. */
  all: string[];
};

/** The TLSA records that match the chains that were seen, each once (RFC 7672 §3.1). */
export function recordsToPublish(
  seen: readonly ProbedAddress[],
  place: Omit<SeenChain, "chain"> & { base: Name; port: number },
  { recordsForChain }: Pick<CheckIo, "recordsForChain">,
): RecordsToPublish {
  const { base, port, ...rest } = place;
  const chains = seen.flatMap(({ attempts }) =>
    attempts.flatMap(({ outcome }) => (outcome.kind === "tls" ? [outcome.chain] : [])),
  );
  const records = chains.flatMap((chain) =>
    recordsForChain({ chain, ...rest }).map(({ record }) => record),
  );
  const lines = records.map((record) => ({
    usage: record.usage,
    text: tlsaRecordText(base, record, port),
  }));
  const texts = (some: typeof lines) => [...new Set(some.map(({ text }) => text))];
  return { best: texts(lines.filter(({ usage }) => usage === 3)), all: texts(lines) };
}
