import { err, ok, type Result } from "@/lib/result";

/** What `npm run lab` was asked for. */
export type LabArguments = {
  /** `inside` is how the program calls itself within the namespace. */
  where: "loopback" | "namespace" | "inside";
  /** What to run inside; a shell where empty. */
  command: readonly string[];
  dnsPort: number;
  smtpPort: number;
};

const USAGE = "npm run lab [-- [--dns-port N] [--smtp-port N] | -- --namespace [COMMAND …]]";
/** Fixed, so that commands can be repeated from one start to the next. */
const DEFAULT_PORTS = { "--dns-port": 5300, "--smtp-port": 2525 };

/** Reads the command line; an error is a sentence. */
export function parseLabArguments(args: readonly string[]): Result<LabArguments, string> {
  const ports = { ...DEFAULT_PORTS };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--namespace" || word === "--inside") {
      const command = args.slice(args[at + 1] === "--" ? at + 2 : at + 1);
      return ok(result(word === "--inside" ? "inside" : "namespace", command, ports));
    }
    if (word !== "--dns-port" && word !== "--smtp-port")
      return err(`There is no option ${word}. Usage: ${USAGE}`);
    const text = args[++at] ?? "";
    const port = Number(text);
    if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
      return err(`${word} takes a port from 1 to 65535. Usage: ${USAGE}`);
    ports[word] = port;
  }
  return ok(result("loopback", [], ports));
}

const result = (
  where: LabArguments["where"],
  command: readonly string[],
  ports: typeof DEFAULT_PORTS,
): LabArguments => ({
  where,
  command,
  dnsPort: ports["--dns-port"],
  smtpPort: ports["--smtp-port"],
});
