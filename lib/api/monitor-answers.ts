import type { Db } from "@/db/client";
import { latestCheck } from "@/lib/check/check-store";
import { readCheckInput } from "@/lib/check/read-input";
import type { CheckReport, ReportHost } from "@/lib/model/check-report";
import { DOMAIN_VERDICTS, type DomainVerdict, type HostVerdict } from "@/lib/model/check-verdicts";
import type { ApiAnswer } from "./answer";

/** Whether a monitor should raise an alarm. */
const MONITOR_STATUS: Record<DomainVerdict, { status: 200 | 503 | 504; word: string }> = {
  dane_ok: { status: 200, word: "ok" },
  dane_fail: { status: 503, word: "failing" },
  bogus: { status: 503, word: "failing" },
  dane_partial: { status: 503, word: "incomplete" },
  dane_unusable: { status: 503, word: "incomplete" },
  no_dane: { status: 503, word: "absent" },
  insecure: { status: 503, word: "absent" },
  null_mx: { status: 503, word: "absent" },
  no_mail: { status: 503, word: "absent" },
  nxdomain: { status: 503, word: "absent" },
  tempfail: { status: 504, word: "unknown" },
  dns_error: { status: 504, word: "unknown" },
};

const MS_PER_DAY = 86_400_000;
const UNDECIDED: ReadonlySet<HostVerdict> = new Set(["dns_error", "unreachable"]);

const answer = (status: number, contentType: string, body: string): ApiAnswer => ({
  status,
  headers: { "content-type": contentType, "cache-control": "no-cache" },
  body,
});
const plain = (status: number, line: string): ApiAnswer =>
  answer(status, "text/plain; charset=utf-8", `${line}\n`);
const json = (status: number, document: object): ApiAnswer =>
  answer(status, "application/json", `${JSON.stringify(document)}\n`);

/** The newest result of the last day, or why there is none. */
async function freshReport(
  db: Db,
  text: string,
  now: number,
): Promise<{ report: CheckReport; finishedAt: string } | { none: string }> {
  const input = readCheckInput(text);
  if (!input.ok) return { none: input.error.sentence };
  const { ascii } = input.value.domain;
  const latest = await latestCheck(db, ascii);
  if (latest?.report == null || latest.finishedAt === null)
    return { none: `${ascii} was not checked` };
  const { report, finishedAt } = latest;
  return now - Date.parse(finishedAt) > MS_PER_DAY
    ? { none: `${ascii} was last checked ${finishedAt}` }
    : { report, finishedAt };
}

/**
 * Answers `/status/{domain}` for uptime monitors: 200 only where DANE works on every host, 503 where
 * it does not, 504 where the check could not tell, 404 where nothing of the last day is kept. It
 * never starts a check: whoever monitors posts one before.
 *
 * @param format the query's `format`: `json`, or null for one line of text.
 */
export async function answerStatus(
  db: Db,
  text: string,
  format: string | null,
  now: number,
): Promise<ApiAnswer> {
  if (format !== null && format !== "json")
    return plain(400, "format is json, or left out for one line of text");
  const fresh = await freshReport(db, text, now);
  if ("none" in fresh)
    return format === "json"
      ? json(404, { status: "unknown", detail: fresh.none })
      : plain(404, `unknown: ${fresh.none}`);
  const { report, finishedAt } = fresh;
  const { domain, verdict, hosts } = report;
  const { status, word } = MONITOR_STATUS[verdict];
  if (format === null) return plain(status, `${word}: ${domain} ${verdict} ${finishedAt}`);
  return json(status, {
    status: word,
    domain,
    verdict,
    checkedAt: finishedAt,
    ageSeconds: Math.max(0, Math.round((now - Date.parse(finishedAt)) / 1000)),
    hosts: hosts.map((host) => ({
      name: host.name,
      verdict: host.verdict,
      certificateEndsAt: isoOrNull(certificateEnd(host)),
    })),
    signaturesEndAt: Object.fromEntries(
      signatureEnds(report).map(([zone, seconds]) => [zone, isoOrNull(seconds)]),
    ),
    problems: report.problems
      .filter(({ severity }) => severity === "error" || severity === "warning")
      .map(({ code, severity, at, summary }) => ({ code, severity, ...at, summary })),
  });
}

const isoOrNull = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString();

/** When the first of a host's own certificates ends, in seconds; null where none was seen. */
function certificateEnd({ addresses }: ReportHost): number | null {
  const ends = addresses.flatMap(({ attempts }) =>
    attempts.flatMap(({ chain }) => {
      const end = Date.parse(chain[0]?.notAfter ?? "");
      return Number.isNaN(end) ? [] : [end / 1000];
    }),
  );
  return ends.length === 0 ? null : Math.min(...ends);
}

/** When the first signature of each zone that counted ends, in seconds. */
function signatureEnds({ trace }: CheckReport): [string, number][] {
  return trace.flatMap(({ zone, steps }): [string, number][] => {
    const ends = steps.flatMap((step) =>
      step.step === "signature" && step.outcome === "valid" ? [step.expiration] : [],
    );
    return ends.length === 0 ? [] : [[zone, Math.min(...ends)]];
  });
}

/** A label's value as OpenMetrics escapes it. */
const labelValue = (text: string): string =>
  text.replace(/[\\"\n]/g, (sign) => (sign === "\n" ? "\\n" : `\\${sign}`));

type Sample = { labels?: Record<string, string>; value: number | null };

function family(
  name: string,
  type: "gauge" | "stateset",
  help: string,
  samples: readonly Sample[],
  unit = "",
): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`);
    return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value ?? "NaN"}`;
  });
  const head = [`# TYPE ${name} ${type}`, ...(unit === "" ? [] : [`# UNIT ${name} ${unit}`])];
  return [...head, `# HELP ${name} ${help}`, ...lines].join("\n");
}

/** 1 or 0, and null where the check could not tell: that is never a 0. */
const isOk = (good: boolean, isKnown: boolean): number | null => (isKnown ? Number(good) : null);

/** A report as OpenMetrics. @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md */
export function openMetrics(report: CheckReport, finishedAt: string): string {
  const { verdict, hosts } = report;
  const ofHosts = (value: (host: ReportHost) => number | null): Sample[] =>
    hosts.map((host) => ({ labels: { host: host.name }, value: value(host) }));
  const certificates = hosts.flatMap((host): Sample[] => {
    const value = certificateEnd(host);
    return value === null ? [] : [{ labels: { host: host.name }, value }];
  });
  const signatures = signatureEnds(report).map(([zone, value]) => ({ labels: { zone }, value }));
  return [
    family("dane_ok", "gauge", "Whether DANE works on every mail host, NaN where unknown.", [
      { value: isOk(verdict === "dane_ok", MONITOR_STATUS[verdict].status !== 504) },
    ]),
    family(
      "dane_verdict",
      "stateset",
      "The verdict on the domain.",
      DOMAIN_VERDICTS.map((each) => ({
        labels: { dane_verdict: each },
        value: Number(each === verdict),
      })),
    ),
    family(
      "dane_checked_timestamp_seconds",
      "gauge",
      "When that was found.",
      [{ value: Date.parse(finishedAt) / 1000 }],
      "seconds",
    ),
    family(
      "dane_host_ok",
      "gauge",
      "Whether a TLSA record matched at every address, NaN where unknown.",
      ofHosts((host) => isOk(host.verdict === "ok", !UNDECIDED.has(host.verdict))),
    ),
    family(
      "dane_host_tlsa_records",
      "gauge",
      "TLSA records that were found.",
      ofHosts(({ tlsa, tlsaOutcome }) =>
        tlsaOutcome === null || tlsaOutcome === "none" ? null : tlsa.length,
      ),
    ),
    family(
      "dane_certificate_end_timestamp_seconds",
      "gauge",
      "When the first of the host's own certificates ends.",
      certificates,
      "seconds",
    ),
    family(
      "dane_signature_end_timestamp_seconds",
      "gauge",
      "When the first signature of the zone that counted ends.",
      signatures,
      "seconds",
    ),
    "# EOF\n",
  ].join("\n");
}

const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Answers `/metrics/{domain}` from the newest result of the last day; 404 where there is none. */
export async function answerMetrics(db: Db, text: string, now: number): Promise<ApiAnswer> {
  const fresh = await freshReport(db, text, now);
  if ("none" in fresh) return plain(404, `unknown: ${fresh.none}`);
  return answer(200, OPEN_METRICS, openMetrics(fresh.report, fresh.finishedAt));
}
