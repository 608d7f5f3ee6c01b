import { allCurrentImports, newestPool, openFailures } from "@/lib/survey/import/store";
import { openDatabase, type SurveyCommand } from "./command";
import { shortNumber } from "./reporter";
import { reportExports } from "./status-exports";
import { reportFailures, reportPublications, reportScan } from "./status-scan";

/** `survey status`: where each stage stands, and what a person has to decide. */
export const statusCommand: SurveyCommand = {
  summary:
    "where each stage stands, what was refused, and which releases are held and why, or exported",
  usage: "survey status",
  run: async (context) => {
    const { life, reporter } = context;
    const db = await openDatabase(context);
    if (!db.ok) return life.fail(db.error);
    const current = await allCurrentImports(db.value);
    for (const one of [...current].sort((a, b) => (a.source < b.source ? -1 : 1))) {
      const { source, kind, dataAt, checkedAt, names, withDs, publicSuffixList } = one;
      const ds = withDs === null ? "DS unknown" : `${shortNumber(withDs)} with DS`;
      const dated = dataAt === null ? "undated" : `of ${dataAt.slice(0, 10)}`;
      reporter.event(
        "source",
        { source, kind, dataAt, checkedAt, names, withDs, publicSuffixList },
        `${source}: ${kind} ${dated}, ${shortNumber(names ?? 0)} names, ${ds}, checked ${checkedAt.slice(0, 16)}`,
      );
    }
    for (const { source, ...failure } of await openFailures(db.value)) {
      const place = failure.faultLine === null ? "" : ` at line ${failure.faultLine}`;
      const field = failure.faultField === null ? "" : `, ${failure.faultField}`;
      reporter.event(
        "refused",
        { source, ...failure },
        `${source}: ${failure.outcome} ${failure.finishedAt.slice(0, 16)}, ${failure.faultCode}${place}${field}`,
      );
    }
    const pool = await newestPool(db.value);
    if (pool === null) reporter.event("candidates", { pool: null }, "no candidates yet");
    else {
      const { builtAt, seen, notSeen, unknown, sizeBytes, file } = pool;
      reporter.event(
        "candidates",
        { builtAt, seen, notSeen, unknown, sizeBytes, file },
        `candidates of ${builtAt.slice(0, 16)}: ${shortNumber(seen)} with DS, ${shortNumber(notSeen)} without, ${shortNumber(unknown)} to be asked, ${shortNumber(sizeBytes)}B`,
      );
    }
    await reportScan(db.value, reporter);
    await reportPublications(db.value, reporter);
    await reportExports(db.value, reporter);
    await reportFailures(db.value, reporter);
    return 0;
  },
};
