/** A word that figures are named by; `/methods` says at length what it means. */
export interface SiteTerm {
  /** Its anchor on `/methods`. */
  id: string;
  name: string;
  /** The meaning in one line, for who looks the word up. */
  about: string;
}

/** The words that figures are named by, in the order in which they build on each other. */
export const SITE_TERMS = [
  {
    id: "term-surveyed-domain",
    name: "Surveyed domain",
    about: "A domain delegated from a public suffix that is signed with DNSSEC.",
  },
  {
    id: "term-dnssec-domain",
    name: "DNSSEC domain",
    about: "Two different counts bear the name.",
  },
  {
    id: "term-dane-domain",
    name: "DANE domain (headline)",
    about: "Correct TLSA records at every primary MX host that accepts connections.",
  },
  {
    id: "term-strict-dane-domain",
    name: "DANE domain (strict)",
    about: "Correct TLSA records at all MX hosts, the secondary ones too.",
  },
  {
    id: "term-primary-mx",
    name: "Primary MX host",
    about: "Every host at the numerically lowest preference.",
  },
  {
    id: "term-partial",
    name: "Partial DANE",
    about: "TLSA records at some of a domain’s MX hosts only.",
  },
  {
    id: "term-provider",
    name: "Provider",
    about: "The DNS zone that the MX host’s name is in: a zone, not a company.",
  },
  {
    id: "term-several-providers",
    name: "Domain with several providers",
    about: "Counts once at each.",
  },
  {
    id: "term-problem-domain",
    name: "Problem domain",
    about: "Wrong TLSA records or no STARTTLS; or look-ups of them that fail.",
  },
  {
    id: "term-almost-dane",
    name: "Almost-DANE provider",
    about: "Hosts mail of many signed domains and has no TLSA records itself.",
  },
  {
    id: "term-undercount",
    name: "Undercount",
    about: "The survey sees only names that it has a source for: real numbers are larger.",
  },
] as const satisfies readonly SiteTerm[];

/** Id of one of them. */
export type TermId = (typeof SITE_TERMS)[number]["id"];
