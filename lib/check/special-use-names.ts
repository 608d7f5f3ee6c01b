/**
 * Names that are not delegated like others, so that a check of them says nothing: the IANA registry
 * "Special-Use Domain Names" (RFC 6761) as it stood in 2026, without the reverse zones, which `arpa`
 * covers. `internal` is ICANN's for private use (resolution 2024.07.29.06).
 */
const SPECIAL_USE: readonly { name: string; source: string }[] = [
  { name: "alt", source: "RFC 9476" },
  { name: "arpa", source: "RFC 3172" },
  { name: "example", source: "RFC 6761" },
  { name: "example.com", source: "RFC 6761" },
  { name: "example.net", source: "RFC 6761" },
  { name: "example.org", source: "RFC 6761" },
  { name: "internal", source: "ICANN, 2024" },
  { name: "invalid", source: "RFC 6761" },
  { name: "local", source: "RFC 6762" },
  { name: "localhost", source: "RFC 6761" },
  { name: "onion", source: "RFC 7686" },
  { name: "test", source: "RFC 6761" },
];

/** The special-use name that a name is or lies below, or null. */
export const specialUseOf = (ascii: string): { name: string; source: string } | null =>
  SPECIAL_USE.find(({ name }) => ascii === name || ascii.endsWith(`.${name}`)) ?? null;
