import { err, ok, type Result } from "@/lib/result";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { resolvers, trustAnchors, wholeNumber } from "../command-line/option-values";
import { parseArguments } from "../command-line/parse";

/** What `dane-check` was asked to do. */
export type DaneCheckCommand = {
  /** As typed; `-` stands for the names on standard input. */
  domains: readonly string[];
  output: "text" | "json" | "nagios";
  resolvers: readonly ResolverAddress[];
  anchors: readonly TrustAnchor[];
  port: number;
  tlsaPort: number;
  concurrency: number;
  timeoutMs: number;
  allowPrivate: boolean;
  /** Whether the operator's checklist is gone through as well. */
  withHygiene: boolean;
};

export const DANE_CHECK_USAGE = `dane-check [options] DOMAIN…

Judges how a domain's mail servers keep DANE (RFC 7672), and says what to mend.
DOMAIN may be - to read names from standard input, one a line.

  --json                  one report a line, in the order asked
  --nagios                one line and the exit status of a monitoring plug-in
  --resolver ADDR[:PORT]  recursive resolver to ask, [v6]:port for IPv6, or
                          tls://ADDR#NAME; may be repeated; default: the system's
  --trust-anchor FILE     root DS or DNSKEY records in zone-file form
  --port N                SMTP port, also in the TLSA name; default 25
  --tlsa-port N           port in the TLSA name where it is another
  --concurrency N         domains at once; default 4
  --timeout SECONDS       deadline for each domain; default 60
  --no-hygiene            leave out the checklist of name servers and policies;
                          --nagios always does
  --allow-private         connect to loopback and private addresses too
  --help, --version

Exit status: 0 DANE works; 1 it fails or DNSSEC is broken; 2 wrong use;
3 could not tell; 4 anything else. Of several domains: 1 before 3 before 4 before 0.
With --nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.`;

const OPTIONS = {
  json: { type: "boolean" },
  nagios: { type: "boolean" },
  resolver: { type: "string", multiple: true },
  "trust-anchor": { type: "string" },
  port: { type: "string" },
  "tlsa-port": { type: "string" },
  concurrency: { type: "string" },
  timeout: { type: "string" },
  "allow-private": { type: "boolean" },
  "no-hygiene": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const MAX_PORT = 65_535;

/** Reads the arguments; an error is one sentence. */
export async function parseDaneCheck(
  argv: readonly string[],
): Promise<Result<DaneCheckCommand | "help" | "version", string>> {
  const parsed = parseArguments(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help) return ok("help");
  if (values.version) return ok("version");
  if (positionals.length === 0) return err("Give at least one domain, or - for standard input.");
  if (values.json && values.nagios) return err("--json and --nagios exclude each other.");
  const port = wholeNumber("--port", values.port ?? "25", 1, MAX_PORT);
  if (!port.ok) return port;
  const tlsaPort = wholeNumber("--tlsa-port", values["tlsa-port"] ?? `${port.value}`, 1, MAX_PORT);
  if (!tlsaPort.ok) return tlsaPort;
  const concurrency = wholeNumber("--concurrency", values.concurrency ?? "4", 1, 1000);
  if (!concurrency.ok) return concurrency;
  const timeout = wholeNumber("--timeout", values.timeout ?? "60", 1, 3600);
  if (!timeout.ok) return timeout;
  const from = await resolvers(values.resolver ?? []);
  if (!from.ok) return from;
  const anchors = await trustAnchors(values["trust-anchor"]);
  if (!anchors.ok) return anchors;
  return ok({
    domains: positionals,
    output: values.json ? "json" : values.nagios ? "nagios" : "text",
    resolvers: from.value,
    anchors: anchors.value,
    port: port.value,
    tlsaPort: tlsaPort.value,
    concurrency: concurrency.value,
    timeoutMs: timeout.value * 1000,
    allowPrivate: values["allow-private"] ?? false,
    withHygiene: !values["no-hygiene"] && !values.nagios,
  });
}
