import type { CheckReport } from "@/lib/model/check-report";
import type { DomainName } from "@/lib/verifier/domain-name-input";
import type { Paint } from "../command-line/paint";
import { jsonLine } from "../command-line/terminal-text";
import type { DaneCheckCommand } from "./arguments";
import { exitStatusOf, USAGE_STATUS, worstStatus } from "./exit-status";
import { inOrder } from "./in-order";
import { pluginResult } from "./monitoring";
import { askedNames } from "./names";
import { textReport } from "./text-report";

/** What the command is connected to. */
export type DaneCheckIo = {
  check: (domain: DomainName) => Promise<CheckReport>;
  input: AsyncIterable<string>;
  out: (line: string) => void;
  complain: (line: string) => void;
  paint: Paint;
};

/** Checks all that was asked for and prints it as it comes; gives the exit status. */
export async function runDaneCheck(command: DaneCheckCommand, io: DaneCheckIo): Promise<number> {
  const { domains, output, concurrency } = command;
  const results = inOrder(askedNames(domains, io.input), concurrency, async (asked) =>
    asked.ok ? await io.check(asked.domain) : asked.sentence,
  );
  const reports: CheckReport[] = [];
  const statuses: number[] = [];
  let misuse: string | null = null;
  for await (const result of results) {
    if (typeof result === "string") {
      misuse ??= result;
      if (output !== "nagios") io.complain(result);
      continue;
    }
    statuses.push(exitStatusOf(result.verdict));
    if (output === "json") io.out(jsonLine(result));
    if (output === "text")
      io.out(`${statuses.length > 1 ? "\n" : ""}${textReport(result, io.paint)}`);
    if (output === "nagios") reports.push(result);
  }
  if (output === "nagios") {
    const { line, status } = pluginResult(reports, misuse);
    io.out(line);
    return status;
  }
  // What was asked wrongly comes first: the reports do not answer the whole question.
  return misuse !== null ? USAGE_STATUS : worstStatus(statuses);
}
