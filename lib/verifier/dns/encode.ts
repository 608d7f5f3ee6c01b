import { CLASS_IN, EDNS_OPTION, RR } from "@/lib/model/dns-registry";
import type { Edns, Message } from "./message";
import { labelsOf, type Name, nameToWire, parentOf, ROOT } from "./name";
import type { DnsRecord } from "./record";

/** What to ask, and how. */
export type QueryOptions = {
  id: number;
  name: Name;
  type: number;
  /** DO: send DNSSEC records (RFC 3225). */
  dnssecOk: boolean;
  /** CD: do not validate for us (RFC 4035 §3.2.2). */
  checkingDisabled: boolean;
  udpSize: number;
  recursionDesired?: boolean;
  /** Pad the query to a multiple of so many octets (RFC 8467 §4.1: 128), for encrypted transports. */
  padTo?: number;
};

/** One query with EDNS. */
export function encodeQuery(options: QueryOptions): Buffer {
  const name = nameToWire(options.name);
  const bare = 12 + name.length + 4 + 11;
  const block = options.padTo ?? 0;
  const padding = block > 0 ? 4 + ((block - ((bare + 4) % block)) % block) : 0;
  // Not `alloc`, which asks for memory of its own each time.
  const query = Buffer.allocUnsafe(bare + padding).fill(0);
  query.writeUInt16BE(options.id, 0);
  query.writeUInt16BE(
    ((options.recursionDesired ?? true) ? 0x0100 : 0) | (options.checkingDisabled ? 0x0010 : 0),
    2,
  );
  query.writeUInt16BE(1, 4);
  query.writeUInt16BE(1, 10);
  name.copy(query, 12);
  let at = 12 + name.length;
  at = query.writeUInt16BE(options.type, at);
  at = query.writeUInt16BE(CLASS_IN, at);
  at = query.writeUInt16BE(RR.OPT, at + 1);
  at = query.writeUInt16BE(options.udpSize, at);
  at = query.writeUInt32BE(options.dnssecOk ? 0x8000 : 0, at);
  at = query.writeUInt16BE(padding, at);
  if (padding > 0) {
    at = query.writeUInt16BE(EDNS_OPTION.PADDING, at);
    query.writeUInt16BE(padding - 4, at);
  }
  return query;
}

/**
 * A whole message, owner names compressed (RFC 1035 §4.1.4), RDATA as it is in `rdata`.
 * For questions of a special make, tests and the lab's servers; it never truncates.
 */
export function encodeMessage(message: Message): Buffer {
  const writer = new MessageWriter();
  writer.u16(message.id);
  writer.u16(flagsOf(message));
  writer.u16(message.questions.length);
  writer.u16(message.answer.length);
  writer.u16(message.authority.length);
  writer.u16(message.additional.length + (message.edns === null ? 0 : 1));
  for (const question of message.questions) {
    writer.name(question.name);
    writer.u16(question.type);
    writer.u16(question.class);
  }
  for (const section of [message.answer, message.authority, message.additional])
    for (const record of section) writer.record(record);
  if (message.edns !== null) writer.record(optRecord(message.edns, message.rcode));
  return writer.bytes();
}

function flagsOf(message: Message): number {
  const bits: [boolean, number][] = [
    [message.response, 0x8000],
    [message.authoritative, 0x0400],
    [message.truncated, 0x0200],
    [message.recursionDesired, 0x0100],
    [message.recursionAvailable, 0x0080],
    [message.authenticData, 0x0020],
    [message.checkingDisabled, 0x0010],
  ];
  const set = bits.reduce((flags, [on, bit]) => (on ? flags | bit : flags), 0);
  return set | (message.opcode << 11) | (message.rcode & 15);
}

function optRecord(edns: Edns, rcode: number): DnsRecord {
  const parts = edns.options.flatMap(({ code, data }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(code, 0);
    head.writeUInt16BE(data.length, 2);
    return [head, data];
  });
  return {
    name: ROOT,
    type: RR.OPT,
    class: edns.udpSize,
    ttl: (((rcode >> 4) << 24) | (edns.version << 16) | (edns.dnssecOk ? 0x8000 : 0)) >>> 0,
    rdata: Buffer.concat(parts),
    data: { kind: "unknown" },
  };
}

class MessageWriter {
  private readonly parts: Buffer[] = [];
  private length = 0;
  private readonly offsets = new Map<Name, number>();

  private push(part: Buffer): void {
    this.parts.push(part);
    this.length += part.length;
  }

  u16(value: number): void {
    this.push(Buffer.from([value >> 8, value & 0xff]));
  }

  name(name: Name): void {
    for (let rest: Name = name; rest !== ROOT; rest = parentOf(rest) ?? ROOT) {
      const known = this.offsets.get(rest);
      if (known !== undefined) {
        this.u16(0xc000 | known);
        return;
      }
      if (this.length < 0x4000) this.offsets.set(rest, this.length);
      const label = labelsOf(rest)[0] ?? "";
      this.push(Buffer.from(String.fromCharCode(label.length) + label, "latin1"));
    }
    this.push(Buffer.from([0]));
  }

  record(record: DnsRecord): void {
    this.name(record.name);
    this.u16(record.type);
    this.u16(record.class);
    this.u16(record.ttl >>> 16);
    this.u16(record.ttl & 0xffff);
    this.u16(record.rdata.length);
    this.push(record.rdata);
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts, this.length);
  }
}
