import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";
import { makeTemplates } from "./templates";

declare module "vitest" {
  export interface ProvidedContext {
    /** The administrator's URL of the run's cluster. */
    clusterUrl: string;
  }
}

/** A fast cluster in a temporary folder; `stop` also removes the folder. */
export async function startThrowAwayCluster(): Promise<EmbeddedPostgres & { dataDir: string }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "dane-stats-test-"));
  // The cluster inside stays private; the way to it must be open to the user PostgreSQL runs as.
  chmodSync(dataDir, 0o755);
  const started = await startEmbeddedPostgres({ dataDir, log: () => {}, durable: false });
  if (!started.ok) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new Error(started.error.message);
  }
  const stop = async () => {
    await started.value.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...started.value, dataDir, stop };
}

/** vitest calls this once a run, before the `db` project; it returns the teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startThrowAwayCluster();
  await makeTemplates(cluster.url);
  project.provide("clusterUrl", cluster.url);
  return cluster.stop;
}
