import { registrableDomain } from "@/lib/check/public-suffix";
import type { CheckReport, ReportCertificate, ReportHost } from "@/lib/model/check-report";
import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { WatchCondition, WatchConditionKind } from "@/lib/model/watch";

const DAY_MS = 86_400_000;
/** A certificate is told of so long before its end, and of a short-lived one in its last fifth. */
const CERTIFICATE_MS = 14 * DAY_MS;
const CERTIFICATE_SHARE = 0.2;
/** Signers renew a week ahead and more; what is this close to its end was forgotten. */
const SIGNATURE_MS = 2 * DAY_MS;
const SIGNATURE_SHARE = 0.15;
/** An issuer is told of so long before its end, or once it cannot issue a whole certificate more. */
const ISSUER_MS = 30 * DAY_MS;

/** What a check says of a watch. */
export type SeenConditions = {
  conditions: readonly WatchCondition[];
  /** True for a host or zone of which this check could not tell: what was known of it stays. */
  isUnknown: (subject: string) => boolean;
  /** Hosts with working DANE. */
  protectedHosts: readonly string[];
};

const HOST_CONDITIONS: Partial<Record<HostVerdict, WatchConditionKind>> = {
  fail: "tlsa_mismatch",
  no_tls: "tls_missing",
  bogus: "dnssec_broken",
};
const UNDECIDED: ReadonlySet<HostVerdict> = new Set(["dns_error", "unreachable"]);
const UNPROTECTED: ReadonlySet<HostVerdict> = new Set(["no_tlsa", "insecure", "unusable"]);
const GONE: ReadonlySet<DomainVerdict> = new Set([
  "nxdomain",
  "null_mx",
  "insecure",
  "no_mail",
  "no_dane",
  "dane_unusable",
]);

/**
 * What is wrong with a watched domain, or will be, as far as one check could see. Pure.
 *
 * @param protectedBefore hosts that had working DANE in an earlier check.
 * @param now Unix time in milliseconds.
 */
export function conditionsIn(
  report: CheckReport,
  protectedBefore: readonly string[],
  now: number,
): SeenConditions {
  const { domain, verdict, hosts } = report;
  const isBogus = verdict === "bogus";
  const knowsNothing = report.mx.outcome === "none" && !isBogus;
  const undecided = new Set(hosts.filter((host) => UNDECIDED.has(host.verdict)).map(nameOf));
  const isGone = GONE.has(verdict) && protectedBefore.length > 0;
  const conditions = [
    ...(isBogus
      ? [
          {
            kind: "dnssec_broken" as const,
            subject: domain,
            sentence: cause(report, null, `The DNSSEC signatures of ${domain} do not validate.`),
          },
        ]
      : []),
    ...(isGone
      ? [
          {
            kind: "dane_gone" as const,
            subject: domain,
            sentence: `${domain} had working DANE, and has none any more.`,
          },
        ]
      : []),
    ...hosts.flatMap((host) => [
      ...brokenHost(report, host),
      ...(isGone ? [] : lostHost(host, protectedBefore)),
      ...certificateEnds(host, now),
      ...issuerChanges(host, now),
    ]),
    ...signatureEnds(report, now),
    ...nextKeyMissing(report),
  ];
  const working = hosts.filter((host) => host.verdict === "ok").map(nameOf);
  const hostsNow = new Set(hosts.map(nameOf));
  const kept = protectedBefore.filter(
    (name) => knowsNothing || isBogus || isGone || hostsNow.has(name),
  );
  return {
    conditions: knowsNothing ? [] : conditions,
    // Where the MX records were not to be had, nothing is known of what hangs on them.
    isUnknown: (subject) =>
      knowsNothing || undecided.has(subject) || (isBogus && subject !== domain),
    protectedHosts: [...new Set([...kept, ...working])],
  };
}

const nameOf = ({ name }: ReportHost): string => name;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What the report itself says is the matter. */
const cause = ({ problems }: CheckReport, host: string | null, otherwise: string): string =>
  problems.find(({ severity, at }) => severity === "error" && at.host === host)?.summary ??
  otherwise;

function brokenHost(report: CheckReport, host: ReportHost): WatchCondition[] {
  const kind = HOST_CONDITIONS[host.verdict];
  if (kind === undefined) return [];
  const otherwise = `Senders with DANE deliver nothing to ${host.name}.`;
  return [{ kind, subject: host.name, sentence: cause(report, host.name, otherwise) }];
}

const lostHost = ({ name, verdict }: ReportHost, before: readonly string[]): WatchCondition[] =>
  before.includes(name) && UNPROTECTED.has(verdict)
    ? [
        {
          kind: "dane_gone",
          subject: name,
          sentence: `${name} had working DANE, and has none any more.`,
        },
      ]
    : [];

/** The chains that TLSA records authenticated, with the record. */
const authenticated = (host: ReportHost) =>
  host.addresses.flatMap(({ attempts }) =>
    attempts.flatMap(({ matched, chain }) => (matched === null ? [] : [{ matched, chain }])),
  );

/** When a certificate begins and ends, in milliseconds; null where that could not be read. */
function validityOf(certificate: ReportCertificate | undefined) {
  const from = Date.parse(certificate?.notBefore ?? "");
  const until = Date.parse(certificate?.notAfter ?? "");
  return Number.isNaN(from) || Number.isNaN(until) ? null : { until, lifetime: until - from };
}

function certificateEnds(host: ReportHost, now: number): WatchCondition[] {
  const ends = authenticated(host).flatMap(({ matched, chain }) => {
    // DANE-EE(3) does not look at dates (RFC 7671 §5.1), but a renewal may bring another key.
    const path = matched.usage === 3 ? chain.slice(0, 1) : chain.slice(0, matched.depth + 1);
    return path.flatMap((certificate) => {
      const validity = validityOf(certificate);
      if (validity === null) return [];
      const ahead = Math.min(CERTIFICATE_MS, validity.lifetime * CERTIFICATE_SHARE);
      return validity.until - now < ahead ? [{ until: validity.until, usage: matched.usage }] : [];
    });
  });
  const [first] = ends.sort((a, b) => a.until - b.until);
  if (first === undefined) return [];
  const verb = first.until < now ? "ended" : "ends";
  const means =
    first.usage === 3
      ? "Its record holds whatever the date, but only as long as the key stays: publish the next key's record before you renew with another key."
      : "From then on the records of its issuer (usage 2) no longer hold.";
  return [
    {
      kind: "certificate_ends",
      subject: host.name,
      sentence: `A certificate of ${host.name} ${verb} on ${dayOf(first.until)}. ${means}`,
    },
  ];
}

function issuerChanges(host: ReportHost, now: number): WatchCondition[] {
  const chains = authenticated(host);
  const relying = chains.filter(({ matched }) => matched.usage === 2);
  const records = host.tlsa.filter(({ usable }) => usable);
  const seen = chains.flatMap(({ chain }) =>
    chain.flatMap(({ spkiSha256, certSha256 }) => [spkiSha256, certSha256]),
  );
  // A record of nothing that was seen is the next issuer's or the next key's: somebody has seen to it.
  const isPrepared = records.some(
    ({ matchingType, data }) => matchingType === 1 && !seen.includes(data),
  );
  if (isPrepared) return [];
  const ends = relying.flatMap(({ chain }) => {
    const leaf = validityOf(chain[0]);
    return chain.slice(1).flatMap((certificate) => {
      const isNamed = records.some(
        ({ usage, data }) =>
          usage === 2 && (data === certificate.spkiSha256 || data === certificate.certSha256),
      );
      const validity = isNamed ? validityOf(certificate) : null;
      if (validity === null) return [];
      const ahead = Math.max(ISSUER_MS, leaf?.lifetime ?? 0);
      return validity.until - now < ahead
        ? [{ until: validity.until, name: certificate.subject }]
        : [];
    });
  });
  const [first] = ends.sort((a, b) => a.until - b.until);
  if (first === undefined) return [];
  return [
    {
      kind: "issuer_changes",
      subject: host.name,
      sentence: `The CA certificate that the usage 2 record of ${host.name} names ends on ${dayOf(first.until)}, so that the next certificate will come from another issuer. Publish that issuer's record, or one of your own key (3 1 1), before you renew.`,
    },
  ];
}

function signatureEnds({ trace }: CheckReport, now: number): WatchCondition[] {
  return trace.flatMap(({ zone, steps }) => {
    const name = zone.replace(/\.$/, "");
    // A registry's signatures are not for those who watch to renew.
    if (registrableDomain(name) === null) return [];
    const ends = steps.flatMap((step) => {
      if (step.step !== "signature" || step.outcome !== "valid") return [];
      const [from, until] = [step.inception * 1000, step.expiration * 1000];
      return until - now < Math.min(SIGNATURE_MS, (until - from) * SIGNATURE_SHARE) ? [until] : [];
    });
    if (ends.length === 0) return [];
    const until = new Date(Math.min(...ends)).toISOString().slice(0, 16).replace("T", " ");
    return [
      {
        kind: "signature_ends" as const,
        subject: name,
        sentence: `Signatures in the zone ${name} end on ${until} UTC and were not renewed. After that nothing in it validates: see to the signer.`,
      },
    ];
  });
}

const nextKeyMissing = ({ hygiene }: CheckReport): WatchCondition[] =>
  hygiene
    .filter(({ check, outcome }) => check === "tlsa_next_key_published" && outcome === "fail")
    .flatMap(({ evidence }) => evidence.filter(({ outcome }) => outcome === "fail"))
    .map(({ at }) => ({
      kind: "next_key_missing" as const,
      subject: at,
      sentence: `${at} has TLSA records of the key in use only. Publish the next key's record now, and it can be used two TTLs later without losing mail.`,
    }));
