import { err, ok, type Result } from "@/lib/result";
import { type Name, under } from "@/lib/verifier/dns/name";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { parseDomainInput } from "@/lib/verifier/domain-name-input";
import type { TlsaParameters } from "@/lib/verifier/tlsa/records-for-chain";
import { quoted, resolvers, trustAnchors, wholeNumber } from "../command-line/option-values";
import { parseArguments } from "../command-line/parse";

/** Where the certificate comes from. */
export type Source = { from: "file"; file: string } | { from: "server" };

/** What is common to all of them: whose records, and how to look things up. */
export type Subject = {
  host: Name;
  port: number;
  /** `_25._tcp.<host>` */
  owner: Name;
  resolvers: readonly ResolverAddress[];
  anchors: readonly TrustAnchor[];
  timeoutMs: number;
  allowPrivate: boolean;
  json: boolean;
};

export type DaneTlsaCommand = Subject &
  (
    | { task: "make"; source: Source; parameters: TlsaParameters | null; generic: boolean }
    | { task: "verify"; source: Source; records: readonly string[] }
    | {
        task: "roll-over";
        source: Source;
        next: string;
        parameters: TlsaParameters | null;
        propagation: number;
      }
  );

export const DANE_TLSA_USAGE = `dane-tlsa make [options] HOST        TLSA records of a certificate or key
dane-tlsa verify [options] HOST      do the published records match the server?
dane-tlsa roll-over --next FILE HOST a plan to change the certificate, with times

HOST is the mail server's name, the one that MX records give.

  --file FILE             take the certificates or key from FILE (PEM or DER;
                          of a private key only the public half is used);
                          without it, from the server itself by STARTTLS
  --next FILE             roll-over: the certificate or key that follows
  --record "U S M HEX"    verify: these records instead of the published ones
  --usage 2|3 --selector 0|1 --matching-type 0|1|2
                          parameters of the record; default: what is best, 3 1 1 first
  --propagation SECONDS   roll-over: until every name server has a change; default 600
  --generic               make: RDATA as RFC 3597 writes it, for old name servers
  --port N                default 25
  --json
  --resolver ADDR[:PORT] --trust-anchor FILE --timeout SECONDS --allow-private
                          as dane-check has them
  --help, --version

Exit status: 0 done, or the records match; 1 they do not; 2 wrong use;
3 could not tell; 4 no records that count.`;

const OPTIONS = {
  file: { type: "string" },
  next: { type: "string" },
  propagation: { type: "string" },
  record: { type: "string", multiple: true },
  usage: { type: "string" },
  selector: { type: "string" },
  "matching-type": { type: "string" },
  generic: { type: "boolean" },
  port: { type: "string" },
  json: { type: "boolean" },
  resolver: { type: "string", multiple: true },
  "trust-anchor": { type: "string" },
  timeout: { type: "string" },
  "allow-private": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const TASKS = ["make", "verify", "roll-over"] as const;
type Task = (typeof TASKS)[number];
const isTask = (text: string | undefined): text is Task => TASKS.some((task) => task === text);

/** Options that only some tasks take. */
const ONLY_FOR: Readonly<Record<string, readonly Task[]>> = {
  next: ["roll-over"],
  propagation: ["roll-over"],
  record: ["verify"],
  generic: ["make"],
  usage: ["make", "roll-over"],
  selector: ["make", "roll-over"],
  "matching-type": ["make", "roll-over"],
};

/** Reads the arguments; an error is one sentence. */
export async function parseDaneTlsa(
  argv: readonly string[],
): Promise<Result<DaneTlsaCommand | "help" | "version", string>> {
  const parsed = parseArguments(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help) return ok("help");
  if (values.version) return ok("version");
  const [task, host, ...more] = positionals;
  if (!isTask(task)) return err(`Say what to do: ${TASKS.join(", ")}. --help shows how.`);
  if (host === undefined || more.length > 0) return err("Give one host.");
  for (const [option, tasks] of Object.entries(ONLY_FOR))
    if (option in values && !tasks.includes(task))
      return err(`--${option} is for ${tasks.join(" and ")} only.`);
  // What is made from a file needs no look-up.
  const needsDns = !(task === "make" && values.file !== undefined);
  const subject = await subjectOf(host, values, needsDns);
  if (!subject.ok) return subject;
  const source: Source =
    values.file === undefined ? { from: "server" } : { from: "file", file: values.file };
  if (task === "verify")
    return ok({ ...subject.value, task, source, records: values.record ?? [] });
  const parameters = parametersOf(values);
  if (!parameters.ok) return parameters;
  if (task === "make")
    return ok({
      ...subject.value,
      task,
      source,
      parameters: parameters.value,
      generic: values.generic ?? false,
    });
  if (values.next === undefined) return err("roll-over needs --next FILE.");
  const propagation = wholeNumber("--propagation", values.propagation ?? "600", 0, 30 * 86_400);
  if (!propagation.ok) return propagation;
  return ok({
    ...subject.value,
    task,
    source,
    next: values.next,
    parameters: parameters.value,
    propagation: propagation.value,
  });
}

type Values = Partial<Record<keyof typeof OPTIONS, string | boolean | readonly string[]>> & {
  port?: string | undefined;
  timeout?: string | undefined;
  resolver?: string[] | undefined;
  "trust-anchor"?: string | undefined;
  usage?: string | undefined;
  selector?: string | undefined;
  "matching-type"?: string | undefined;
};

async function subjectOf(
  host: string,
  values: Values,
  needsDns: boolean,
): Promise<Result<Subject, string>> {
  const domain = parseDomainInput(host);
  if (!domain.ok) return err(`${quoted(host)} is no host name: ${domain.error.sentence}`);
  const port = wholeNumber("--port", values.port ?? "25", 1, 65_535);
  if (!port.ok) return port;
  const timeout = wholeNumber("--timeout", values.timeout ?? "60", 1, 3600);
  if (!timeout.ok) return timeout;
  const from = needsDns ? await resolvers(values.resolver ?? []) : ok([]);
  if (!from.ok) return from;
  const anchors = await trustAnchors(values["trust-anchor"]);
  if (!anchors.ok) return anchors;
  const owner = under(`_${port.value}._tcp`, domain.value.name);
  if (!owner.ok)
    return err(`${quoted(host)} is too long a name to put _${port.value}._tcp before.`);
  return ok({
    host: domain.value.name,
    port: port.value,
    owner: owner.value,
    resolvers: from.value,
    anchors: anchors.value,
    timeoutMs: timeout.value * 1000,
    allowPrivate: values["allow-private"] === true,
    json: values.json === true,
  });
}

/** Null where none was given: the best records are made then. */
function parametersOf(values: Values): Result<TlsaParameters | null, string> {
  const { usage, selector, "matching-type": matchingType } = values;
  if (usage === undefined && selector === undefined && matchingType === undefined) return ok(null);
  // PKIX-TA(0) and PKIX-EE(1) are not for SMTP (RFC 7672 §3.1.3).
  const usageNumber = wholeNumber("--usage", usage ?? "3", 2, 3);
  if (!usageNumber.ok) return usageNumber;
  const selectorNumber = wholeNumber("--selector", selector ?? "1", 0, 1);
  if (!selectorNumber.ok) return selectorNumber;
  const matchingNumber = wholeNumber("--matching-type", matchingType ?? "1", 0, 2);
  if (!matchingNumber.ok) return matchingNumber;
  return ok({
    usage: usageNumber.value,
    selector: selectorNumber.value,
    matchingType: matchingNumber.value,
  });
}
