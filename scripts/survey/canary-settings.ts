import { existsSync } from "node:fs";
import path from "node:path";
import { err, ok, type Result } from "@/lib/result";
import { type Canary, readCanaries } from "@/lib/survey/scan/canaries";
import { readSmallFile, shortened } from "@/scripts/command-line/option-values";
import { type StageContext, surveyFolder } from "./command";

const MAX_OCTETS = 100_000;
const FILE = "canaries.txt";

/**
 * The canaries that are set: of the file that was named, else of the survey folder's own. None is said
 * plainly, since a release then says that they could not be judged.
 */
export async function canariesOf(
  { env, invokedFrom, reporter }: Pick<StageContext, "env" | "invokedFrom" | "reporter">,
  named: string | null,
): Promise<Result<Canary[], string>> {
  const own = path.join(surveyFolder(env), FILE);
  const file = named === null ? own : path.resolve(invokedFrom, named);
  if (named === null && !existsSync(own)) {
    reporter.event(
      "canaries",
      { canaries: 0 },
      `No canaries are set (${FILE} in the survey's folder, or --canaries): nothing would show a resolver that lies.`,
    );
    return ok([]);
  }
  const text = await readSmallFile(file, MAX_OCTETS);
  if (!text.ok) return text;
  const canaries = readCanaries(text.value.toString("utf8"));
  return canaries.ok ? canaries : err(`${shortened(file)}: ${canaries.error}`);
}
