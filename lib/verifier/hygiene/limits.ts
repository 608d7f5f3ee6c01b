/** What one round of checks may cost. Times in milliseconds. */
export type HygieneLimits = {
  /** Zones: the domain's own and those of its mail hosts. */
  zones: number;
  mailHosts: number;
  /** Names of name servers, and addresses in all, for each zone. */
  serverNames: number;
  serverAddresses: number;
  /** Name servers of a zone asked at once, and questions under way at one of them. */
  serversAtOnce: number;
  questionsAtOnce: number;
  udpAttempts: number;
  attemptMs: number;
  tcpMs: number;
  /** For the policy file, connecting included. */
  fetchMs: number;
  /** For everything. What is not answered by then is undetermined. */
  deadlineMs: number;
};

/** Some 20 questions to each of at most 36 addresses, three at a time. */
export const HYGIENE_LIMITS: HygieneLimits = {
  zones: 3,
  mailHosts: 10,
  serverNames: 8,
  serverAddresses: 12,
  serversAtOnce: 6,
  questionsAtOnce: 3,
  udpAttempts: 2,
  attemptMs: 2000,
  tcpMs: 4000,
  fetchMs: 10_000,
  deadlineMs: 40_000,
};

/** Octets of a policy file; RFC 8461 §3.3 suggests as many. */
export const POLICY_OCTETS = 64 * 1024;
export const POLICY_LINES = 400;
export const POLICY_LINE_OCTETS = 512;

/** DNSKEY and DS records of a zone that are looked at; honest zones have a handful. */
export const ZONE_KEYS = 64;

/** TXT records looked at, and octets of one. */
export const TXT_RECORDS = 32;
export const TXT_OCTETS = 4096;
