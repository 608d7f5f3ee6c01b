import { connect } from "@/db/client";
import { err, ok, type Result } from "@/lib/result";
import { checkDraft, type DraftError } from "../check-draft";
import { publishDrafts } from "../store";
import { type HistoryError, readHistory } from "./read-history";

export type LoadError = { code: (HistoryError | DraftError)["code"] | "database"; message: string };

const sentence = (error: HistoryError | DraftError): string => {
  switch (error.code) {
    case "malformed":
      return `${error.file}:${error.line}: ${error.field === "" ? "" : `${error.field}: `}${error.message}`;
    case "unreadable":
      return `${error.file}: ${error.message}`;
    case "draft_does_not_fit":
      return `release ${error.release}, ${error.place}: ${error.message}`;
  }
};

/**
 * Loads the published history: idempotent, all or nothing.
 *
 * @param url database that `migrate` has brought up to date.
 * @param directory holds the history files.
 * @returns how many releases were published (new or as a new revision) and how many were there already.
 */
export async function loadHistory(
  url: string,
  directory: string,
): Promise<Result<{ published: number; unchanged: number }, LoadError>> {
  const read = await readHistory(directory);
  if (!read.ok) return err({ code: read.error.code, message: sentence(read.error) });
  const today = new Date().toISOString().slice(0, 10);
  const ids = new Set<string>();
  for (const draft of read.value) {
    const { id } = draft.release;
    if (ids.has(id))
      return err({ code: "draft_does_not_fit", message: `release ${id}: two sources make it` });
    ids.add(id);
    const checked = checkDraft(draft, today);
    if (!checked.ok) return err({ code: checked.error.code, message: sentence(checked.error) });
  }
  const db = connect(url, {
    maxConnections: 1,
    statementTimeoutMs: 0,
    applicationName: "dane-stats load",
  });
  try {
    return ok(await publishDrafts(db, read.value));
  } catch (cause) {
    return err({
      code: "database",
      message: cause instanceof Error ? cause.message : String(cause),
    });
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}
