import { readFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { SERIES_EVENTS } from "@/lib/model/events";
import type { ReleaseDraft } from "@/lib/model/release";
import { err, ok, type Result } from "@/lib/result";
import { type MalformedFile, parseJson } from "./malformed";
import { MonthlyReport, monthlyReportDraft, reportId } from "./monthly-report";
import { ParameterTable, parameterDrafts } from "./parameter-table";
import { UsageReport, usageReportDraft } from "./usage-report";

export type HistoryError = MalformedFile | { code: "unreadable"; file: string; message: string };

/** The files of the published history, as they came from their collector. */
export const HISTORY_FILES = {
  reports: "published-reports.jsonl",
  slides: "seed-2018-10.json",
  parameters: "dnssec-parameters.jsonl",
} as const;

/** @param keyOf names a line; the first of two with the same name stays, the second is refused. */
function parseLines<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  keyOf: (value: T) => string,
): Result<T[], MalformedFile> {
  const values = new Map<string, T>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseJson(file, line, schema, index + 1);
    if (!parsed.ok) return parsed;
    const key = keyOf(parsed.value);
    if (values.has(key)) {
      const message = `${key} stands on an earlier line too`;
      return err({ code: "malformed", file, line: index + 1, field: "", message });
    }
    values.set(key, parsed.value);
  }
  return ok([...values.values()]);
}

/** Puts flag b on the rows at which an event says that their series breaks. */
function withBreaks(draft: ReleaseDraft): ReleaseDraft {
  const breaks = SERIES_EVENTS.filter(
    ({ kind, release }) => kind === "break" && release === draft.release.id,
  );
  const tables = draft.tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => {
      const broken = breaks.some(
        ({ datasets, dimensions }) =>
          table.asOf !== null &&
          datasets.includes(table.dataset) &&
          Object.entries(dimensions).every(([name, value]) => row.dimensions[name] === value),
      );
      return broken ? { ...row, flags: [...new Set(["b" as const, ...row.flags])] } : row;
    }),
  }));
  return { ...draft, tables };
}

/**
 * Reads the published history into drafts: all of it, or the first fault by file, line and field.
 *
 * @param directory holds the files of `HISTORY_FILES`.
 */
export async function readHistory(
  directory: string,
): Promise<Result<ReleaseDraft[], HistoryError>> {
  const texts: Record<string, string> = {};
  for (const file of Object.values(HISTORY_FILES)) {
    try {
      texts[file] = await readFile(path.join(directory, file), "utf8");
    } catch (cause) {
      return err({
        code: "unreadable",
        file,
        message: cause instanceof Error ? cause.message : String(cause),
      });
    }
  }
  const text = (file: string) => texts[file] ?? "";
  const reports = parseLines(
    HISTORY_FILES.reports,
    text(HISTORY_FILES.reports),
    MonthlyReport,
    reportId,
  );
  if (!reports.ok) return reports;
  const slides = parseJson(HISTORY_FILES.slides, text(HISTORY_FILES.slides), UsageReport);
  if (!slides.ok) return slides;
  const parameters = parseLines(
    HISTORY_FILES.parameters,
    text(HISTORY_FILES.parameters),
    ParameterTable,
    ({ table, asOf }) => `${table} of ${asOf ?? "no date"}`,
  );
  if (!parameters.ok) return parameters;
  const drafts = [
    ...reports.value.map(monthlyReportDraft),
    usageReportDraft(slides.value),
    ...parameterDrafts(parameters.value),
  ];
  return ok(drafts.map(withBreaks));
}
