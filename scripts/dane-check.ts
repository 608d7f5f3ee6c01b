import { checkDomain } from "@/lib/verifier/check-domain";
import { checkFully } from "@/lib/verifier/check-fully";
import { harmless } from "@/lib/verifier/net/printable";
import packageJson from "../package.json";
import { paintFor } from "./command-line/paint";
import { endWithReader } from "./command-line/quiet-pipe";
import { openVerifier } from "./command-line/verifier";
import { DANE_CHECK_USAGE, parseDaneCheck } from "./dane-check/arguments";
import { USAGE_STATUS } from "./dane-check/exit-status";
import { pluginFailure } from "./dane-check/monitoring";
import { runDaneCheck } from "./dane-check/run";

// `dane-check`: judges domains from the command line.
endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const command = await parseDaneCheck(argv);
  if (!command.ok) {
    if (argv.includes("--nagios")) return printed(pluginFailure(command.error));
    complain(command.error);
    return USAGE_STATUS;
  }
  if (command.value === "help") console.log(DANE_CHECK_USAGE);
  if (command.value === "version") console.log(packageJson.version);
  if (typeof command.value === "string") return 0;
  const { port, tlsaPort, timeoutMs, withHygiene } = command.value;
  const { io, close } = openVerifier(command.value);
  try {
    return await runDaneCheck(command.value, {
      check: (domain) => {
        const options = { port, tlsaPort, signal: AbortSignal.timeout(timeoutMs) };
        return withHygiene ? checkFully(domain, io, options) : checkDomain(domain, io, options);
      },
      input: process.stdin.setEncoding("utf8"),
      out: (line) => console.log(line),
      complain,
      paint: paintFor(process.stdout),
    });
  } finally {
    close();
  }
}

function complain(sentence: string): void {
  console.error(`dane-check: ${harmless(sentence)}`);
}

/** A monitoring system reads standard output only. */
function printed({ line, status }: { line: string; status: number }): number {
  console.log(line);
  return status;
}
