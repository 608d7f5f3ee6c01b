import type { CheckReport } from "@/lib/model/check-report";
import type { DnssecReason, ZoneTrace } from "@/lib/model/dnssec";
import { BOGUS_REASONS, REASON_SENTENCES } from "@/lib/model/dnssec";
import { DNSSEC_TONES, type Tone } from "../report-tone";
import { deepest, shown } from "./dns-names";
import type { TrustEntry, TrustRow, TrustZone } from "./trust-zone";
import { entryOf, keysOf, stepsOf } from "./zone-keys";
import { failedRow, signedRows, unsignedRows } from "./zone-rows";

/** Reasons that lie between a parent's DS records and the zone's keys. */
const ENTRY_REASONS: ReadonlySet<DnssecReason> = new Set([
  "no_matching_ds",
  "dnskey_missing",
  "algorithms_unsupported",
]);

const isBogus = (reason: DnssecReason): boolean =>
  (BOGUS_REASONS as readonly string[]).includes(reason);

/** A trace of a zone; those of aliases and of names below a cut are about no zone. */
const isZone = ({ zone, steps }: ZoneTrace): boolean =>
  zone === "." ||
  steps.some(({ step, owner }) => (step === "ds" || step === "key") && owner === zone);

/** The owners of cuts that are proven unsigned, root first. */
const unsignedCuts = (traces: readonly ZoneTrace[]): string[] => [
  ...new Set(
    traces.flatMap(({ steps }) =>
      stepsOf(steps, "cut").flatMap(({ owner, outcome }) =>
        outcome === "unsigned" ? [owner] : [],
      ),
    ),
  ),
];

const noEntry: TrustEntry = { kind: "none", keyTags: [], digests: [], tone: "none", fault: null };

/** Rows by id, the first of each; what only a later one knows, its signatures and words, is kept. */
const distinct = (rows: readonly TrustRow[]): TrustRow[] => {
  const byId = new Map<string, TrustRow>();
  for (const row of rows) {
    const before = byId.get(row.id);
    const more = before && {
      words: before.words || row.words,
      signedBy: before.signedBy.length > 0 ? before.signedBy : row.signedBy,
    };
    byId.set(row.id, { ...row, ...before, ...more });
  }
  return [...byId.values()];
};

/** Records first, as they are what a check is after; proofs and delegations behind. */
const RANKS: Record<TrustRow["kind"], number> = { alias: 0, records: 0, denial: 1, delegation: 2 };
const inOrder = (rows: readonly TrustRow[]): TrustRow[] =>
  rows.toSorted((a, b) => RANKS[a.kind] - RANKS[b.kind]);

/**
 * The zones of a report's trace from the root down: how the chain enters each, its keys, what they
 * sign, and where that fails. Zones that are proven unsigned are there too, with their records.
 */
export function trustZones(report: CheckReport): TrustZone[] {
  const traces = report.trace.filter(isZone);
  const unsigned = unsignedCuts(report.trace);
  const names = [...traces.map(({ zone }) => zone), ...unsigned];
  const steps = report.trace.flatMap((trace) => trace.steps);
  const failures = stepsOf(steps, "failed");

  const zoneOf = (trace: ZoneTrace): TrustZone => {
    const { zone, status, reason } = trace;
    const entry = entryOf(zone, trace.steps);
    const isEntryFault = reason !== null && ENTRY_REASONS.has(reason);
    const inZone = (name: string) => deepest(name, names) === zone;
    const { keys, idleKeys } = keysOf(zone, trace.steps);
    const isSaidElsewhere =
      status !== "secure" && (isEntryFault || keys.some(({ tone }) => tone === "bad"));
    const failed = failures
      .filter(({ owner }) => inZone(owner))
      .map((step) => {
        const tone: Tone = isBogus(step.reason) ? "bad" : "unknown";
        return failedRow(step, isSaidElsewhere && step.reason === reason, tone);
      });
    const rows = [
      ...failed,
      ...signedRows(trace.steps, report),
      ...unsignedRows(zone, inZone, report),
    ];
    return {
      zone,
      parent:
        zone === "."
          ? null
          : deepest(
              zone,
              names.filter((name) => name !== zone),
            ),
      status,
      // A zone of which nothing but a failure is told was not looked at.
      tone: keys.length === 0 && status === "secure" ? "unknown" : DNSSEC_TONES[status],
      reason,
      keys,
      idleKeys,
      entry:
        isEntryFault && reason !== null
          ? { ...entry, tone: DNSSEC_TONES[status], fault: REASON_SENTENCES[reason] }
          : entry,
      rows: inOrder(distinct(rows)),
    };
  };

  const unsignedZone = (zone: string): TrustZone => ({
    zone,
    parent: deepest(
      zone,
      names.filter((name) => name !== zone),
    ),
    status: "insecure",
    tone: "none",
    reason: "no_ds",
    entry: noEntry,
    keys: [],
    idleKeys: 0,
    rows: distinct(unsignedRows(zone, (name) => deepest(name, names) === zone, report)),
  });

  return [
    ...traces.map(zoneOf),
    ...unsigned.filter((zone) => !traces.some((trace) => trace.zone === zone)).map(unsignedZone),
  ];
}

/** Where a chain ends before its goal, in words; null where it holds all the way. */
export type ChainEnd = { tone: Tone; words: string };

/** The gravest place at which the chain does not hold, root first. */
export function chainEnd(zones: readonly TrustZone[]): ChainEnd | null {
  for (const tone of ["bad", "unknown", "none"] as const) {
    for (const zone of zones) {
      const fault = faultOf(zone, tone);
      if (fault !== null) return { tone, words: fault };
    }
  }
  return null;
}

function faultOf({ zone, parent, entry, keys, rows, tone: zoneTone }: TrustZone, tone: Tone) {
  const above = parent === null ? "" : ` between ${shown(parent)} and ${shown(zone)}`;
  if (tone === "none")
    return zoneTone === "none"
      ? `The chain ends above ${shown(zone)}: ${entry.fault ?? `${shown(parent ?? ".")} proves that it has no DS record for it, so nothing in it is signed.`}`
      : null;
  const verb = tone === "bad" ? "The chain breaks" : "We could not follow the chain";
  if (entry.tone === tone && entry.fault !== null) return `${verb}${above}: ${entry.fault}`;
  const key = keys.find((each) => each.tone === tone);
  if (key !== undefined)
    return `${verb} at key ${key.keyTag} of ${shown(zone)}: ${key.fault ?? ""}.`;
  const row = rows.find((each) => each.tone === tone && each.fault !== null);
  if (row !== undefined)
    return `${verb} at ${shown(row.owner)} ${row.badge}: ${row.fault?.replace(/\.$/, "") ?? ""}.`;
  return null;
}
