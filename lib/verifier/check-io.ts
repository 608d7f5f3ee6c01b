import type { TlsaMatch, TlsaMismatchReason } from "@/lib/model/dns-tlsa";
import type { KeyTypeAsked, NoSessionFault, NoTlsFault } from "@/lib/model/smtp-probe";
import type { Name } from "./dns/name";
import type { TlsaData } from "./dns/record";
import type { Validator } from "./dnssec/validator";
import type { CertificateFacts } from "./smtp/chain-report";

/** Where to probe, and the server name to ask for with SNI (no final dot; RFC 7672 §8.1). */
export type ProbeTarget = { address: string; port: number; serverName: string };

/** What one handshake came to. `detail` is for people and never compared. */
export type HandshakeOutcome =
  | { kind: "no_session"; fault: NoSessionFault; detail: string | null }
  | {
      kind: "no_tls";
      fault: NoTlsFault;
      detail: string | null;
      /** The server said that it does not know the name (alert unrecognized_name, RFC 6066 §3). */
      serverNameRefused: boolean;
    }
  | { kind: "tls"; protocol: string; cipher: string; chain: readonly Buffer[] };

/** One handshake, and which certificates it asked for. */
export type ProbeAttempt = { keyType: KeyTypeAsked; outcome: HandshakeOutcome };

/**
 * Probes one address: the unrestricted handshake first. Never rejects; after an abort it settles
 * soon with what it got to (RFC 7672 §2.2: before EHLO no session, after STARTTLS no TLS).
 */
export type Probe = (target: ProbeTarget, signal: AbortSignal) => Promise<readonly ProbeAttempt[]>;

/** A chain to hold against TLSA records, or to make some for. */
export type SeenChain = {
  /** DER, as sent, the server's own certificate first. */
  chain: readonly Buffer[];
  referenceNames: readonly Name[];
  /** Unix time in seconds. */
  atSeconds: number;
};

/** Whether a record authenticates a chain, and by which one or why not. */
export type Authentication =
  | { verdict: "matched"; match: TlsaMatch }
  | { verdict: "mismatch"; reason: TlsaMismatchReason };

/** What a check needs from outside, and the pure parts that it is put together with. */
export type CheckIo = {
  validator: Pick<Validator, "resolve">;
  probe: Probe;
  /** Holds a chain against usable TLSA records (RFC 7672 §3). Pure. */
  authenticate: (question: SeenChain & { records: readonly TlsaData[] }) => Authentication;
  /** The certificates of a chain as a report shows them, in its order. */
  describeChain: (chain: readonly Buffer[]) => readonly CertificateFacts[];
  /** The TLSA records that would authenticate a chain, the recommended one first. Pure. */
  recordsForChain: (seen: SeenChain) => readonly { record: TlsaData }[];
  /** Unix time in milliseconds. */
  now: () => number;
};
