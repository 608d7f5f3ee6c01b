import { readFile } from "node:fs/promises";
import { liveAnswers } from "@/lib/api/live-answers";
import { type Checks, openChecks } from "@/lib/check/checks";
import { clientAddressReader } from "@/lib/check/client-address";
import { CHECK_DEFAULTS, type CheckSettings, ratePerMinute } from "@/lib/check/settings";
import type { CheckLog } from "@/lib/check/worker";
import type { Env } from "@/lib/env";
import { err, ok, type Result } from "@/lib/result";
import type { LiveSite } from "@/lib/serving/live";
import { parseResolver } from "@/lib/verifier/dns/resolver-address";
import { type AnchorFileError, parseAnchorFile } from "@/lib/verifier/dnssec/anchor-file";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { parseAddressRange } from "@/lib/verifier/net/address-policy";
import type { StartError } from "./database";
import { ehloNameOf } from "./own-name";

/** The live check as the site serves it. */
export type SiteChecks = { live: LiveSite; close: () => Promise<void> };

/**
 * Opens the live check with the settings of the environment: limits, queue and worker. A resolver
 * that is unfit for checks is logged with what to do, and the rest of the site works.
 */
export async function openSiteChecks(
  env: Env,
  databaseUrl: string,
  log: CheckLog,
): Promise<Result<SiteChecks, StartError>> {
  const settings = await checkSettings(env);
  if (!settings.ok) return settings;
  const checks = await openChecks({ databaseUrl, settings: settings.value, log });
  void tellHealth(checks, log);
  const answers = liveAnswers(checks, env.publicUrl, clientAddressReader(env.trustedProxies));
  const live: LiveSite = { ...answers, onChange: (changed) => void checks.onChange(changed) };
  return ok({ live, close: checks.close });
}

async function tellHealth(checks: Checks, log: CheckLog): Promise<void> {
  const health = await checks.health();
  if (!health.ok) log.warn({ code: health.error.code }, health.error.sentence);
}

/** The settings of checks; those that only the verifier can read are read here. */
export async function checkSettings(env: Env): Promise<Result<CheckSettings, StartError>> {
  const resolvers = env.resolvers.map((text) => ({ text, parsed: parseResolver(text) }));
  const bad = resolvers.find(({ parsed }) => !parsed.ok);
  if (bad !== undefined)
    return invalid(
      `RESOLVERS must be addresses such as 127.0.0.1,[::1]:5353; one is ${JSON.stringify(bad.text)}.`,
    );
  const anchors = await readAnchors(env.trustAnchorFile);
  if (!anchors.ok) return anchors;
  const ranges = env.probeAllowedRanges.map(parseAddressRange);
  return ok({
    ...CHECK_DEFAULTS,
    ehloName: ehloNameOf(env),
    resolvers: resolvers.flatMap(({ parsed }) => (parsed.ok ? [parsed.value] : [])),
    anchors: anchors.value,
    allowedRanges: ranges.flatMap((range) => (range.ok ? [range.value] : [])),
    smtpPort: env.smtpPort,
    atOnce: env.checksAtOnce,
    pace: { ...ratePerMinute(env.checksPerMinute), burst: env.checksAtOnce },
    perClient: ratePerMinute(env.checksPerClient),
    queueLength: env.checksQueue,
    keepDays: env.checksKeepDays,
  });
}

const invalid = (message: string) => err<StartError>({ code: "bad_environment", message });

async function readAnchors(
  file: string | undefined,
): Promise<Result<readonly TrustAnchor[] | null, StartError>> {
  if (file === undefined) return ok(null);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    return invalid(`TRUST_ANCHOR_FILE cannot be read (${code}): ${JSON.stringify(file)}.`);
  }
  const anchors = parseAnchorFile(text);
  return anchors.ok ? anchors : invalid(`TRUST_ANCHOR_FILE ${anchorFault(anchors.error)}.`);
}

function anchorFault(error: AnchorFileError): string {
  switch (error.code) {
    case "line_invalid":
      return `has no DS or DNSKEY record in line ${error.line}`;
    case "parenthesis_open":
      return "has a parenthesis that is never closed";
    case "no_anchors":
      return "has no DS or DNSKEY record";
  }
}
