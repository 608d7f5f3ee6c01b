import type {
  KeyTypeAsked,
  NoSessionFault,
  NoTlsFault,
  SmtpStage,
  SniAlert,
} from "@/lib/model/smtp-probe";

/** A reply for people: its code, and its lines put together, safe to print. */
export type ReplyText = { code: number; text: string };

/** What the server said before TLS; every text is safe to print and of limited length. */
export type SmtpSession = {
  /** The reply of the connection's opening, whatever its code; null where none came. */
  banner: ReplyText | null;
  /** The lines of the reply to EHLO after its first, such as `SIZE 1000`; null where it was not 250. */
  extensions: readonly string[] | null;
  /** The first octets the server sent in plain text, as they were. */
  heard: Buffer;
};

/** What the TLS socket came to hold. */
export type HeldTls = {
  /** As Node names it: `TLSv1.3`. */
  protocol: string;
  /** The IANA name of the cipher suite. */
  cipher: string;
  /** The certificates in DER, exactly as sent and in that order: the leaf first, repeats kept. */
  chain: readonly Buffer[];
};

type ProbeFacts = {
  keyType: KeyTypeAsked;
  session: SmtpSession;
  /** The SNI sent, or that would have been (RFC 7672 §8.1); null for none. */
  serverName: string | null;
  sniAlert: SniAlert;
  /** How much the server sent in the connection this result is of. */
  octets: number;
  /** Whether TLS up to 1.2 only was tried, after TLS 1.3 had failed. */
  retriedWithTls12: boolean;
};

/**
 * What one probe came to. `detail` is for people: an error's code, or what the server said; safe to
 * print. `cutShort` means that the caller's deadline ended it, not the server.
 */
export type ProbeResult =
  | (ProbeFacts & {
      outcome: "no_session";
      fault: NoSessionFault;
      stage: SmtpStage;
      detail: string;
      reply: ReplyText | null;
      cutShort: boolean;
    })
  | (ProbeFacts & {
      outcome: "no_tls";
      fault: NoTlsFault;
      stage: SmtpStage;
      detail: string;
      reply: ReplyText | null;
      cutShort: boolean;
    })
  | (ProbeFacts & HeldTls & { outcome: "tls" });

/** A probe that came to TLS. */
export type TlsProbe = Extract<ProbeResult, { outcome: "tls" }>;
