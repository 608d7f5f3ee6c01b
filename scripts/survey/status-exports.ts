import type { Db } from "@/db/client";
import { ownRevisions } from "@/lib/survey/export/store";
import { type Reporter, shortNumber } from "./reporter";

/** Revisions without files that are named; the others are counted. */
const NAMED = 5;

/** The newest release that can be downloaded, and those that cannot yet. */
export async function reportExports(db: Db, reporter: Reporter): Promise<void> {
  const revisions = await ownRevisions(db);
  if (revisions.length === 0) return;
  const newest = revisions.findLast(({ files }) => files !== null);
  const missing = revisions.filter(({ files }) => files === null);
  const nameOf = ({ release, revision }: { release: string; revision: number }) =>
    `${release} revision ${revision}`;
  const files = newest?.files ?? [];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const said =
    newest === undefined
      ? "no release is exported yet"
      : `${nameOf(newest)} is exported: ${files.length} files, ${shortNumber(bytes)}B`;
  const named = missing.slice(-NAMED).map(nameOf).join(", ");
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} before them` : "";
  const lacking = missing.length === 0 ? "" : `; \`survey export\` writes ${named}${more}`;
  reporter.event(
    "exports",
    {
      release: newest?.release ?? null,
      revision: newest?.revision ?? null,
      files: files.length,
      bytes,
      missing: missing.map(nameOf),
    },
    said + lacking,
  );
}
