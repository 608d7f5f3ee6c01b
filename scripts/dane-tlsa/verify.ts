import { problemEntry } from "@/lib/model/check-problems";
import { HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { err, ok, type Result } from "@/lib/result";
import type { Authentication } from "@/lib/verifier/check-io";
import type { TlsaData } from "@/lib/verifier/dns/record";
import { hostVerdict } from "@/lib/verifier/judge-host";
import { matchesCertificate } from "@/lib/verifier/tlsa/matching";
import { unusableBecause } from "@/lib/verifier/tlsa/usability";
import { addressLine, matchWords } from "../command-line/address-line";
import type { DaneTlsaCommand } from "./arguments";
import { type HostInDns, lookUp, shakeHands } from "./live-host";
import { parseRecord, recordText } from "./made-records";
import { materialIn, type Outcome, type TaskIo } from "./task";

type Verify = Extract<DaneTlsaCommand, { task: "verify" }>;

/** Whether records match a server or a certificate file, and which. */
export async function verify(command: Verify, task: TaskIo): Promise<Result<Outcome, string>> {
  const given: TlsaData[] = [];
  for (const text of command.records) {
    const record = parseRecord(text);
    if (!record.ok) return record;
    given.push(record.value);
  }
  const { source } = command;
  const host = await lookUp(command, task.io, task.signal);
  const counting = given.length > 0 ? given.filter(isUsable) : host.dns.counting;
  const all = given.length > 0 ? given : host.dns.records.map(({ data }) => data);
  if (counting.length === 0) return ok(withoutRecords(command, host, all));
  return source.from === "file"
    ? againstFile(command, source.file, counting, task)
    : ok(await againstServer(command, host, counting, task));
}

const isUsable = (record: TlsaData): boolean => unusableBecause(record) === null;

/** There is nothing to hold the server against; a failed look-up is not "no records". */
function withoutRecords({ owner }: Verify, { dns }: HostInDns, all: readonly TlsaData[]): Outcome {
  const verdict = dns.settled?.verdict ?? "unusable";
  const isUndecided = verdict === "bogus" || verdict === "dns_error";
  const { sentence } = HOST_VERDICT_WORDS[all.length > 0 && !isUndecided ? "unusable" : verdict];
  return {
    status: isUndecided ? 3 : 4,
    text: [sentence, ...all.map((record) => recordText(owner, record))].join("\n"),
    json: {
      owner,
      verdict,
      records: all.map((record) => recordText(owner, record)),
      addresses: [],
    },
  };
}

/** A certificate that is not in use yet can be tried before it is. */
async function againstFile(
  { owner, host }: Verify,
  file: string,
  records: readonly TlsaData[],
  { io, now }: TaskIo,
): Promise<Result<Outcome, string>> {
  const material = await materialIn(file);
  if (!material.ok) return material;
  if (material.value.kind === "key" && records.every(({ selector }) => selector === 0))
    return err(`${file} is a bare key, and these records are of certificates.`);
  const said =
    material.value.kind === "key"
      ? matchOfKey(records, material.value.spki)
      : io.authenticate({
          records,
          chain: material.value.chain,
          referenceNames: [host],
          atSeconds: Math.floor(now() / 1000),
        });
  const isMatch = said.verdict === "matched";
  return ok({
    status: isMatch ? 0 : 1,
    text: isMatch
      ? `${file} is authenticated by ${matchWords(said.match)}.`
      : `${file} is not authenticated: ${problemEntry(said.reason).summary}`,
    json: { owner, ...said },
  });
}

async function againstServer(
  command: Verify,
  host: HostInDns,
  records: readonly TlsaData[],
  { io, signal }: TaskIo,
): Promise<Outcome> {
  const referenceNames = [host.dns.base ?? command.host];
  const demand = { kind: "authenticate" as const, records, referenceNames };
  const probed = await shakeHands(command, host, demand, io, signal);
  const addresses = probed.map(({ report }) => report);
  const { verdict } = hostVerdict({ ...host.dns, settled: null }, addresses);
  return {
    status: verdict === "ok" ? 0 : verdict === "unreachable" ? 3 : 1,
    text: [HOST_VERDICT_WORDS[verdict].sentence, ...addresses.map(addressLine)].join("\n"),
    json: {
      owner: command.owner,
      verdict,
      records: records.map((record) => recordText(command.owner, record)),
      addresses,
    },
  };
}

/** A bare key is that of a server's own certificate: DANE-EE(3) SPKI(1) records only. */
function matchOfKey(records: readonly TlsaData[], spki: Buffer): Authentication {
  const record = records.find(
    (each) =>
      each.usage === 3 && each.selector === 1 && matchesCertificate(each, { der: spki, spki }),
  );
  if (record === undefined) return { verdict: "mismatch", reason: "tlsa_mismatch" };
  const { usage, selector, matchingType } = record;
  return { verdict: "matched", match: { usage, selector, matchingType, depth: 0 } };
}
