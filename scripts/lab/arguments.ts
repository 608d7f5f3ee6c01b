import { LEAST_DOMAINS } from "@/lab/bulk/make-plan";
import { err, ok, type Result } from "@/lib/result";

/** What `npm run lab` was asked for. */
export type LabArguments = {
  /** `inside` is how the program calls itself within the namespace. */
  where: "loopback" | "namespace" | "inside";
  /** What to run inside; a shell where empty. */
  command: readonly string[];
  dnsPort: number;
  smtpPort: number;
  /** How many domains a bulk lab has, and the seed of its plan; null: the lab of named domains. */
  bulk: { domains: number; seed: number } | null;
};

const USAGE =
  "npm run lab [-- [--bulk N [--seed N]] [--dns-port N] [--smtp-port N] | -- [--bulk N] --namespace [COMMAND …]]";
const MOST_DOMAINS = 100_000;
/** Fixed, so that commands can be repeated from one start to the next. */
const DEFAULT_PORTS = { "--dns-port": 5300, "--smtp-port": 2525 };

/** Reads the command line; an error is a sentence. */
export function parseLabArguments(args: readonly string[]): Result<LabArguments, string> {
  const ports = { ...DEFAULT_PORTS };
  const plan = { domains: 0, seed: 1 };
  const bulk = () => (plan.domains === 0 ? null : plan);
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--namespace" || word === "--inside") {
      const command = args.slice(args[at + 1] === "--" ? at + 2 : at + 1);
      return ok(result(word === "--inside" ? "inside" : "namespace", command, ports, bulk()));
    }
    if (word === "--bulk" || word === "--seed") {
      const text = args[++at] ?? "";
      const least = word === "--bulk" ? LEAST_DOMAINS : 0;
      const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      if (number < least || (word === "--bulk" && number > MOST_DOMAINS))
        return err(
          word === "--bulk"
            ? `--bulk takes a number of domains from ${LEAST_DOMAINS} to ${MOST_DOMAINS}. Usage: ${USAGE}`
            : `--seed takes a whole number. Usage: ${USAGE}`,
        );
      plan[word === "--bulk" ? "domains" : "seed"] = number;
      continue;
    }
    if (word !== "--dns-port" && word !== "--smtp-port")
      return err(`There is no option ${word}. Usage: ${USAGE}`);
    const text = args[++at] ?? "";
    const port = Number(text);
    if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
      return err(`${word} takes a port from 1 to 65535. Usage: ${USAGE}`);
    ports[word] = port;
  }
  return ok(result("loopback", [], ports, bulk()));
}

const result = (
  where: LabArguments["where"],
  command: readonly string[],
  ports: typeof DEFAULT_PORTS,
  bulk: LabArguments["bulk"],
): LabArguments => ({
  where,
  command,
  bulk,
  dnsPort: ports["--dns-port"],
  smtpPort: ports["--smtp-port"],
});
