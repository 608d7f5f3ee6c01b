import { setMaxListeners } from "node:events";
import type { CheckProgress } from "@/lib/model/check-progress";
import { type CheckReport, METHOD_VERSION, REPORT_VERSION } from "@/lib/model/check-report";
import { type CheckedHost, checkHost } from "./check-host";
import type { CheckIo } from "./check-io";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";
import type { DomainName } from "./domain-name-input";
import { inOrder } from "./explain";
import { explainCoverage, explainMx } from "./explain-domain";
import { explainWarnings } from "./explain-host-dns";
import { inParallel } from "./in-parallel";
import { judgeDomain, markPrimary } from "./judge-domain";
import { judgeMx, type MxJudgement, reportMx } from "./judge-mx";
import { askBefore, lookUpMx } from "./look-up-mx";
import { mergeTraces } from "./merge-traces";
import { politeProbe, rememberingProbe } from "./polite-probe";

/** How a domain is checked, where it differs from the usual. */
export type CheckOptions = {
  /** SMTP port; 25 where absent. */
  port?: number;
  /** The port in TLSA names where it differs from `port`. */
  tlsaPort?: number;
  /** The deadline of the whole check; without one the parts' own deadlines end it. */
  signal?: AbortSignal;
  /** Which hosts are connected to: all, or only those with signed TLSA records. */
  probeHosts?: "all" | "with_tlsa";
  /** How long after the deadline a probe may still say how far it got, in milliseconds. */
  graceMs?: number;
  /** Told of each stage as it ends; must not throw. */
  onProgress?: (progress: CheckProgress) => void;
};

/** Hosts of one domain that are worked on at once. */
const HOSTS_AT_ONCE = 8;
const GRACE_MS = 1000;

/**
 * Checks a domain: MX records, hosts, servers, verdict and report. What comes from outside never
 * makes it throw, and a deadline never loses the report: what was not reached by then is
 * `dns_error` or `unreachable`.
 */
export async function checkDomain(
  domain: DomainName,
  io: CheckIo,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const startedAt = io.now();
  const { port = 25, onProgress = () => {} } = options;
  const settings = {
    port,
    tlsaPort: options.tlsaPort ?? port,
    probeHosts: options.probeHosts ?? "all",
    graceMs: options.graceMs ?? GRACE_MS,
    signal: options.signal ?? new AbortController().signal,
    onProgress,
  };
  setMaxListeners(0, settings.signal); // Node 20 calls the eleventh question that waits a leak
  const ask = askBefore(io, settings.signal);
  const mxAnswer = await lookUpMx(domain.name, ask);
  const mx = judgeMx(domain.name, mxAnswer);
  onProgress({
    stage: "mx",
    mx: reportMx(mxAnswer, mx),
    hosts: mx.hosts.map(({ name, address }) => address ?? displayName(name)),
  });
  const delivery = { domain: domain.name, mx: mxAnswer, mxSecure: mx.secure };
  const probe = rememberingProbe(politeProbe(io.probe));
  const checked = await inParallel(mx.hosts, HOSTS_AT_ONCE, (host) =>
    checkHost(host, delivery, { ...io, probe }, ask, settings),
  );
  const facts = { domain, mxAnswer, mx, checked };
  return {
    reportVersion: REPORT_VERSION,
    methodVersion: METHOD_VERSION,
    domain: domain.ascii,
    unicode: domain.unicode,
    checkedAt: new Date(startedAt).toISOString(),
    durationMs: Math.max(0, Math.round(io.now() - startedAt)),
    port,
    tlsaPort: settings.tlsaPort,
    ...conclude(facts),
  };
}

type Facts = {
  domain: DomainName;
  mxAnswer: Validated;
  mx: MxJudgement;
  checked: readonly CheckedHost[];
};

/** Verdict, problems and trace from what was collected. Pure. */
function conclude({ domain, mxAnswer, mx, checked }: Facts) {
  const hosts = markPrimary(checked.map(({ host }) => host));
  const answers = [mxAnswer, ...checked.flatMap((host) => host.answers)];
  const problems = [
    ...explainMx(domain.name, mxAnswer, mx),
    ...explainCoverage(domain.name, mx, hosts),
    ...checked.flatMap((host) => host.problems),
    ...explainWarnings(domain.ascii, answers),
  ];
  return {
    ...judgeDomain(mx, hosts),
    mx: reportMx(mxAnswer, mx),
    hosts,
    problems: inOrder(problems),
    trace: mergeTraces(answers.map(({ trace }) => trace)),
    hygiene: [],
    policies: null,
  };
}
