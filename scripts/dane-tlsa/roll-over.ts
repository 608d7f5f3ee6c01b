import { ok, type Result } from "@/lib/result";
import type { TlsaData } from "@/lib/verifier/dns/record";
import { type RollOverStep, rollOverPlan } from "@/lib/verifier/tlsa/roll-over-plan";
import type { DaneTlsaCommand } from "./arguments";
import { lookUp, publishedRecords } from "./live-host";
import { recordsOf, recordText } from "./made-records";
import { chainsFor } from "./make";
import { chainIn, type Outcome, type TaskIo } from "./task";

type RollOver = Extract<DaneTlsaCommand, { task: "roll-over" }>;

/** The plan to change a certificate, from what is published and shown now. */
export async function rollOver(command: RollOver, task: TaskIo): Promise<Result<Outcome, string>> {
  const next = await chainIn(command.next);
  if (!next.ok) return next;
  const host = await lookUp(command, task.io, task.signal);
  const undecided = host.dns.settled?.verdict;
  if (undecided === "bogus" || undecided === "dns_error")
    return ok({
      status: 3,
      text: "The published records could not be looked up, so no plan can be made.",
      json: { owner: command.owner, steps: [] },
    });
  const chains = await chainsFor(command, task);
  if (!chains.ok) return chains;
  if (chains.value.length === 0)
    return ok({
      status: 3,
      text: "The certificate in use was not seen: give it with --file.",
      json: { owner: command.owner, steps: [] },
    });
  const currentRecords = recordsOf(chains.value, command.parameters);
  if (!currentRecords.ok) return currentRecords;
  const nextRecords = recordsOf([next.value], command.parameters);
  if (!nextRecords.ok) return nextRecords;
  const { records, ttl } = publishedRecords(host);
  const { propagation } = command;
  const plan = rollOverPlan({
    published: records,
    ttl,
    current: currentRecords.value,
    next: nextRecords.value,
    propagation,
  });
  const startsAt = task.now();
  const when = (step: RollOverStep) => new Date(startsAt + step.after * 1000);
  return ok({
    status: 0,
    text: planText(command, plan, ttl, when),
    json: {
      owner: command.owner,
      ttl,
      propagation,
      steps: plan.map((step) => ({
        action: step.action,
        notBefore: when(step).toISOString(),
        records: step.records.map((record) => recordText(command.owner, record)),
      })),
    },
  });
}

function planText(
  { owner, host, propagation }: RollOver,
  plan: readonly RollOverStep[],
  ttl: number,
  when: (step: RollOverStep) => Date,
): string {
  const lines = plan.flatMap((step, at) => [
    `${at + 1}. ${step.after === 0 ? "Now" : `${when(step).toISOString().slice(0, 16).replace("T", " ")} UTC, not earlier`}: ${ACTIONS[step.action](host)}`,
    ...shown(step).map((record) => `     ${recordText(owner, record)}`),
  ]);
  const why =
    ttl === 0
      ? "No signed records are published yet."
      : `The wait is ${propagation} s until every name server has the records, and twice their TTL of ${ttl} s (RFC 7671 §8.1).`;
  return [...lines, "", why].join("\n");
}

const shown = ({ action, records }: RollOverStep): readonly TlsaData[] =>
  action === "publish" || action === "remove" ? records : [];

const ACTIONS: Record<RollOverStep["action"], (host: string) => string> = {
  publish: () => "publish exactly these records.",
  switch: () => "let the server use the next certificate, at every address.",
  verify: (host) => `verify with “dane-tlsa verify ${host.slice(0, -1)}”.`,
  remove: () => "leave only the records of the certificate in use.",
};
