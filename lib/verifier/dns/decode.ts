import { RR } from "@/lib/model/dns-registry";
import { err, ok, type Result } from "@/lib/result";
import type { Edns, Message, Question } from "./message";
import { readRecord } from "./rdata-decode";
import { type WireError, WireReader } from "./reader";
import type { DnsRecord } from "./record";

/**
 * Decodes one DNS message, strictly: every octet has its place, RDLENGTH included, and nothing
 * may follow. The records' `rdata` points into `bytes`, which must not be changed afterwards.
 *
 * @see RFC 1035 §4, RFC 3597, RFC 6891
 */
export function decodeMessage(bytes: Uint8Array): Result<Message, WireError> {
  const reader = new WireReader(
    Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  );
  const id = reader.u16();
  const flags = reader.u16();
  const questionCount = reader.u16();
  const answerCount = reader.u16();
  const authorityCount = reader.u16();
  const additionalCount = reader.u16();
  const questions = readQuestions(reader, questionCount);
  const answer = readRecords(reader, answerCount);
  const authority = readRecords(reader, authorityCount);
  const additional = readRecords(reader, additionalCount);
  if (reader.failure === null && reader.offset < reader.end) reader.fail("trailing_bytes");
  if (answer.some(isOpt) || authority.some(isOpt)) reader.fail("opt_misplaced");
  const opts = additional.filter(isOpt);
  if (opts.length > 1) reader.fail("opt_repeated");
  const opt = opts[0];
  const edns = opt === undefined ? null : readEdns(opt, reader);
  if (reader.failure !== null) return err(reader.failure);
  return ok({
    id,
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticData: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    rcode: (flags & 15) | (edns?.highRcode ?? 0),
    questions,
    answer,
    authority,
    additional: opt === undefined ? additional : additional.filter((record) => !isOpt(record)),
    edns: edns?.edns ?? null,
  });
}

function readQuestions(reader: WireReader, count: number): Question[] {
  const questions: Question[] = [];
  for (let i = 0; i < count && reader.failure === null; i++)
    questions.push({ name: reader.name(), type: reader.u16(), class: reader.u16() });
  return questions;
}

function readRecords(reader: WireReader, count: number): DnsRecord[] {
  const records: DnsRecord[] = [];
  for (let i = 0; i < count && reader.failure === null; i++) records.push(readOrOpt(reader));
  return records;
}

/** OPT keeps its flags where other records have the TTL, so the TTL's cap must not touch it. */
function readOrOpt(reader: WireReader): DnsRecord {
  const before = reader.offset;
  const record = readRecord(reader);
  if (record.type !== RR.OPT || reader.failure !== null) return record;
  if (reader.bytes[before] !== 0) reader.fail("opt_misplaced");
  return { ...record, ttl: reader.bytes.readUInt32BE(before + 5) };
}

const isOpt = (record: DnsRecord): boolean => record.type === RR.OPT;

function readEdns(opt: DnsRecord, reader: WireReader): { edns: Edns; highRcode: number } {
  const options: { code: number; data: Buffer }[] = [];
  const { rdata } = opt;
  let at = 0;
  while (at + 4 <= rdata.length) {
    const length = rdata.readUInt16BE(at + 2);
    if (at + 4 + length > rdata.length) break;
    options.push({ code: rdata.readUInt16BE(at), data: rdata.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  if (at !== rdata.length) reader.fail("rdata_invalid");
  return {
    edns: {
      udpSize: opt.class,
      version: (opt.ttl >>> 16) & 0xff,
      dnssecOk: (opt.ttl & 0x8000) !== 0,
      options,
    },
    highRcode: (opt.ttl >>> 24) << 4,
  };
}
