import type { Result } from "@/lib/result";
import { harmless } from "@/lib/verifier/net/printable";
import packageJson from "../package.json";
import { endWithReader } from "./command-line/quiet-pipe";
import { harmlessLines, jsonLine } from "./command-line/terminal-text";
import { openVerifier } from "./command-line/verifier";
import { DANE_TLSA_USAGE, type DaneTlsaCommand, parseDaneTlsa } from "./dane-tlsa/arguments";
import { make } from "./dane-tlsa/make";
import { rollOver } from "./dane-tlsa/roll-over";
import type { Outcome, TaskIo } from "./dane-tlsa/task";
import { verify } from "./dane-tlsa/verify";

// `dane-tlsa`: makes TLSA records, verifies them, and plans their roll-over.
const USAGE_STATUS = 2;

endWithReader();
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const command = await parseDaneTlsa(argv);
  if (!command.ok) return refused(command.error);
  if (command.value === "help") console.log(DANE_TLSA_USAGE);
  if (command.value === "version") console.log(packageJson.version);
  if (typeof command.value === "string") return 0;
  const { io, close } = openVerifier(command.value);
  try {
    const signal = AbortSignal.timeout(command.value.timeoutMs);
    const outcome = await run(command.value, { io, signal, now: Date.now });
    if (!outcome.ok) return refused(outcome.error);
    console.log(
      command.value.json ? jsonLine(outcome.value.json) : harmlessLines(outcome.value.text),
    );
    return outcome.value.status;
  } finally {
    close();
  }
}

function run(command: DaneTlsaCommand, task: TaskIo): Promise<Result<Outcome, string>> {
  switch (command.task) {
    case "make":
      return make(command, task);
    case "verify":
      return verify(command, task);
    case "roll-over":
      return rollOver(command, task);
  }
}

function refused(sentence: string): number {
  console.error(`dane-tlsa: ${harmless(sentence)}`);
  return USAGE_STATUS;
}
