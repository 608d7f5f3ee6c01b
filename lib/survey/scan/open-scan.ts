import { RCODE, RR, rcodeName } from "@/lib/model/dns-registry";
import { err, ok, type Result } from "@/lib/result";
import type { Probe } from "@/lib/verifier/check-io";
import { checkParts } from "@/lib/verifier/check-parts";
import { DnsClient, type LookupOptions } from "@/lib/verifier/dns/client";
import type { LookupError } from "@/lib/verifier/dns/lookup-error";
import type { Message } from "@/lib/verifier/dns/message";
import { type Name, ROOT } from "@/lib/verifier/dns/name";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import { type AdBitError, trustAdBit } from "@/lib/verifier/dnssec/ad-bit";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import type { Lookup } from "@/lib/verifier/dnssec/trust-store";
import { Validator } from "@/lib/verifier/dnssec/validator";
import type { MayConnect } from "@/lib/verifier/net/address-policy";
import type { StageDeadlines } from "@/lib/verifier/smtp/probe-options";
import { apexFinder } from "./apex-finder";
import { HostBook } from "./host-book";
import { quickResolver } from "./quick-resolver";
import type { DomainIo, ScanIo } from "./scan-io";
import { AdaptiveWindow } from "./window";

/** What a process that scans brings along. */
export type ScanSetting = {
  /** A validating resolver on loopback, whose AD bit is believed. */
  resolver: ResolverAddress;
  anchors: readonly TrustAnchor[];
  /** Our own name in EHLO. */
  ehloName: string;
  mayConnect: MayConnect;
  mayAsk: (name: Name) => boolean;
  smtpPort: number;
  deadlines?: Partial<StageDeadlines>;
  /** Unix time in milliseconds. */
  now: () => number;
  signal: AbortSignal;
  /** Wraps the probe, so that processes share what they see; the probe itself where absent. */
  sharing?: (probe: Probe) => Probe;
};

/** What was asked so far. */
export type QueryCounts = { queries: number; timeouts: number };

/** The scan's way out into the world; `close` when done. */
export type OpenScan = {
  io: DomainIo;
  window: AdaptiveWindow;
  counts: Readonly<QueryCounts>;
  close: () => void;
};

/** Why the resolver cannot be used. */
export type ResolverRefusal = AdBitError | LookupError;

/**
 * A first pass asks once: what fails goes to the validator at once and to a retry later. The
 * validator asks twice, as a resolver may have been unlucky with one name server.
 */
const QUICK = { rounds: 1, attemptMs: 11_000, deadlineMs: 12_000 };
const VALIDATED = { rounds: 2, attemptMs: 8_000, deadlineMs: 20_000 };
const STREAM = { connections: 4, inFlight: 1_000, idleMs: 10_000 };

/** Opens the way to the resolver, and makes sure that it validates. */
export async function openScan(setting: ScanSetting): Promise<Result<OpenScan, ResolverRefusal>> {
  const resolvers = [setting.resolver];
  const client = new DnsClient({ resolvers, tcpOnly: true, stream: STREAM, ...QUICK });
  const validatorClient = new DnsClient({ resolvers, tcpOnly: true, stream: STREAM, ...VALIDATED });
  const close = () => {
    client.close();
    validatorClient.close();
  };
  const root = await client.lookup(ROOT, RR.SOA, { checkingDisabled: false });
  const leave = root.ok ? leaveOf(setting.resolver, root.value) : root;
  if (!leave.ok) {
    close();
    return err(leave.error);
  }
  const window = new AdaptiveWindow();
  const counts: QueryCounts = { queries: 0, timeouts: 0 };
  const lookup =
    (through: DnsClient, how: LookupOptions): Lookup =>
    async (name, type) => {
      // A listener a question would be a sixth of all our CPU: those under way end by themselves.
      if (setting.signal.aborted) return err({ code: "aborted" });
      counts.queries++;
      const answer = await window.run(() => through.lookup(name, type, how), isTimeout);
      if (isTimeout(answer)) counts.timeouts++;
      return answer;
    };
  const validated = lookup(validatorClient, {});
  const judgedByResolver = lookup(client, { checkingDisabled: false });
  const full = new Validator({
    lookup: validated,
    now: () => Math.floor(setting.now() / 1000),
    anchors: setting.anchors,
  });
  const parts = checkParts({ ...setting, validator: full });
  const io: ScanIo = {
    ...parts,
    describeChain: describedOnce(parts.describeChain),
    probe: setting.sharing === undefined ? parts.probe : setting.sharing(parts.probe),
    quick: quickResolver(leave.value, judgedByResolver),
    full,
    apexOf: apexFinder([judgedByResolver, validated]),
    smtpPort: setting.smtpPort,
    mayAsk: setting.mayAsk,
    signal: setting.signal,
  };
  const hosts = new HostBook(io);
  return ok({ io: { ...io, hosts }, window, counts, close });
}

/** A resolver that cannot reach the root is not one that does not validate. */
const leaveOf = (resolver: ResolverAddress, root: Message): ReturnType<typeof trustAdBit> =>
  root.rcode === RCODE.NOERROR
    ? trustAdBit(resolver, root)
    : err({ code: "rcode", detail: rcodeName(root.rcode) });

/** A host's chain is held against the names of every domain that it serves, and read once. */
function describedOnce(describe: ScanIo["describeChain"]): ScanIo["describeChain"] {
  const known = new WeakMap<readonly Buffer[], ReturnType<ScanIo["describeChain"]>>();
  return (chain) => {
    const facts = known.get(chain) ?? describe(chain);
    known.set(chain, facts);
    return facts;
  };
}

const isTimeout = (answer: Result<unknown, LookupError>): boolean =>
  !answer.ok && answer.error.code === "timeout";
