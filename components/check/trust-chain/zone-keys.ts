import type { TraceStep } from "@/lib/model/dnssec";
import type { Tone } from "../report-tone";
import { OUTCOME_WORDS, signatureWords } from "./outcome-words";
import type { StepOf, TrustEntry, TrustKey } from "./trust-zone";

export const keyId = ({ keyTag, algorithm }: { keyTag: number; algorithm: number }): string =>
  `${keyTag}/${algorithm}`;

const SEP_FLAG = 1;
const isKind =
  <Kind extends TraceStep["step"]>(kind: Kind) =>
  (step: TraceStep): step is StepOf<Kind> =>
    step.step === kind;

/** The steps of one kind, in order. */
export const stepsOf = <Kind extends TraceStep["step"]>(
  steps: readonly TraceStep[],
  kind: Kind,
): StepOf<Kind>[] => steps.filter(isKind(kind));

/** The signatures over a zone's own keys. */
export const keySetSignatures = (zone: string, steps: readonly TraceStep[]) =>
  stepsOf(steps, "signature").filter(({ type, owner }) => type === "DNSKEY" && owner === zone);

/**
 * The keys of a zone that the chain enters by, or that sign something; the others are counted.
 *
 * @see RFC 4034 §2.1.1 for the SEP flag, which only tells what a key is meant for.
 */
export function keysOf(
  zone: string,
  steps: readonly TraceStep[],
): { keys: TrustKey[]; idleKeys: number } {
  const published = stepsOf(steps, "key").filter(({ owner }) => owner === zone);
  const signatures = stepsOf(steps, "signature").filter(({ signer }) => signer === zone);
  const keySet = keySetSignatures(zone, steps);
  const keys = published.flatMap((key): TrustKey[] => {
    const id = keyId(key);
    const signs = signatures.filter((signature) => keyId(signature) === id);
    const signsKeys = signs.some(({ type }) => type === "DNSKEY");
    const signsMore = signs.some(({ type }) => type !== "DNSKEY");
    const isEntry = key.outcome === "matches_ds";
    const isMeantForKeys = (key.flags & SEP_FLAG) === 1;
    const isFaulty = key.outcome !== "matches_ds" && key.outcome !== "published";
    if (!(isEntry || signs.length > 0 || isFaulty || published.length <= 2)) return [];
    const role = signsKeys && signsMore ? "CSK" : isMeantForKeys ? "KSK" : "ZSK";
    const own = keySet.filter((signature) => keyId(signature) === id);
    const broken = own.find(({ outcome }) => outcome !== "valid" && outcome !== "not_tried");
    const fault = isFaulty
      ? OUTCOME_WORDS[key.outcome]
      : isEntry && broken !== undefined && !own.some(({ outcome }) => outcome === "valid")
        ? `signature over the keys: ${signatureWords(broken)}`
        : null;
    const tone: Tone = fault === null ? "good" : "bad";
    return [
      {
        id,
        keyTag: key.keyTag,
        algorithm: key.algorithm,
        role,
        bits: key.bits,
        isEntry,
        tone,
        fault,
      },
    ];
  });
  const unique = [...new Map(keys.map((key) => [key.id, key])).values()];
  return { keys: unique, idleKeys: published.length - keys.length };
}

/** How the chain comes into a zone: by the trust anchor or by DS records in its parent. */
export function entryOf(zone: string, steps: readonly TraceStep[]): TrustEntry {
  const anchors = stepsOf(steps, "anchor").filter(({ owner }) => owner === zone);
  const ds = stepsOf(steps, "ds").filter(({ owner }) => owner === zone);
  const kind = anchors.length > 0 ? "anchor" : ds.length > 0 ? "ds" : "unknown";
  const matched = ds.filter(({ outcome }) => outcome === "matched");
  const named = matched.length > 0 ? matched : ds;
  const isMatched = matched.length > 0;
  const keyTags = [...new Set((named.length > 0 ? named : anchors).map(({ keyTag }) => keyTag))];
  const digests = [...new Set(named.map(({ digestType }) => digestType))];
  if (ds.length === 0) return { kind, keyTags, digests, tone: "unknown", fault: null };
  const fault = isMatched ? null : OUTCOME_WORDS[ds[0]?.outcome ?? "no_key"];
  return { kind, keyTags, digests, tone: isMatched ? "good" : "bad", fault };
}
