import path from "node:path";
import type { Env } from "@/lib/env";

/** What anyone may download: a folder each release and revision. */
export const exportsFolder = ({ dataDir }: Pick<Env, "dataDir">): string =>
  path.resolve(dataDir, "survey", "exports");

/** Names of domains with their states: never below the folder that is served. */
export const snapshotsFolder = ({ dataDir }: Pick<Env, "dataDir">): string =>
  path.resolve(dataDir, "survey", "snapshots");
