import type { ProblemCode } from "@/lib/model/check-problems";
import type { RuleId } from "@/lib/model/check-rules";
import type { AddressVerdict, DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { DnssecReason, DnssecStatus, DnssecWarning } from "@/lib/model/dnssec";

/** Record types that a fault can be told of; `NSEC` also means NSEC3 records. */
export type FaultType = "SOA" | "MX" | "A" | "AAAA" | "TLSA" | "CNAME" | "DS" | "DNSKEY" | "NSEC";

/** What is wrong with how a zone is signed; the zone file has it, any server would serve it. */
export type SigningFault =
  | {
      kind: "signature_invalid" | "signature_expired" | "signature_future" | "signature_missing";
      types: readonly FaultType[];
    }
  /** The key's DNSKEY record has REVOKE set, lacks ZONE, or has protocol 2; the DS set follows it. */
  | { kind: "key_revoked" | "key_not_zone" | "key_protocol" }
  /** Signed, and without one NSEC or NSEC3 record. */
  | { kind: "denial_left_out" }
  /** The first of the zone's algorithms makes signatures that fail. */
  | { kind: "first_algorithm_invalid" }
  /** The DS record is of a key that is published and signs nothing. */
  | { kind: "ds_of_idle_key" };

/** How a zone is signed. */
export type Signing = {
  /** DNSSEC algorithm numbers, one key each; 13 where absent. */
  algorithms?: readonly number[];
  /** NSEC where absent. */
  denial?: "nsec" | { iterations: number; saltOctets: number; optOut: boolean };
  /** What the parent publishes; a SHA-256 DS of each key where absent. */
  ds?: "none" | "wrong" | "sha1" | "sha1_and_sha256" | "sha384" | "unknown_digest";
  fault?: SigningFault;
};

/** What a name server does with a query instead of answering it. */
export type ServerFault = {
  /** The queries it does so with: types, and names at or below this one, relative to the zone. */
  types: readonly FaultType[] | "any" | "unknown";
  at?: string;
  does:
    | "servfail"
    | "refused"
    | "notimp"
    | "silence"
    | "truncate"
    | "malformed"
    | "strip_signatures"
    | "strip_denial"
    | "parent_denial";
};

/** A certificate by its place in the chain; a stranger belongs to no chain. */
export type CertificateOf = "leaf" | "intermediate" | "root" | "stranger";

/** A certificate chain that a mail server presents. */
export type ChainPlan = {
  /** DNS names of the leaf, absolute, or `@host` for the host's own; that one where absent. */
  names?: readonly string[];
  /** The leaf's common name where it has one; `@host` as above. */
  commonName?: string;
  keyType?: "ec" | "rsa";
  /** The leaf's dates; in date where absent. */
  dates?: "expired" | "future";
  /** Certificates above the leaf: none (self-signed), a root, an intermediate and a root. */
  issuers?: 0 | 1 | 2;
  /** Which of them the server sends, the leaf first; all where absent. */
  sends?: readonly CertificateOf[];
  fault?: "root_expired" | "intermediate_not_ca" | "path_too_long" | "leaf_signature_broken";
};

/** How a mail server departs from what is right. */
export type SmtpFault =
  | "banner_554"
  | "banner_421"
  | "banner_never"
  | "banner_closes"
  | "banner_garbage"
  | "banner_escapes"
  | "ehlo_502"
  | "ehlo_closes"
  | "ehlo_too_long"
  | "starttls_not_offered"
  | "starttls_454"
  | "starttls_501"
  | "starttls_never"
  | "starttls_closes"
  | "starttls_after_greylisting"
  | "plaintext_injected"
  | "handshake_garbage"
  | "handshake_closes"
  | "handshake_never"
  | "tls_only_1_2"
  | "tls_only_1_3"
  | "tls_only_1_0"
  | "unknown_sni_refused";

/** The mail server at one address. */
export type ServerPlan = {
  /** Postfix where it is there and this is root; our own server otherwise and by default. */
  program?: "postfix";
  chain?: ChainPlan;
  /** A second chain with the other key type, for clients that ask for it. */
  otherKeyTypeChain?: ChainPlan;
  /** The chain for clients whose SNI is not the host's name; without it SNI is not looked at. */
  chainWithoutSni?: ChainPlan;
  /** The SNI that gets the host's own chain, where it is another name than the host's. */
  sni?: string;
  fault?: SmtpFault;
  /** Nothing listens at the address. */
  down?: true;
};

type Digit = 0 | 1 | 2 | 3 | 4 | 255;

/**
 * A TLSA record: usage, selector, matching type, and what it is made from: a certificate of the
 * host's first server, that server's leaf of the other key type (`second`), somebody else's
 * (`other`), or octets in hexadecimal.
 */
export type TlsaText =
  `${Digit} ${Digit} ${Digit} ${Exclude<CertificateOf, "stranger"> | "second" | "other" | `hex:${string}`}`;

/** A mail host of a zone. */
export type HostPlan = {
  /** One address each, IPv4 unless `ipv6`; an empty list gives a host without address. */
  servers?: readonly (ServerPlan & { ipv6?: true })[];
  tlsa?: readonly TlsaText[];
  /**
   * The TLSA base where it is not the host: relative to the zone unless it ends in a dot. After `=`
   * the owner itself, without port and protocol before it.
   */
  tlsaAt?: string;
};

/** A zone of the lab, with its own name servers' faults and the hosts in it. */
export type ZonePlan = {
  /** Without the final dot, as are all names in plans. */
  zone: string;
  /** `null`: an unsigned zone, its delegation without DS. */
  signing?: Signing | null;
  serverFaults?: readonly ServerFault[];
  /** `owner TYPE data` lines; names are relative to the zone unless they end in a dot. */
  records?: readonly string[];
  hosts?: Readonly<Record<string, HostPlan>>;
};

/** What one MX host must come to (check-report.md, "Host verdicts"). */
export type ExpectedHost = {
  verdict: HostVerdict;
  /** Name where the TLSA records count; the host's own where absent, null where there is none. */
  tlsaBase?: string | null;
  /** DNSSEC status of the address look-up and of the TLSA look-up at the base; secure if absent. */
  addressStatus?: DnssecStatus;
  /** null: the TLSA records must not even be asked for. */
  tlsaStatus?: DnssecStatus | null;
  matched?: { usage: number; selector: number; matchingType: number; depth: number };
  /** Of each address, in any order. */
  addresses?: readonly AddressVerdict[];
};

/** A problem that the report must name. */
export type ExpectedProblem = { code: ProblemCode; rule?: RuleId; host?: string };

/** A domain of the lab: what is special about it, how it is made, what it must come to. */
export type LabDomain = {
  name: string;
  /** One sentence. */
  about: string;
  rules: readonly RuleId[];
  zones: readonly ZonePlan[];
  verdict: DomainVerdict;
  /** Of the MX look-up; secure where absent. */
  mxStatus?: DnssecStatus;
  /** Why the MX look-up is bogus. */
  mxReason?: DnssecReason;
  /** The hosts by name, without the final dot. */
  hosts: Readonly<Record<string, ExpectedHost>>;
  problems?: readonly ExpectedProblem[];
  dnssecWarnings?: readonly DnssecWarning[];
};
