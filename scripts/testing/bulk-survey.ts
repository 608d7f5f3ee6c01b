import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import type { BulkLab } from "@/lab/bulk/start-bulk";
import { type Program, startProgram } from "./program";

/** Where `survey` works for a bulk lab. */
export type BulkSurveyPlace = {
  lab: BulkLab;
  databaseUrl: string;
  /** The survey's own. */
  folder: string;
  /** A bundle starts sooner; `scripts/survey.ts` unless told. */
  program?: string;
  /** Variables beside those that are needed. */
  env?: Readonly<Record<string, string>>;
};

/** Starts a subcommand of `survey` as a process of its own. */
export const surveyOf = (place: BulkSurveyPlace, ...args: string[]): Program =>
  startProgram(place.program ?? "scripts/survey.ts", args, {
    DATABASE_URL: place.databaseUrl,
    DATA_DIR: place.folder,
    PROBE_ALLOWED_RANGES: "127.0.0.0/8,::1/128",
    NODE_ENV: "test",
    ...place.env,
  });

/** The options that lead whatever asks to the lab. */
export const labPlaces = ({ resolver, trustAnchorFile, smtpPort }: BulkLab): string[] => [
  ...["--resolver", `${resolver.address}:${resolver.port}`],
  ...["--trust-anchor", trustAnchorFile, "--smtp-port", String(smtpPort)],
];

/** Those of a scan that goes as fast as it can. */
export const labOptions = (lab: BulkLab): string[] => [...labPlaces(lab), "--hours", "0"];

/**
 * Has retries fall due at once until `ended`, as nobody waits seven hours for a test.
 *
 * @param mayHurry false while something is broken that seven hours would outlast.
 */
export async function hurryRetries(
  db: Db,
  ended: Promise<unknown>,
  mayHurry: () => boolean = () => true,
): Promise<void> {
  let isOver = false;
  const end = ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    if (mayHurry())
      await db.$client`update scan.retries set due_at = now() where due_at > now()`.catch(() => {});
    await Promise.race([end, sleep(200)]);
  }
}
