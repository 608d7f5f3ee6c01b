/** One page of the site, as menus and the ways in name it. */
export interface SiteSection {
  href: string;
  name: string;
  /** What a reader finds there, in one line. */
  about: string;
}

/** The page that menus set apart: where something is done, not read. */
export const CHECK_SECTION = "/check";

/** The pages of the main menu, in its order. */
export const MAIN_SECTIONS: readonly SiteSection[] = [
  { href: "/", name: "Overview", about: "The latest known state on one page." },
  { href: "/trends", name: "Trends", about: "DANE and DNSSEC over time, with what moved them." },
  { href: "/tlds", name: "TLDs", about: "Signed domains and DANE under each top-level domain." },
  {
    href: "/providers",
    name: "Providers",
    about: "Who hosts the mail of DANE domains, and who almost does.",
  },
  { href: "/geoip", name: "Hosts", about: "In which countries the DANE mail servers stand." },
  { href: "/dnssec", name: "DNSSEC", about: "Algorithms, key sizes, NSEC3 and DS parameters." },
  { href: "/reliability", name: "Reliability", about: "What breaks, where, and how often." },
  { href: "/learn", name: "Learn", about: "Why mail needs DANE, and how to publish and use it." },
  { href: "/api", name: "Data & API", about: "Every figure as JSON and CSV, without a key." },
  {
    href: CHECK_SECTION,
    name: "Check a domain",
    about: "Does DANE protect its mail? A verdict, what to do, and all the evidence.",
  },
];

/** The pages that only the foot of each page lists. */
export const MORE_SECTIONS: readonly SiteSection[] = [
  {
    href: "/compare",
    name: "Compare",
    about: "TLDs, providers, or a period with the one before, on one axis.",
  },
  {
    href: "/why",
    name: "Why did it move?",
    about: "The change between two reports, split by provider.",
  },
  {
    href: "/problems",
    name: "Problems now",
    about: "Mail servers and operators with broken DANE, longest first, and what to do.",
  },
  {
    href: "/well-known",
    name: "Well-known domains",
    about: "Well-known domains that had DANE in 2018.",
  },
  { href: "/starttls", name: "STARTTLS", about: "How much mail was encrypted in transit." },
  { href: "/releases", name: "Releases", about: "Every published set of figures with its source." },
  {
    href: "/corrections",
    name: "Corrections",
    about: "Every figure that was corrected after it was published here.",
  },
  {
    href: "/guide",
    name: "Repair guide",
    about: "TLSA records published, keys rolled, and all of it automated, for your own hosts.",
  },
  {
    href: "/watch",
    name: "Watch a domain",
    about: "Be told when DANE breaks, or will, at a domain or host of yours.",
  },
  {
    href: "/opt-out",
    name: "Opt out",
    about: "How to be left alone by the survey, by checks and by mail.",
  },
  { href: "/methods", name: "Methods", about: "How every number is made, and how to cite it." },
  { href: "/about", name: "About", about: "What this is, whose figures, privacy, help wanted." },
];

/** Pages that other pages lead to, and no menu. */
export const INNER_PAGES: readonly SiteSection[] = [
  {
    href: "/about/data-protection",
    name: "Data protection",
    about: "What is kept of people, how long, and why.",
  },
  {
    href: "/learn/publishing",
    name: "Publishing TLSA records",
    about: "How a mail server's operator publishes DANE, and rolls keys over.",
  },
  {
    href: "/learn/sending",
    name: "Sending with DANE",
    about: "How a sending mail server makes use of DANE.",
  },
  {
    href: "/learn/checkers",
    name: "Checkers compared",
    about: "Where other checkers of DANE differ, and why.",
  },
];
