import type { Db } from "@/db/client";
import type { ReleaseManifest } from "@/lib/model/release-manifest";
import type { ComputedDraft } from "@/lib/model/survey-draft";
import { verdictOf } from "./gates/judge-gates";
import { publicSource } from "./public-source";
import { scanSetups } from "./store-facts";

const iso = (text: string): string => new Date(text).toISOString();

/** Everything that a release was made with, from the draft and from what the scan noted. */
export async function manifestOf(
  db: Db,
  { run, methodVersion, inputs, counts }: ComputedDraft,
  decided: Pick<ReleaseManifest, "program" | "gates" | "override" | "erratum">,
): Promise<ReleaseManifest> {
  const { resolvers, trustAnchors } = await scanSetups(db, run);
  const { geoip, candidates, sources } = inputs;
  return {
    run,
    day: inputs.run.day,
    methodVersion,
    resolvers,
    trustAnchors,
    publicSuffixLists: [...new Set(sources.map(({ publicSuffixList }) => publicSuffixList))].sort(),
    geoip: geoip === null ? null : `${geoip.type} of ${geoip.builtAt.slice(0, 10)}`,
    startedAt: iso(inputs.run.startedAt),
    finishedAt: iso(inputs.run.finishedAt),
    inputs: sources.map(({ source, kind, dataAt, sha256, sizeBytes, names, withDs }) => ({
      ...{ source: publicSource(source), kind, sha256, sizeBytes, names, withDs },
      dataAt: dataAt === null ? null : iso(dataAt),
    })),
    counts: {
      candidatesWithDs: candidates.seen,
      candidatesWithoutDs: candidates.notSeen,
      candidatesToAsk: candidates.unknown,
      signedDomains: counts.signed.signed,
      daneDomains: counts.dane.dane,
      definitive: counts.answers.definitive,
      carried: counts.answers.carried,
      undetermined: counts.answers.undetermined,
      batches: counts.batches.done,
    },
    flagged: verdictOf(decided.gates) !== "passed",
    ...decided,
  };
}
