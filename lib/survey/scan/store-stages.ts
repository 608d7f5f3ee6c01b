import type { Db } from "@/db/client";

/** Why a stage could not do its work, with a sentence for whoever is on duty. */
export type StageFailure = { stage: string; at: string; code: string; message: string };

/** Notes a failure in place of the stage's last one. */
export async function noteFailure(
  { $client }: Db,
  stage: string,
  { code, message }: { code: string; message: string },
): Promise<void> {
  await $client`
    insert into scan.stage_failures as f (stage, at, code, message)
    values (${stage}, now(), ${code}, ${message})
    on conflict (stage) do update set at = excluded.at, code = excluded.code,
      message = excluded.message`;
}

/** The stage has done its work: what it failed at before is over. */
export async function clearFailure({ $client }: Db, stage: string): Promise<void> {
  await $client`delete from scan.stage_failures where stage = ${stage}`;
}

/** Stages that failed the last time, the latest first. */
export async function stageFailures({ $client }: Db): Promise<StageFailure[]> {
  const rows = await $client<StageFailure[]>`
    select stage, to_json(at)#>>'{}' as at, code, message from scan.stage_failures
    order by stage_failures.at desc, stage limit 20`;
  return [...rows];
}
