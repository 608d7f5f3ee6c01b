import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/client";
import { manifests } from "@/db/schema/published";
import { ReleaseManifest } from "@/lib/model/release-manifest";
import { baseOf } from "./horizon";

/** With what a revision of our own survey's releases was made; null for what others reported. */
export async function manifestOf(
  handle: Db,
  release: string,
  revision: number,
): Promise<ReleaseManifest | null> {
  const [row] = await baseOf(handle)
    .select({ manifest: manifests.manifest })
    .from(manifests)
    .where(and(eq(manifests.release, release), eq(manifests.revision, revision)))
    .limit(1);
  return row === undefined ? null : ReleaseManifest.parse(row.manifest);
}
