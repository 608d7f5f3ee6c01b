/** Words for what the survey saw change, and where its tables end. */

export const SIGNED_CAUSES = ["newly_signed", "lost_ds", "gone", "opted_out"] as const;
/** Why a domain is in the survey now, or is no longer. */
export type SignedCause = (typeof SIGNED_CAUSES)[number];

/** What each means. */
export const SIGNED_CAUSE_WORDS: Record<SignedCause, string> = {
  newly_signed: "newly signed, or newly on a list",
  lost_ds: "no longer signed: the DS records are gone",
  gone: "no longer delegated",
  opted_out: "left out at its holder's wish",
};

export const DANE_CAUSES = [
  ...SIGNED_CAUSES,
  "mx_moved",
  "tlsa_published",
  "tlsa_lost",
  "mx_signed",
  "mx_unsigned",
  "mended",
  "broken",
  "told_again",
  "could_not_tell",
  "mail_begun",
  "mail_ended",
] as const;
/** Why a domain is a DANE domain now, or is no longer; the first that applies. */
export type DaneCause = (typeof DANE_CAUSES)[number];

/** What each means. */
export const DANE_CAUSE_WORDS: Record<DaneCause, string> = {
  ...SIGNED_CAUSE_WORDS,
  mx_moved: "its mail moved to another provider",
  tlsa_published: "TLSA records were published for its mail servers",
  tlsa_lost: "TLSA records of its mail servers are gone",
  mx_signed: "its MX records are signed now",
  mx_unsigned: "its MX records are no longer signed",
  mended: "what was broken works",
  broken: "it is published and does not work",
  told_again: "could not be told then",
  could_not_tell: "cannot be told now",
  mail_begun: "takes mail now",
  mail_ended: "takes no mail any more",
};

/** A provider or operator with fewer domains is not named: it may be one person's own server. */
export const SMALLEST_NAMED = 10;
/** Rows of a table of providers or operators; what is left over is added up beside it. */
export const PROVIDER_ROWS = 1_000;
/** Rows of the table of hosts with problems. */
export const PROBLEM_HOST_ROWS = 5_000;
/** Different exponents of RSA keys that are listed one by one. */
export const EXPONENT_ROWS = 50;

/** The key type of a certificate whose key could not be read. */
export const UNREADABLE_KEY = "unreadable";
/** The issuer of certificates that name themselves, and of those too rare to be listed. */
export const ISSUER_WORDS = { self: "self-issued", other: "other", none: "not named" } as const;

/** The country of addresses of which none is known; CLDR calls it “Unknown Region”. */
export const UNKNOWN_COUNTRY = "ZZ";

export const MODULUS_ODDITIES = [
  "even",
  "small_factor",
  "shared_factor",
  "below_1024_bits",
  "shared_modulus",
  "none",
] as const;
/**
 * What is odd about an RSA modulus, the gravest first; a key counts under the first that applies.
 * `shared_modulus`: the very same modulus serves several domains, as some operators mean it to.
 */
export type ModulusOddity = (typeof MODULUS_ODDITIES)[number];

export const ALMOST_DANE_STEPS = ["publish_tlsa", "publish_tlsa_for_all", "sign_zone"] as const;
export type AlmostDaneStep = (typeof ALMOST_DANE_STEPS)[number];
/** What a provider would have to do for its signed customers to be DANE domains. */
export const ALMOST_DANE_STEP_WORDS: Record<AlmostDaneStep, string> = {
  publish_tlsa: "Publish TLSA records for its MX hosts; their zone is signed",
  publish_tlsa_for_all: "Publish TLSA records for the rest of its MX hosts",
  sign_zone: "Sign the zone of its MX hosts, then publish TLSA records",
};
