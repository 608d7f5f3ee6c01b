import { isIP } from "node:net";
import { z } from "zod";
import { err, ok, type Result } from "@/lib/result";

/** One environment variable, as the README's table prints it. */
export type EnvVariable = { name: keyof RawEnv; default: string; meaning: string };

/** What is wrong with one variable, as a sentence that starts with its name. */
export type EnvProblem = { variable: string; message: string };

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= from && Number(text) <= to, {
      error: `must be a whole number from ${from} to ${to}`,
    })
    .transform(Number);

const url = (protocols: readonly string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL such as ${example}`,
  });

/** An address or an address range in CIDR notation. */
function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    prefix === undefined ||
    (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
  );
}

const addressRanges = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  )
  .refine((parts) => parts.every(isAddressRange), {
    error: "must be a comma-separated list of addresses or ranges, such as 127.0.0.1,10.0.0.0/8",
  });

/** A host name as EHLO takes it. */
const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);

/** A mail address, or a page on the web. */
const isContact = (text: string): boolean =>
  z.email().safeParse(text).success || z.url({ protocol: /^https?$/ }).safeParse(text).success;

const RawEnv = z.object({
  DATABASE_URL: url(
    ["postgres:", "postgresql:"],
    "postgres://user:password@host:5432/name",
  ).optional(),
  PORT: wholeNumber(1, 65_535).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, { error: "must be an address or host name to listen on, such as 0.0.0.0" })
    .default("127.0.0.1"),
  PUBLIC_URL: url(["http:", "https:"], "https://stats.example.org")
    .refine((text) => !URL.canParse(text) || new URL(text).pathname === "/", {
      error: "must have no path, since the site lives at the root",
    })
    .optional(),
  TRUSTED_PROXIES: addressRanges,
  PROBE_ALLOWED_RANGES: addressRanges,
  SMTP_PORT: wholeNumber(1, 65_535).default(25),
  RESOLVERS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== "")),
  TRUST_ANCHOR_FILE: z.string().optional(),
  EHLO_NAME: z
    .string()
    .refine(isHostName, { error: "must be a host name, such as check.example.org" })
    .optional(),
  PROBE_DESCRIPTION: z
    .string()
    .max(2_000, { error: "must have 2,000 characters at most" })
    .optional(),
  PROBE_DESCRIPTION_DAYS: wholeNumber(1, 365).default(30),
  CHECKS_AT_ONCE: wholeNumber(1, 100).default(8),
  CHECKS_PER_MINUTE: wholeNumber(1, 6_000).default(60),
  CHECKS_PER_CLIENT: wholeNumber(1, 6_000).default(6),
  CHECKS_QUEUE: wholeNumber(1, 10_000).default(100),
  CHECKS_KEEP_DAYS: wholeNumber(1, 3_650).default(90),
  DATA_DIR: z.string().default(".data"),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` })
    .default("info"),
  CACHE_MAX_BYTES: wholeNumber(1_048_576, 64 * 1_073_741_824).default(268_435_456),
  SLOW_REQUEST_MS: wholeNumber(1, 3_600_000).default(1_000),
  CONTACT: z
    .string()
    .refine(isContact, {
      error: "must be a mail address or a URL, such as stats@example.org",
    })
    .optional(),
  GEOIP_MMDB: z.string().optional(),
  CZDS_USERNAME: z.string().optional(),
  CZDS_PASSWORD: z.string().optional(),
  CZDS_API_URL: url(["https:"], "https://czds-api.icann.org").default("https://czds-api.icann.org"),
  CZDS_ACCOUNT_URL: url(["https:"], "https://account-api.icann.org").default(
    "https://account-api.icann.org",
  ),
});
type RawEnv = z.infer<typeof RawEnv>;

/** The settings of a process: every variable parsed, every default filled in. */
export type Env = {
  databaseUrl: string | undefined;
  port: number;
  host: string;
  /** Without a slash at its end. */
  publicUrl: string;
  trustedProxies: readonly string[];
  /** Addresses and CIDR ranges that checks may connect to though they are not public. */
  probeAllowedRanges: readonly string[];
  /** The port that checks connect to; 25 in production. */
  smtpPort: number;
  /** Recursive resolvers as `dane-check --resolver` takes them, not parsed; empty: the system's. */
  resolvers: readonly string[];
  /** Root DS or DNSKEY records in zone-file form; undefined: the root's own. */
  trustAnchorFile: string | undefined;
  /** The name in EHLO; undefined: chosen from the public address. */
  ehloName: string | undefined;
  /** What `/.well-known/probing.txt` says of our probes; undefined: a text of our own. */
  probeDescription: string | undefined;
  /** For how many days that may be relied on. */
  probeDescriptionDays: number;
  checksAtOnce: number;
  checksPerMinute: number;
  checksPerClient: number;
  checksQueue: number;
  checksKeepDays: number;
  dataDir: string;
  logLevel: (typeof LOG_LEVELS)[number];
  cacheMaxBytes: number;
  slowRequestMs: number;
  /** Mail address or URL of whoever runs this site, where they gave one. */
  contact: string | undefined;
  /** A MaxMind DB file with countries of addresses; undefined: countries are not known. */
  geoipMmdb: string | undefined;
  /** How zone files are fetched from ICANN; undefined without name and password. */
  czdsLogin: { username: string; password: string } | undefined;
  /** Without a slash at their ends. */
  czdsApiUrl: string;
  czdsAccountUrl: string;
};

/** Every variable the project reads, in the README's order; a test compares the two. */
export const ENV_VARIABLES: readonly EnvVariable[] = [
  {
    name: "DATABASE_URL",
    default: "",
    meaning: "PostgreSQL 15 or newer to use instead of the embedded one",
  },
  { name: "PORT", default: "3000", meaning: "TCP port to listen on" },
  {
    name: "HOST",
    default: "127.0.0.1",
    meaning: "address to listen on; `0.0.0.0` or `::` for all",
  },
  {
    name: "PUBLIC_URL",
    default: "http://localhost:PORT",
    meaning: "origin in citations, canonical links and mails; `https` turns HSTS on",
  },
  {
    name: "TRUSTED_PROXIES",
    default: "",
    meaning:
      "addresses or CIDR ranges of proxies whose `X-Request-Id` and `X-Forwarded-For` are believed",
  },
  {
    name: "PROBE_ALLOWED_RANGES",
    default: "",
    meaning:
      "addresses or CIDR ranges that checks may connect to though not public; refused where `NODE_ENV` is `production`",
  },
  {
    name: "SMTP_PORT",
    default: "25",
    meaning: "port that checks connect to, and that TLSA names have; nothing else in production",
  },
  {
    name: "RESOLVERS",
    default: "",
    meaning:
      "recursive resolvers of checks, such as `127.0.0.1,[::1]:5353`; they have to pass DNSSEC records; the system's unless given",
  },
  {
    name: "TRUST_ANCHOR_FILE",
    default: "",
    meaning:
      "root DS or DNSKEY records to validate with, in zone-file form; for networks of one's own",
  },
  {
    name: "EHLO_NAME",
    default: "",
    meaning:
      "name that checks and the survey give mail servers; the host of `PUBLIC_URL` unless given. It should lead back to this site",
  },
  {
    name: "PROBE_DESCRIPTION",
    default: "",
    meaning:
      "one line on what is probed and why, for `/.well-known/probing.txt` (RFC 9511); a text of our own unless given",
  },
  {
    name: "PROBE_DESCRIPTION_DAYS",
    default: "30",
    meaning: "days for which that file may be relied on",
  },
  {
    name: "CHECKS_AT_ONCE",
    default: "8",
    meaning: "checks that run at once, all processes together",
  },
  {
    name: "CHECKS_PER_MINUTE",
    default: "60",
    meaning: "checks begun a minute, all processes together",
  },
  {
    name: "CHECKS_PER_CLIENT",
    default: "6",
    meaning: "checks a minute for one IPv4 address or IPv6 /64",
  },
  { name: "CHECKS_QUEUE", default: "100", meaning: "checks that may wait; one more is refused" },
  { name: "CHECKS_KEEP_DAYS", default: "90", meaning: "days that results of checks are kept" },
  {
    name: "DATA_DIR",
    default: ".data",
    meaning: "folder of the embedded database and the survey's files",
  },
  {
    name: "LOG_LEVEL",
    default: "info",
    meaning: `one of ${LOG_LEVELS.map((level) => `\`${level}\``).join(", ")}`,
  },
  { name: "CACHE_MAX_BYTES", default: "268435456", meaning: "memory for whole responses" },
  { name: "SLOW_REQUEST_MS", default: "1000", meaning: "a request slower than this is logged" },
  {
    name: "CONTACT",
    default: "",
    meaning: "mail address or URL shown on `/about`; without it none is shown",
  },
  {
    name: "GEOIP_MMDB",
    default: "",
    meaning:
      "MaxMind DB file that `survey aggregate` takes countries of addresses from; without it they are not known",
  },
  { name: "CZDS_USERNAME", default: "", meaning: "account for ICANN's zone files (CZDS)" },
  { name: "CZDS_PASSWORD", default: "", meaning: "its password; never logged" },
  {
    name: "CZDS_API_URL",
    default: "https://czds-api.icann.org",
    meaning: "where the links to zone files are listed",
  },
  {
    name: "CZDS_ACCOUNT_URL",
    default: "https://account-api.icann.org",
    meaning: "where that account logs in",
  },
];

/** Variables whose value may be, or hold, a password: it is not repeated. */
const SECRETS: ReadonlySet<string> = new Set(["DATABASE_URL", "CZDS_PASSWORD"]);

/**
 * Validates the settings in `source`. An empty value counts as unset, as `VAR= npm start` means it.
 * Every problem is reported, not just the first.
 */
export function readEnv(source: Record<string, string | undefined>): Result<Env, EnvProblem[]> {
  const given = ENV_VARIABLES.map(({ name }) => [name, source[name] || undefined] as const);
  const parsed = RawEnv.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    return err(
      parsed.error.issues.map(({ path, message }) => {
        const variable = String(path[0]);
        const was = SECRETS.has(variable) ? "" : `; it is ${JSON.stringify(source[variable])}`;
        return { variable, message: `${variable} ${message}${was}.` };
      }),
    );
  }
  const raw = parsed.data;
  // Strangers choose the addresses that a public site connects to: no opening for tests there.
  const refused = source.NODE_ENV === "production" ? openings(raw) : [];
  if (refused.length > 0) return err(refused);
  const { CZDS_USERNAME: username, CZDS_PASSWORD: password } = raw;
  return ok({
    databaseUrl: raw.DATABASE_URL,
    port: raw.PORT,
    host: raw.HOST,
    publicUrl: raw.PUBLIC_URL ? new URL(raw.PUBLIC_URL).origin : `http://localhost:${raw.PORT}`,
    trustedProxies: raw.TRUSTED_PROXIES,
    probeAllowedRanges: raw.PROBE_ALLOWED_RANGES,
    smtpPort: raw.SMTP_PORT,
    resolvers: raw.RESOLVERS,
    trustAnchorFile: raw.TRUST_ANCHOR_FILE,
    ehloName: raw.EHLO_NAME,
    probeDescription: raw.PROBE_DESCRIPTION,
    probeDescriptionDays: raw.PROBE_DESCRIPTION_DAYS,
    checksAtOnce: raw.CHECKS_AT_ONCE,
    checksPerMinute: raw.CHECKS_PER_MINUTE,
    checksPerClient: raw.CHECKS_PER_CLIENT,
    checksQueue: raw.CHECKS_QUEUE,
    checksKeepDays: raw.CHECKS_KEEP_DAYS,
    dataDir: raw.DATA_DIR,
    logLevel: raw.LOG_LEVEL,
    cacheMaxBytes: raw.CACHE_MAX_BYTES,
    slowRequestMs: raw.SLOW_REQUEST_MS,
    contact: raw.CONTACT,
    geoipMmdb: raw.GEOIP_MMDB,
    czdsLogin:
      username === undefined || password === undefined ? undefined : { username, password },
    czdsApiUrl: new URL(raw.CZDS_API_URL).origin,
    czdsAccountUrl: new URL(raw.CZDS_ACCOUNT_URL).origin,
  });
}

/** Settings that tests need and that a public site must not have. */
const openings = (raw: RawEnv): EnvProblem[] => [
  ...(raw.PROBE_ALLOWED_RANGES.length > 0
    ? [
        {
          variable: "PROBE_ALLOWED_RANGES",
          message: "PROBE_ALLOWED_RANGES must be empty where NODE_ENV is production.",
        },
      ]
    : []),
  ...(raw.SMTP_PORT === 25
    ? []
    : [
        {
          variable: "SMTP_PORT",
          message: "SMTP_PORT must be 25 or unset where NODE_ENV is production.",
        },
      ]),
];

/** The settings of this process. */
export const processEnv = (): Result<Env, EnvProblem[]> => readEnv(process.env);

/** True in continuous integration, where a skipped test needs a reason. */
export const inContinuousIntegration = (): boolean =>
  !["", "0", "false"].includes(process.env.CI ?? "");

/** Sets variables for this process and the children it starts, such as the address of the embedded database. */
export function setProcessEnv(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
}

/** The environment for a child process: this one's, with `variables` on top. */
export const childEnv = (variables: Record<string, string>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...variables,
});
