import { err, ok, type Result } from "@/lib/result";
import type { DaneTlsaCommand } from "./arguments";
import { chainsOf, lookUp, shakeHands } from "./live-host";
import { genericRecordText, recordsOf, recordText } from "./made-records";
import { chainIn, type Outcome, readable, type TaskIo } from "./task";

type Make = Extract<DaneTlsaCommand, { task: "make" }>;

/** Records of a certificate or key in a file, or of what the server shows. */
export async function make(command: Make, task: TaskIo): Promise<Result<Outcome, string>> {
  const chains = await chainsFor(command, task);
  if (!chains.ok) return chains;
  if (chains.value.length === 0)
    return ok({
      status: 3,
      text: "No certificate was seen: no address of the server came to hold TLS.",
      json: { owner: command.owner, records: [] },
    });
  const records = recordsOf(chains.value, command.parameters);
  if (!records.ok) return records;
  const textOf = command.generic ? genericRecordText : recordText;
  return ok({
    status: 0,
    text: records.value.map((record) => textOf(command.owner, record)).join("\n"),
    json: {
      owner: command.owner,
      records: records.value.map(({ usage, selector, matchingType, association }) => ({
        usage,
        selector,
        matchingType,
        data: association.toString("hex"),
      })),
    },
  });
}

/** The chains that records are made from; a server may show one for each key type. */
export async function chainsFor(
  { source, ...subject }: Omit<Make, "task" | "parameters" | "generic">,
  task: TaskIo,
) {
  if (source.from === "file") {
    const chain = await chainIn(source.file);
    return chain.ok ? ok([chain.value]) : err(chain.error);
  }
  const host = await lookUp(subject, task.io, task.signal);
  const probed = await shakeHands(subject, host, { kind: "nothing" }, task.io, task.signal);
  return ok(chainsOf(probed).map(readable));
}
