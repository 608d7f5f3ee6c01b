/** The plan of a bulk lab: many signed domains of which is known what each must come to. */

/** What is special about a domain; most of them are as they should be. */
export const BULK_CASES = {
  /** Mail at a provider with DANE, or at a host of its own with it. */
  dane_shared: "its provider has DANE",
  dane_own: "its own host has DANE",
  dane_ta: "its own host has DANE by a DANE-TA(2) record",
  dane_two_providers: "two providers, both with DANE",
  spare_down: "two primary hosts, one of them down; both have TLSA records",
  spare_bare: "the spare host is at a provider without TLSA records",
  primary_bare: "the primary host is at a provider without TLSA records, the spare has DANE",
  half_provider: "its provider has TLSA records at one of two hosts",
  bare_provider: "its provider is signed and has no TLSA records",
  plain_provider: "its provider is not signed",
  bare_own: "its own host has no TLSA records",
  implicit_mx: "no MX records: the domain itself is the host",
  null_mx: "accepts no mail",
  stale_provider: "its provider's TLSA records match nothing",
  stale_own: "its own host's TLSA records match nothing",
  mute_provider: "its provider has TLSA records and offers no STARTTLS",
  mute_own: "its own host has TLSA records and offers no STARTTLS",
  unusable_own: "its own host has PKIX-EE(1) records only",
  lapsed_provider: "the signatures of its provider's TLSA records have expired",
  down: "its only host is down; it has TLSA records",
  ds_wrong: "the DS record is of no key there is",
  expired: "every signature has expired",
  mx_expired: "the MX records' signature has expired",
  mx_forged: "the MX records' signature is wrong",
  unsigned: "not signed",
  gone: "on a list, and not registered",
} as const;
export type BulkCase = keyof typeof BULK_CASES;

/** One zone key. Equal `material` is the same key pair, whoever has it. */
export type BulkKey = {
  material: string;
  algorithm: number;
  /** Of RSA keys. */
  rsa?: { bits: number; exponent: number };
  /** Signs the key set alone, or all but it, where a zone has two; all where absent. */
  role?: "key_signing" | "zone_signing";
};

/** NSEC3's parameters; the salt's content is arbitrary. */
export type BulkNsec3 = { iterations: number; saltOctets: number; optOut: boolean };

/** How a zone is signed. */
export type BulkSigning = {
  keys: readonly BulkKey[];
  denial: "nsec" | BulkNsec3;
  /** Digest types of the DS records; each signed key that signs the key set has one of each. */
  digests: readonly number[];
};

/** How a host's server and records are. */
export type BulkHostState =
  | "good"
  | "by_authority"
  | "bare"
  | "stale"
  | "mute"
  | "unusable"
  | "lapsed"
  | "down";

/** A mail host; its zone is the provider's, or the domain's own. */
export type BulkHost = {
  name: string;
  zone: string;
  state: BulkHostState;
  /** Of the server's certificate and TLS. */
  keyType: "ec" | "rsa";
  protocol: "TLSv1.2" | "TLSv1.3";
  /** How many addresses of each family. */
  ipv4: number;
  ipv6: number;
};

/** A zone that others have their mail in, and how it is signed. */
export type BulkProvider = { zone: string; signing: BulkSigning | null; hosts: BulkHost[] };

/** A domain of the survey. */
export type BulkDomain = {
  name: string;
  tld: string;
  case: BulkCase;
  signing: BulkSigning | null;
  /** The zone its name servers lie in. */
  operator: string;
  /** Names of hosts; null for the null MX, empty for no MX records. */
  mx: readonly { preference: number; host: string }[] | null;
  /** Its own host, in its own zone. */
  own: BulkHost | null;
};

/** A TLD of the lab: those with a zone file are known whole, of others there is a list. */
export type BulkTld = { tld: string; source: "zone_file" | "list"; denial: "nsec" | BulkNsec3 };

export type BulkPlan = {
  seed: number;
  domains: readonly BulkDomain[];
  providers: readonly BulkProvider[];
  tlds: readonly BulkTld[];
  /** Zones of name servers. */
  operators: readonly string[];
};
