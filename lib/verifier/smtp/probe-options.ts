import type { KeyTypeAsked } from "@/lib/model/smtp-probe";
import type { MayConnect } from "../net/address-policy";

/** Where to connect, and what to ask for. */
export type ProbeTarget = {
  /** An IP address; names are never looked up here. */
  address: string;
  port: number;
  /** The TLSA base domain, sent as SNI (RFC 7672 §8.1); null for none. */
  serverName: string | null;
  keyType: KeyTypeAsked;
};

/** One absolute deadline a stage, in milliseconds: a server that drips gains nothing. */
export type StageDeadlines = {
  connectMs: number;
  bannerMs: number;
  ehloMs: number;
  starttlsMs: number;
  handshakeMs: number;
  /** How long to wait for the server to close after QUIT. */
  quitMs: number;
};

export const STAGE_DEADLINES: StageDeadlines = {
  connectMs: 10_000,
  bannerMs: 30_000, // servers that test a client's patience wait 6 s or more
  ehloMs: 15_000,
  starttlsMs: 15_000,
  handshakeMs: 15_000,
  quitMs: 1_000,
};

export type ProbeOptions = {
  /** Our own name in EHLO: a host name or an address literal. */
  ehloName: string;
  /** Asked right before each connection. */
  mayConnect: MayConnect;
  deadlines?: Partial<StageDeadlines>;
  /** The caller's own deadline: what the probe has learnt until then is still reported. */
  signal?: AbortSignal;
  /**
   * `with_retry` unless given: where a handshake with TLS 1.3 fails, once more without. `on`: no
   * such second attempt. `off`: TLS 1.2 and older only.
   */
  tls13?: "with_retry" | "on" | "off";
};
