import { z } from "zod";
import type { CheckReport, ReportHost } from "./check-report";

export const CHANGE_KINDS = [
  "verdict",
  "mx_status",
  "host_added",
  "host_removed",
  "host_verdict",
  "tlsa_added",
  "tlsa_removed",
  "certificate_added",
  "certificate_removed",
] as const;

/** One difference between two checks of a domain. */
export const CheckChange = z.object({
  kind: z.enum(CHANGE_KINDS),
  host: z.string().nullable().meta({ description: "null: the domain as a whole" }),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type CheckChange = z.infer<typeof CheckChange>;

/**
 * What changed between two reports of one domain: verdict, signing of the MX records, hosts with
 * their verdicts, TLSA records and servers' own certificates. What only one of them could see is no
 * change: records of a host whose look-up failed, and certificates of one that was not reached.
 * Pure; in the later report's order, hosts that are gone last.
 */
export function changesBetween(before: CheckReport, after: CheckReport): CheckChange[] {
  const changes: CheckChange[] = [];
  const note = (kind: CheckChange["kind"], host: string | null, from: unknown, to: unknown) => {
    if (from !== to) changes.push({ kind, host, before: textOf(from), after: textOf(to) });
  };
  note("verdict", null, before.verdict, after.verdict);
  note("mx_status", null, before.mx.status, after.mx.status);
  if (before.mx.outcome === "none" || after.mx.outcome === "none") return changes;
  const earlier = new Map(before.hosts.map((host) => [host.name, host]));
  for (const host of after.hosts) {
    const was = earlier.get(host.name);
    earlier.delete(host.name);
    if (was === undefined) {
      note("host_added", host.name, null, host.verdict);
      continue;
    }
    note("host_verdict", host.name, was.verdict, host.verdict);
    for (const [kind, of, isKnown] of [
      ["tlsa", tlsaTexts, knowsTlsa],
      ["certificate", leafDigests, isReached],
    ] as const) {
      if (!isKnown(was) || !isKnown(host)) continue;
      const [had, has] = [of(was), of(host)];
      for (const text of had) if (!has.has(text)) note(`${kind}_removed`, host.name, text, null);
      for (const text of has) if (!had.has(text)) note(`${kind}_added`, host.name, null, text);
    }
  }
  for (const [name, { verdict }] of earlier) note("host_removed", name, verdict, null);
  return changes;
}

const textOf = (value: unknown): string | null => (value === null ? null : String(value));

const knowsTlsa = ({ tlsaOutcome }: ReportHost): boolean =>
  tlsaOutcome !== null && tlsaOutcome !== "none";

const tlsaTexts = ({ tlsa }: ReportHost): Set<string> =>
  new Set(
    tlsa.map(
      ({ usage, selector, matchingType, data }) => `${usage} ${selector} ${matchingType} ${data}`,
    ),
  );

/** Every address was reached, or what is missing could be behind the one that was not. */
const isReached = ({ addresses }: ReportHost): boolean =>
  addresses.length > 0 && addresses.every(({ attempts }) => attempts.some(({ tls }) => tls));

const leafDigests = ({ addresses }: ReportHost): Set<string> =>
  new Set(
    addresses.flatMap(({ attempts }) =>
      attempts.flatMap(({ chain }) => chain[0]?.certSha256 ?? []),
    ),
  );
