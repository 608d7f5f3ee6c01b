import { existsSync } from "node:fs";
import { LAB_DOMAINS } from "../domains/all";
import { startLab } from "../start";
import { labVerifier } from "../verdicts";
import { drillFor } from "./drill-chase";
import { type KnownDifference, knownDifference } from "./known-differences";
import { compareByOpenssl } from "./openssl-smtp";

/** One thing that two programs said something of. */
export type PeerComparison = {
  by: KnownDifference["by"];
  name: string;
  ours: string;
  theirs: string;
};

/** What is neither the same nor known, as a line; null where all is well. */
export function peerSurprise({ by, name, ours, theirs }: PeerComparison): string | null {
  if (ours === theirs || knownDifference(by, name) !== null) return null;
  return `${name}: we say ${ours}, ${by} ${theirs}`;
}

const AT_ONCE = 6;

/**
 * Checks domains of a lab of its own, and asks `openssl s_client` about every address that TLSA
 * records count for, and `drill` about the MX records.
 *
 * @param step of so many domains one is taken.
 */
export async function compareOnLoopback(step: number): Promise<PeerComparison[]> {
  const lab = await startLab();
  const verifier = labVerifier(lab);
  const chase = existsSync("/usr/bin/drill") ? drillFor(lab) : null;
  const found: PeerComparison[] = [];
  const waiting = LAB_DOMAINS.filter((_, at) => at % step === 0);
  const worker = async () => {
    for (let domain = waiting.pop(); domain !== undefined; domain = waiting.pop()) {
      const { name } = domain;
      const report = await verifier.check(name);
      for (const { ours, theirs } of await compareByOpenssl(report, lab.smtpPort))
        found.push({ by: "openssl", name, ours, theirs });
      if (chase === null) continue;
      const ours = report.mx.status === "secure" ? "secure" : "not";
      found.push({ by: "drill", name, ours, theirs: await chase(name) });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    verifier.close();
    await lab.close();
  }
  return found;
}
