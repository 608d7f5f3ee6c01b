import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { releaseExports } from "@/db/schema/published-exports";
import { ExportedFile } from "@/lib/model/release-export";
import { baseOf } from "./horizon";

/** The files of a revision, in the order in which they were written; null where there are none yet. */
export async function exportedFilesOf(
  handle: Db,
  release: string,
  revision: number,
): Promise<ExportedFile[] | null> {
  const [row] = await baseOf(handle)
    .select({ files: releaseExports.files })
    .from(releaseExports)
    .where(and(eq(releaseExports.release, release), eq(releaseExports.revision, revision)))
    .limit(1);
  return row === undefined ? null : z.array(ExportedFile).parse(row.files);
}
