import type { BatchTally } from "@/lib/model/survey-scan";
import { inParallel } from "@/lib/verifier/in-parallel";
import type { LeasedName } from "./batch-lines";
import type { BatchResult } from "./batch-result";
import { type DomainContent, domainContent, type HostContent, isDoubtful } from "./content";
import type { Disagreement } from "./disagreement";
import type { DomainObservation } from "./observe-domain";
import { type Decision, type Looked, settle } from "./settle";
import type { Lease } from "./store-lease";

/** How one batch is scanned. */
export type BatchIo = {
  observe: (name: LeasedName) => Promise<DomainObservation>;
  /** What is kept of the hosts that a domain names. */
  hostsOf: (seen: Extract<DomainObservation, { kind: "signed" }>) => readonly HostContent[];
  /** Whether a domain's holder asked to be left alone. */
  isOptedOut: (name: string) => boolean;
  counts: () => { queries: number; timeouts: number };
  /** Unix time in milliseconds. */
  now: () => number;
  /** Called as each domain ends. */
  onDomain: (hasFailed: boolean) => void;
  signal: AbortSignal;
};

/** Domains of one batch that are looked at at once; the window bounds what that asks. */
const DOMAINS_AT_ONCE = 250;

/** A domain that was looked at, and what follows. */
type Settled = {
  leased: LeasedName;
  looked: Looked;
  decision: Decision;
  content: DomainContent | null;
  hosts: readonly HostContent[];
  disagreements: readonly Disagreement[];
  validated: boolean;
};

/**
 * Looks at every name of a batch, and puts together what differs from what the database holds.
 *
 * @returns null where it was told to stop; nothing of it counts then.
 */
export async function scanBatch(lease: Lease, io: BatchIo): Promise<BatchResult | null> {
  const begunAt = io.now();
  const before = io.counts();
  const settled = await inParallel(lease.names, DOMAINS_AT_ONCE, async (leased) => {
    const one = io.signal.aborted ? null : await settledOf(leased, lease, io);
    if (one !== null) io.onDomain(one.decision.do === "retry" || one.looked.kind === "unknown");
    return one;
  });
  const all = settled.filter((one) => one !== null);
  if (io.signal.aborted || all.length < settled.length) return null;
  const after = io.counts();
  const asked = {
    queries: after.queries - before.queries,
    timeouts: after.timeouts - before.timeouts,
  };
  return { ...resultOf(lease, all, asked, begunAt), durationMs: io.now() - begunAt };
}

async function settledOf(leased: LeasedName, lease: Lease, io: BatchIo): Promise<Settled> {
  const previous = lease.previous.get(leased.name) ?? null;
  const nothing = { content: null, hosts: [], disagreements: [], validated: false };
  const decide = (looked: Looked) => settle(previous, looked, leased.attempt, io.now());
  const without = (looked: Looked) => ({ ...nothing, leased, looked, decision: decide(looked) });
  if (io.isOptedOut(leased.name)) return without({ kind: "opted_out" });
  if (leased.ds === "not_seen") return without({ kind: "unsigned" });
  const seen = await io.observe(leased);
  if (seen.kind !== "signed")
    return without(seen.kind === "unknown" ? { kind: "unknown" } : { kind: seen.kind });
  const content = domainContent(seen);
  const { outcome } = content.state;
  const doubt = isDoubtful(content.state);
  const looked: Looked = { kind: "signed", content: content.content, outcome, isDoubtful: doubt };
  const { disagreements, validated } = seen;
  const hostsSeen = seen.hosts.flatMap(({ seen: host }) => host.disagreements);
  return {
    leased,
    looked,
    decision: decide(looked),
    content,
    hosts: io.hostsOf(seen),
    disagreements: [...disagreements, ...hostsSeen],
    validated,
  };
}

/** Differences and counts. Pure. */
function resultOf(
  lease: Lease,
  all: readonly Settled[],
  asked: { queries: number; timeouts: number },
  at: number,
): Omit<BatchResult, "durationMs"> {
  const keyOf = ({ leased: { name, hash } }: Settled) => ({ name, hash });
  const done = <K extends Decision["do"]>(kind: K) =>
    all.flatMap((one) => (one.decision.do === kind ? [one] : []));
  const names = new Set(lease.names.map(({ name }) => name));
  // A name of the batch's range that no list has any more was not handed on.
  const vanished =
    lease.kind === "main"
      ? [...lease.previous].flatMap(([name, { hash }]) =>
          names.has(name) ? [] : [{ name, hash, reason: "gone" as const }],
        )
      : [];
  const removed = all.flatMap((one) =>
    one.decision.do === "remove" ? [{ ...keyOf(one), reason: one.decision.reason }] : [],
  );
  const written = done("write").flatMap((one) => {
    if (one.content === null) return [];
    const previous = lease.previous.get(one.leased.name);
    const hasNewKeys = previous?.rawContent !== one.content.rawContent;
    return [{ ...keyOf(one), hasNewKeys, content: one.content }];
  });
  const retried = all.flatMap((one) => {
    if (one.decision.do !== "retry") return [];
    const { attempt, afterMs } = one.decision;
    const operator = one.content?.state.ns?.operator ?? null;
    return [{ ...keyOf(one), ds: one.leased.ds, attempt, afterMs, operator }];
  });
  const hosts = new Map(all.flatMap((one) => one.hosts.map((host) => [host.name, host] as const)));
  const disagreements = all.flatMap(({ leased, disagreements: found }) =>
    found.map((one) => ({ ...one, domain: leased.name })),
  );
  const isCarried = ({ decision, leased }: Settled) =>
    decision.do === "carry" ||
    (decision.do === "keep" && lease.previous.get(leased.name)?.carriedSince != null);
  const outcomes = (kind: Looked["kind"], outcome?: string) =>
    all.filter(
      ({ looked, decision }) =>
        decision.do !== "retry" &&
        looked.kind === kind &&
        (outcome === undefined || (looked.kind === "signed" && looked.outcome === outcome)),
    ).length;
  const failures = all.filter(
    ({ looked, decision }) =>
      decision.do === "retry" ||
      looked.kind === "unknown" ||
      (looked.kind === "signed" && looked.outcome === "undetermined"),
  );
  const tally: BatchTally = {
    pass: outcomes("signed", "pass"),
    fail: outcomes("signed", "fail"),
    notApplicable: outcomes("signed", "not_applicable"),
    undetermined: outcomes("signed", "undetermined") + outcomes("unknown"),
    unsigned: outcomes("unsigned"),
    gone: outcomes("gone"),
    optedOut: outcomes("opted_out"),
    retried: retried.length,
    carried: all.filter(isCarried).length,
    changed: written.length,
    removed: removed.length + vanished.length,
    validated: all.filter(({ validated }) => validated).length,
    disagreements: disagreements.length,
    ...asked,
    failuresByTld: tallied(failures.map(({ leased }) => leased.name.split(".").at(-1) ?? "")),
    failuresByOperator: tallied(
      failures.flatMap(({ content }) => content?.state.ns?.operator ?? []),
    ),
  };
  return {
    at: new Date(at).toISOString(),
    written,
    removed: [...removed, ...vanished],
    carried: done("carry").map(keyOf),
    renewed: done("renew").map(keyOf),
    retried,
    hosts: [...hosts.values()],
    disagreements,
    tally,
    size: lease.names.length,
  };
}

function tallied(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}
