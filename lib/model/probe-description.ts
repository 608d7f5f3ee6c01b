/** Who probes, for whoever finds our addresses in a log. @see RFC 9511 §4 */
export type ProbeDescription = {
  /** Without a slash at its end. */
  publicUrl: string;
  /** A mail address or a URL; undefined: the page about this site. */
  contact: string | undefined;
  /** What is said of the probes, on one line. */
  description: string;
  /** How long the text may be relied on, in days from `now`. */
  validDays: number;
  /** ISO 8601. */
  now: string;
};

/** Where the text is, below the host that our EHLO name and addresses should lead to. */
export const PROBING_PATH = "/.well-known/probing.txt";

/** What is said unless the settings say otherwise. */
export const PROBES_OF_OURS =
  "Measures DNSSEC and DANE (RFC 7672) of mail domains. DNS queries, and on TCP port 25 at most three short SMTP sessions an address and day: EHLO, STARTTLS, TLS handshake, QUIT. No sender or recipient is named and no mail is sent. Visitors may also ask for a check of one domain.";

const DAY_MS = 86_400_000;

/** The text of `probing.txt`: fields of RFC 9116 §2.5, and the description that RFC 9511 §4 adds. Pure. */
export function probingText(probes: ProbeDescription): string {
  const { publicUrl, contact, description, validDays, now } = probes;
  const about = `${publicUrl}/about#contact`;
  const reachable =
    contact === undefined ? about : contact.includes("://") ? contact : `mailto:${contact}`;
  const leave = `To be left out by name or address: ${publicUrl}/opt-out`;
  const expires = new Date(Date.parse(now) + validDays * DAY_MS);
  // Whole seconds: RFC 9116 §2.5.5 takes the form of RFC 3339.
  const fields = [
    ["Canonical", `${publicUrl}${PROBING_PATH}`],
    ["Contact", reachable],
    ["Expires", `${expires.toISOString().slice(0, 19)}Z`],
    ["Preferred-Languages", "en"],
    ["Description", `${description.replace(/\s+/g, " ").trim()} ${leave}`],
  ];
  return fields.map(([name, value]) => `${name}: ${value}\n`).join("");
}
