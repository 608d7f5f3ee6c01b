import { err, ok, type Result } from "@/lib/result";
import { parseResolver, type ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { trustAnchors, wholeNumber } from "@/scripts/command-line/option-values";
import { parseArguments } from "@/scripts/command-line/parse";

/** What this process does in a run. */
export type ScanRole = "all" | "feeder" | "worker";

/** What `survey scan` was asked for. */
export type ScanOptions = {
  role: ScanRole;
  /** Null: our own Unbound. */
  resolver: ResolverAddress | null;
  anchors: readonly TrustAnchor[];
  /** For a whole run; null: as long as the flat pace of the design takes for so many candidates. */
  hours: number | null;
  batchSize: number;
  /** Batches that a process works on at once. */
  atOnce: number;
  smtpPort: number;
  again: boolean;
  /** Null: the survey folder's own file, where there is one. */
  canariesFile: string | null;
};

/** What the options mean, for `--help`. */
export const SCAN_USAGE = `survey scan [options]

Asks for every candidate's keys, delegation and mail hosts, and writes what has changed. A run that was
interrupted goes on where it stopped; a run that is complete is not repeated on the same day.

  --resolver ADDRESS[:PORT]  a validating resolver on loopback; otherwise Unbound is started here
  --trust-anchor FILE        DS or DNSKEY records to trust instead of the root's
  --hours N                  spread over so many hours; without it at most 350 domains a second, or as
                             many as 20 hours take; 0 for as fast as the resolver bears
  --role all|feeder|worker   what this process does, where several share a database
  --batch N                  domains in a batch (1000)
  --at-once N                batches a process works on at once (2)
  --smtp-port N              port of mail hosts (25)
  --canaries FILE            domains whose state is known, a line each (example.nl dane_ok), looked at every
                             ten minutes; canaries.txt in the survey's folder unless told
  --again                    another run, though one of today is complete`;

const text = { type: "string" } as const;
const ROLES: readonly string[] = ["all", "feeder", "worker"];

/** What `--resolver` names; null where it was left out. */
export function readResolver(typed: string | undefined): Result<ResolverAddress | null, string> {
  if (typed === undefined) return ok(null);
  const resolver = parseResolver(typed);
  return resolver.ok && resolver.value.transport === "dns"
    ? resolver
    : err("--resolver takes ADDRESS, ADDRESS:PORT or [IPV6]:PORT.");
}

/** Reads what was typed; an error is one sentence. */
export async function scanOptions(args: readonly string[]): Promise<Result<ScanOptions, string>> {
  const parsed = parseArguments(args, {
    resolver: text,
    "trust-anchor": text,
    hours: text,
    role: text,
    batch: text,
    "at-once": text,
    "smtp-port": text,
    canaries: text,
    again: { type: "boolean" },
  });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return err("survey scan takes options only; --help lists them.");
  const role = values.role ?? "all";
  if (!ROLES.includes(role)) return err(`--role is one of ${ROLES.join(", ")}.`);
  const resolver = readResolver(values.resolver);
  if (!resolver.ok) return resolver;
  const anchors = await trustAnchors(values["trust-anchor"]);
  if (!anchors.ok) return anchors;
  const hours = values.hours === undefined ? null : wholeNumber("--hours", values.hours, 0, 24);
  if (hours?.ok === false) return hours;
  const batchSize = wholeNumber("--batch", values.batch ?? "1000", 1, 10_000);
  if (!batchSize.ok) return batchSize;
  const atOnce = wholeNumber("--at-once", values["at-once"] ?? "2", 1, 64);
  if (!atOnce.ok) return atOnce;
  const smtpPort = wholeNumber("--smtp-port", values["smtp-port"] ?? "25", 1, 65_535);
  if (!smtpPort.ok) return smtpPort;
  return ok({
    role: role as ScanRole,
    resolver: resolver.value,
    anchors: anchors.value,
    hours: hours?.value ?? null,
    batchSize: batchSize.value,
    atOnce: atOnce.value,
    smtpPort: smtpPort.value,
    again: values.again ?? false,
    canariesFile: values.canaries ?? null,
  });
}

/** Domains a second that the design's 20 hours for 25 million come to. */
const FLAT_PER_SECOND = 350;
const MOST_HOURS = 20;

/** Hours over which a run is spread; null for as fast as it goes. */
export function hoursFor(candidates: number, asked: number | null): number | null {
  if (asked === 0) return null;
  return asked ?? Math.min(MOST_HOURS, candidates / FLAT_PER_SECOND / 3_600);
}
