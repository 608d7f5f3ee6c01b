import type { CheckReport } from "@/lib/model/check-report";
import { DOMAIN_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import { harmless } from "@/lib/verifier/net/printable";

/** The states of a monitoring plug-in and their exit statuses. */
export const PLUGIN_STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;
export type PluginState = (typeof PLUGIN_STATES)[number];

const STATE_OF: Record<DomainVerdict, PluginState> = {
  dane_ok: "OK",
  dane_fail: "CRITICAL",
  bogus: "CRITICAL",
  nxdomain: "CRITICAL",
  // Mail gets through, unprotected: what a monitored domain had is gone.
  dane_partial: "WARNING",
  dane_unusable: "WARNING",
  no_dane: "WARNING",
  insecure: "WARNING",
  null_mx: "WARNING",
  no_mail: "WARNING",
  tempfail: "UNKNOWN",
  dns_error: "UNKNOWN",
};

/** What speaks for several domains: what is certainly wrong before what is not known. */
const WORST_FIRST: readonly PluginState[] = ["CRITICAL", "WARNING", "UNKNOWN", "OK"];

/**
 * The one line of a monitoring plug-in and its exit status, 0 to 3
 * (https://www.monitoring-plugins.org/doc/guidelines.html).
 */
export function pluginResult(
  reports: readonly CheckReport[],
  misuse: string | null,
): { line: string; status: number } {
  if (misuse !== null || reports.length === 0)
    return pluginFailure(misuse ?? "there was no domain to check");
  return resultOf(reports);
}

/** What a plug-in says where it could not even ask. */
export const pluginFailure = (sentence: string): { line: string; status: number } => ({
  line: `DANE UNKNOWN - ${oneBar(sentence)}`,
  status: PLUGIN_STATES.indexOf("UNKNOWN"),
});

/** The bar is for what follows the text. */
const oneBar = (text: string): string => harmless(text).replaceAll("|", "/");

function resultOf(reports: readonly CheckReport[]) {
  const states = reports.map(({ verdict }) => STATE_OF[verdict]);
  const state = WORST_FIRST.find((each) => states.includes(each)) ?? "UNKNOWN";
  const told = reports.filter(({ verdict }) => STATE_OF[verdict] === state);
  const text = told.map(wordsFor).join("; ");
  const data = reports.flatMap(performanceData);
  return {
    line: `DANE ${state} - ${oneBar(text)} | ${data.join(" ")}`,
    status: PLUGIN_STATES.indexOf(state),
  };
}

/**
 * What is worth a graph: how long it took, how many mail hosts have working DANE, and for how long the
 * first of their certificates is still valid. What was not seen is left out.
 */
function performanceData({ domain, durationMs, hosts, checkedAt }: CheckReport): string[] {
  const name = oneBar(domain).replaceAll("'", "");
  const working = hosts.filter(({ verdict }) => verdict === "ok").length;
  const ends = hosts.flatMap(({ addresses }) =>
    addresses.flatMap(({ attempts }) =>
      attempts.flatMap(({ chain }) => {
        const end = Date.parse(chain[0]?.notAfter ?? "");
        return Number.isNaN(end) ? [] : [end];
      }),
    ),
  );
  const left = Math.floor((Math.min(...ends) - Date.parse(checkedAt)) / 1000);
  return [
    `'${name}'=${durationMs}ms`,
    `'${name} hosts ok'=${working};;;0;${hosts.length}`,
    ...(ends.length === 0 ? [] : [`'${name} certificate'=${left}s`]),
  ];
}

function wordsFor({ domain, verdict, problems }: CheckReport): string {
  const cause = problems.find(({ severity }) => severity === "error");
  const words = DOMAIN_VERDICT_WORDS[verdict].title;
  return cause === undefined ? `${domain}: ${words}` : `${domain}: ${words}. ${cause.summary}`;
}
