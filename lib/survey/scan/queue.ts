import { type Job, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Tx } from "./store-apply";

const QUEUE = "survey_scan";
/** A job says which batch; what the batch is stands in its row. */
const BatchJob = z.object({ run: z.int(), number: z.int() });
type BatchJob = z.infer<typeof BatchJob>;

/** A batch that was handed to this process. */
export type FetchedBatch = BatchJob & {
  /** Settles the job, in the transaction that writes the batch's results. */
  complete: (tx: Tx) => Promise<void>;
  /** Settles it where there is nothing to write. */
  drop: () => Promise<void>;
};

/** Carries batches to whichever process has room. Leases decide whose results count. */
export type ScanQueue = {
  send: (run: number, numbers: readonly number[]) => Promise<void>;
  fetch: () => Promise<FetchedBatch | null>;
  close: () => Promise<void>;
};

/** Jobs are told again by the sweep of stranded batches; this is only for jobs that nobody settles. */
const JOB_EXPIRES_SECONDS = 3_600;
const KEEP_SECONDS = 24 * 3_600;
const STOP_MS = 10_000;

/**
 * Opens the queue, with its tables in a schema of their own.
 *
 * @param url `postgres://…`, the database of everything else.
 * @param onError told of what goes wrong in the background, such as a lost connection.
 */
export async function openQueue(url: string, onError: (error: Error) => void): Promise<ScanQueue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: "pgboss",
    application_name: "dane-stats survey queue",
    max: 4,
    schedule: false,
  });
  boss.on("error", onError);
  await boss.start();
  await boss.createQueue(QUEUE, {
    policy: "standard",
    expireInSeconds: JOB_EXPIRES_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
    retryLimit: 2,
  });
  return {
    send: async (run, numbers) => {
      if (numbers.length > 0)
        await boss.insert(
          QUEUE,
          numbers.map((number) => ({ data: { run, number } })),
        );
    },
    fetch: async () => {
      const [job] = await boss.fetch<BatchJob>(QUEUE, { batchSize: 1 });
      return job === undefined ? null : fetched(boss, job);
    },
    close: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

function fetched(boss: PgBoss, job: Job<BatchJob>): FetchedBatch {
  const executeSql =
    (tx: Tx) =>
    async (text: string, values: unknown[] = []) => ({
      // Values are texts, numbers, and arrays of them, which is what both drivers send alike.
      rows: [...(await tx.unsafe(text, values as string[]))],
    });
  return {
    ...BatchJob.parse(job.data),
    complete: async (tx) => {
      await boss.complete(QUEUE, job.id, null, { db: { executeSql: executeSql(tx) } });
    },
    drop: async () => {
      await boss.complete(QUEUE, job.id);
    },
  };
}
