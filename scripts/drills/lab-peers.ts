import { existsSync } from "node:fs";
import { isGoodHost } from "@/lab/peers/checkers";
import { compareOnLoopback, type PeerComparison, peerSurprise } from "@/lab/peers/compare-all";
import { knownDifference } from "@/lab/peers/known-differences";
import { hasProgram } from "@/lab/programs";
import { startProgram } from "@/scripts/testing/program";
import type { Drill } from "./drill";

/**
 * Compares verdicts over the lab with `openssl s_client` and `drill` on loopback, and with
 * hash-slinger's `tlsa` and GnuTLS's `danetool` in a network namespace. A round is a thirtieth of it.
 *
 * Promises: the same, but for the differences that are listed.
 */
export const labPeers: Drill = {
  name: "lab-peers",
  purpose: "the lab, judged by OpenSSL, ldns, hash-slinger and GnuTLS as well",
  rounds: { full: 30, sample: 1 },
  async run({ rounds, log }) {
    if (!hasProgram("nsd") || !hasProgram("unbound"))
      return { isSuccess: true, report: ["Left out: nsd or unbound is missing."] };
    const step = Math.ceil(30 / rounds);
    const found = [...(await compareOnLoopback(step)), ...(await compareInNamespace(step, log))];
    const surprises = found.map(peerSurprise).filter((surprise) => surprise !== null);
    return {
      isSuccess: surprises.length === 0,
      report: [...summary(found), ...surprises.map((surprise) => `- ${surprise}`)],
    };
  },
};

async function compareInNamespace(
  step: number,
  log: (line: string) => void,
): Promise<PeerComparison[]> {
  const isThere = existsSync("/usr/bin/tlsa") || existsSync("/usr/bin/danetool");
  if (!isThere || process.getuid?.() !== 0) {
    log("hash-slinger and danetool are left out: they are missing, or this is not root");
    return [];
  }
  const ask = [process.execPath, "--import", "tsx", "lab/peers/ask-checkers.ts", `${step}`];
  // The lab tells its trust anchor to what runs inside.
  const inside = ["sh", "-c", 'exec "$@" "$LAB_TRUST_ANCHOR"', "sh", ...ask];
  const { ended, output } = startProgram("scripts/lab.ts", ["--namespace", ...inside]);
  const status = await ended;
  if (status !== 0) throw new Error(`the checkers ended with ${status}: ${output()}`);
  return [...output().matchAll(/^checker (slinger|danetool) (\S+) (\w+)$/gm)].map(
    ([, by = "", name = "", theirs = ""]) => ({
      by: by === "slinger" ? "slinger" : "danetool",
      name,
      ours: isGoodHost(name) ? "content" : "not",
      theirs,
    }),
  );
}

function summary(found: readonly PeerComparison[]): string[] {
  const programs = [...new Set(found.map(({ by }) => by))];
  const differing = found.filter(({ ours, theirs }) => ours !== theirs);
  const lines = programs.map((by) => {
    const all = found.filter((each) => each.by === by);
    const others = differing.filter((each) => each.by === by);
    return `| ${by} | ${all.length} | ${all.length - others.length} | ${others.length} |`;
  });
  const reasons = new Map<string, number>();
  for (const { by, name } of differing) {
    const reason = `${by}: ${knownDifference(by, name) ?? "unknown"}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [
    "| program | compared | the same | differing |",
    "|---|--:|--:|--:|",
    ...lines,
    "",
    "| difference | times |",
    "|---|--:|",
    ...[...reasons].sort().map(([reason, times]) => `| ${reason} | ${times} |`),
  ];
}
