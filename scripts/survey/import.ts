import { parseArgs } from "node:util";
import type { Db } from "@/db/client";
import type { Result } from "@/lib/result";
import {
  type ImportError,
  type Imported,
  type ImportIo,
  importSource,
  type SourceRequest,
} from "@/lib/survey/import/import-source";
import { refreshPool } from "@/lib/survey/import/refresh-pool";
import { underImportLock } from "@/lib/survey/import/store";
import { openDatabase, type StageContext, type SurveyCommand, surveyFolder } from "./command";
import { czdsRequests, type ImportArguments, requestsOf } from "./import-requests";
import { czdsSentence, refreshSentence, refusal } from "./import-sentences";
import { type Reporter, shortNumber } from "./reporter";

const USAGE = `survey import [options] [file, folder or https address]…

Reads names of domains, and makes the survey's candidates of them. What is refused, by file, line
and field, leaves the last good copy in use. Repeating it reads only what has changed.

  --czds all|nl,com   zone files from ICANN's CZDS, with CZDS_USERNAME and CZDS_PASSWORD
  --kind zone|list|csv  where the file's name does not tell (.zone, .txt, .csv, each also .gz)
  --column NAME|N     the column of a CSV file that has the domain
  --zone NAME         the zone a zone file has to be of; completes its relative names
  --name NAME         the source's name, where a path or address changes from day to day
  --any-size          takes a list that is more than 5 % off the size of its last good copy`;

/** `survey import`. */
export const importCommand: SurveyCommand = {
  summary: "names of domains from zone files and lists, made into candidates",
  usage: USAGE,
  run: async (context) => {
    const { env, life } = context;
    const args = argumentsOf(context);
    if (typeof args === "string") return life.fail({ code: "bad_argument", message: args });
    const requests = requestsOf(args, env);
    if (!requests.ok) return life.fail(requests.error);
    if (args.czds !== undefined) {
      const zones = await czdsRequests(args.czds, env);
      if (!zones.ok) return life.fail(czdsSentence(zones.error));
      requests.value.push(...zones.value);
    }
    if (requests.value.length === 0) return life.fail({ code: "bad_argument", message: USAGE });
    const db = await openDatabase(context);
    if (!db.ok) return life.fail(db.error);
    const failures = await underImportLock(db.value, () =>
      importAll(
        context,
        db.value,
        requests.value.map((request) => ({ ...request, anySize: args.anySize })),
      ),
    );
    if (failures === null)
      return life.fail({ code: "busy", message: "Another import is running on this database." });
    return failures === 0 ? 0 : 1;
  },
};

function argumentsOf({ args, invokedFrom }: StageContext): ImportArguments | string {
  const text = { type: "string" } as const;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ czds: text, kind: text, column: text, zone: text, name: text },
        "any-size": { type: "boolean" },
      },
    });
    const { czds, kind, column, zone, name } = values;
    const anySize = values["any-size"] ?? false;
    return { places: positionals, invokedFrom, czds, kind, column, zone, name, anySize };
  } catch (cause) {
    return `${(cause as Error).message}\n\n${USAGE}`;
  }
}

/** Imports one source after another, then makes the candidates; returns how many failed. */
async function importAll(
  { env, reporter }: StageContext,
  db: Db,
  requests: readonly SourceRequest[],
): Promise<number> {
  const io: ImportIo = { db, folder: surveyFolder(env), now: () => new Date() };
  let failures = 0;
  for (const [done, request] of requests.entries()) {
    const begunAt = performance.now();
    const what = `${request.source} (${done + 1} of ${requests.length})`;
    const imported = await importSource(io, request, ({ lines, readShare }) => {
      const remaining = readShare > 0 ? Math.round(lines / readShare) - lines : null;
      reporter.progress({ what, done: lines, remaining, failures, unit: "lines" });
    });
    if (!imported.ok) failures++;
    reportSource(reporter, request.source, imported, (performance.now() - begunAt) / 1_000);
  }
  const refreshed = await refreshPool(io, (done, remaining) =>
    reporter.progress({ what: "candidates", done, remaining, failures, unit: "names" }),
  );
  if (!refreshed.ok) {
    reporter.event("candidates", { ...refreshed.error }, refreshSentence(refreshed.error));
    return failures + 1;
  }
  const { counts, isNew, pool } = refreshed.value;
  const parts = `${shortNumber(counts.seen)} with DS, ${shortNumber(counts.not_seen)} without, ${shortNumber(counts.unknown)} to be asked`;
  reporter.event(
    "candidates",
    { ...counts, isNew, file: pool.file, sizeBytes: pool.sizeBytes },
    `candidates${isNew ? "" : " unchanged"}: ${parts}`,
  );
  return failures;
}

function reportSource(
  reporter: Reporter,
  source: string,
  imported: Result<Imported, ImportError>,
  seconds: number,
): void {
  if (!imported.ok) {
    const { error } = imported;
    reporter.event("source", { source, outcome: error.code, error }, `refused: ${refusal(error)}`);
    return;
  }
  if (imported.value.outcome === "unchanged") {
    const { names } = imported.value;
    reporter.event("source", { source, outcome: "unchanged", names }, `${source}: unchanged`);
    return;
  }
  const { contents, importId, changed } = imported.value;
  const { lines, sorted, passed, stream, zone } = contents;
  const facts = {
    lines,
    names: sorted.names,
    repeated: sorted.repeated,
    ...passed,
    ...stream,
    zone,
    changed,
  };
  reporter.event(
    "source",
    { source, outcome: "accepted", importId, seconds, ...facts },
    `${source}: ${shortNumber(sorted.names)} names of ${shortNumber(lines)} lines in ${seconds.toFixed(1)} s, ${shortNumber(lines / seconds)}/s`,
  );
}
