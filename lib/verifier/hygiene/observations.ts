import type { AddressVerdict } from "@/lib/model/check-verdicts";
import type { DnssecReason, DnssecStatus } from "@/lib/model/dnssec";
import type { MtaStsFetchFault } from "@/lib/model/mail-policies";
import type { KeyTypeAsked } from "@/lib/model/smtp-probe";
import type { Result } from "@/lib/result";
import type { Name } from "../dns/name";
import type { DnskeyData, DsData, SoaData } from "../dns/record";
import type { ServerReply } from "../dns/udp-question";

/** A question to a name server, what it said, and what the validator made of that. */
export type AnswerSeen = {
  name: Name;
  type: number;
  reply: ServerReply;
  /** Null where the zone is not signed, or there was nothing to judge. */
  judged: {
    status: DnssecStatus;
    reason: DnssecReason | null;
    outcome: "records" | "nodata" | "nxdomain" | "none";
  } | null;
};

/** What one server of a zone said, asked directly. A question that was not asked is `aborted`. */
export type ServerAnswers = {
  /** SOA as before RFC 6891. */
  soaPlain: ServerReply;
  /** SOA with EDNS and DO=1; of all questions the first, and once more the last. */
  soa: AnswerSeen;
  soaAgain: ServerReply;
  soaOverTcp: ServerReply;
  /** TYPE12345 at the apex, and below a name that nobody made. */
  unknownType: ServerReply;
  unknownTypeBelow: ServerReply;
  /** Types that filters do not know: TLSA, CAA, CDS at the apex. */
  filterable: readonly { type: number; reply: ServerReply }[];
  /** EDNS version 1, and an option that no one has defined. */
  ednsVersion1: ServerReply;
  ednsOption: ServerReply;
  /** DNSKEY over UDP at two sizes, as it came, and over TCP. */
  dnskeyOverUdp: readonly { udpSize: number; reply: ServerReply }[];
  dnskeyOverTcp: ServerReply;
  /** The one of those that is whole. */
  dnskey: AnswerSeen;
  /** The address of a name that nobody made, and TLSA below such a name. */
  randomName: AnswerSeen;
  belowRandomName: AnswerSeen;
  /** Names that must exist, having names below. */
  emptyNonTerminals: readonly AnswerSeen[];
  /** TLSA names of the mail hosts in the zone. */
  mailHostTlsa: readonly AnswerSeen[];
};

/** One address of a name server; `answers` is null where we may not connect to it. */
export type ServerSeen = { host: Name; address: string; answers: ServerAnswers | null };

/** One zone: the domain's own, or that of a mail host. */
export type ZoneSeen = {
  apex: Name;
  /** Of its SOA record, through the resolver. */
  status: DnssecStatus;
  /** Null: the look-up failed. Empty: there are none. */
  keys: readonly DnskeyData[] | null;
  delegation: readonly DsData[] | null;
  soa: SoaData | null;
  mailbox: MailboxSeen | null;
  /** Null: who serves the zone could not be found out. */
  servers: readonly ServerSeen[] | null;
  serversLeftOut: number;
};

/** A handshake with a mail server, as the check report has it. */
export type HandshakeSeen = {
  keyType: KeyTypeAsked;
  verdict: AddressVerdict;
  matched: object | null;
  problem: string | null;
  /** As sent, the leaf first. */
  chain: readonly {
    keyType: string | null;
    spkiSha256: string | null;
    certSha256: string;
  }[];
};

/** A mail host as the check report has it: what the DANE check saw there. */
export type MailHostSeen = {
  name: string;
  tlsaBase: string | null;
  tlsaStatus: DnssecStatus | null;
  tlsa: readonly {
    usage: number;
    selector: number;
    matchingType: number;
    data: string;
    usable: boolean;
  }[];
  addresses: readonly { address: string; attempts: readonly HandshakeSeen[] }[];
};

/**
 * The mailbox in a zone's SOA record, and whether its domain takes mail; null: we could not tell.
 * `domain` is null where there is none in it.
 */
export type MailboxSeen = { rname: Name; domain: Name | null; acceptsMail: boolean | null };

/** TXT records at a name, strings of a record put together; null: the look-up failed. */
export type TxtSeen = readonly Buffer[] | null;

/** Why a policy file was not to be had: the web server's fault, or we could not tell. */
export type FetchError =
  | { code: MtaStsFetchFault; detail: string | null }
  | { code: "undetermined"; detail: string };

/** Everything the checks look at, as plain data. */
export type HygieneSeen = {
  /** Unix time in seconds. */
  now: number;
  /** Whether TCP is known to work on our side; else an answer over TCP shows it. */
  tcpWorks: boolean;
  domain: Name;
  /** The domain's own zone first. */
  zones: readonly ZoneSeen[];
  /** Zones that could not be found, by the name that lies in them. */
  zonesNotFound: readonly Name[];
  hosts: readonly MailHostSeen[];
  mtaStsTxt: TxtSeen;
  /** Null where there is no `_mta-sts` record. */
  mtaStsPolicy: Result<Buffer, FetchError> | null;
  tlsRptTxt: TxtSeen;
};
