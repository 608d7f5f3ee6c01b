import { asName, BYTE_TEXT, MAX_NAME_OCTETS, type Name, ROOT } from "./name";

/** Why bytes are not a DNS message; `offset` is where the reader stood. */
export type WireErrorCode =
  | "truncated"
  | "label_type_unknown"
  | "pointer_forward"
  | "pointer_chain_too_long"
  | "pointer_not_allowed"
  | "name_too_long"
  | "rdata_overrun"
  | "rdata_trailing"
  | "rdata_invalid"
  | "opt_misplaced"
  | "opt_repeated"
  | "trailing_bytes";
export type WireError = { code: WireErrorCode; offset: number };

/** Pointers followed in one name: as many as a name can have labels, so hostile chains end soon. */
const MAX_POINTERS = 127;

const scratch = Buffer.alloc(MAX_NAME_OCTETS);
/** Each byte in lower case where it stands for itself in a name's text; 0 where it is escaped. */
const PLAIN = Uint8Array.from(BYTE_TEXT, (text) => (text.length === 1 ? text.charCodeAt(0) : 0));

/**
 * Reads numbers and names from a message. The first failure sticks in `failure`, moves to the end
 * and makes every later read return an empty value, so that a caller checks once.
 */
export class WireReader {
  readonly bytes: Buffer;
  offset = 0;
  /** Reading stops here: the end of the message or of the RDATA at hand. */
  end: number;
  failure: WireError | null = null;
  /** Names already read in full, by offset: compressed owners cost one look-up. */
  private readonly names = new Map<number, Name>();

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  fail(code: WireErrorCode): void {
    this.failure ??= { code, offset: this.offset };
    this.offset = this.end;
  }

  private take(octets: number): number {
    const at = this.offset;
    if (at + octets > this.end || this.failure !== null) {
      this.fail("truncated");
      return -1;
    }
    this.offset = at + octets;
    return at;
  }

  u8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : (this.bytes[at] ?? 0);
  }

  u16(): number {
    const at = this.take(2);
    return at < 0 ? 0 : ((this.bytes[at] ?? 0) << 8) | (this.bytes[at + 1] ?? 0);
  }

  u32(): number {
    const at = this.take(4);
    return at < 0 ? 0 : this.bytes.readUInt32BE(at);
  }

  octets(length: number): Buffer {
    const at = this.take(length);
    return at < 0 ? Buffer.alloc(0) : this.bytes.subarray(at, at + length);
  }

  /** Everything up to `end`. */
  rest(): Buffer {
    return this.octets(this.end - this.offset);
  }

  /** A name that may be compressed (RFC 1035 §4.1.4). */
  name(): Name {
    const start = this.offset;
    const first = this.bytes[start] ?? 0;
    if (first === 0 && start < this.end) {
      this.offset++;
      return ROOT;
    }
    if (first >= 0xc0 && start + 1 < this.end) {
      const known = this.names.get(((first & 0x3f) << 8) | (this.bytes[start + 1] ?? 0));
      if (known !== undefined) {
        this.offset += 2;
        return known;
      }
    }
    return this.readName(true);
  }

  /** A name in a type that RFC 3597 §4 forbids to compress. */
  plainName(): Name {
    return this.readName(false);
  }

  /**
   * Pointers must lead backwards from where the name, or the part of it being read, began; with
   * the limit on their number that bounds the work.
   */
  private readName(mayPoint: boolean): Name {
    const { bytes } = this;
    const start = this.offset;
    let at = start;
    let limit = this.end;
    let segment = start;
    let resume = -1;
    let pointers = 0;
    let octets = 1;
    let text = "";
    let filled = 0;
    let firstTarget = -1;
    for (;;) {
      if (at >= limit) return this.badName("truncated", at);
      const length = bytes[at] ?? 0;
      if (length === 0) break;
      if (length < 64) {
        octets += length + 1;
        if (octets > MAX_NAME_OCTETS) return this.badName("name_too_long", at);
        if (at + 1 + length > limit) return this.badName("truncated", at);
        for (let i = at + 1; i <= at + length; i++) {
          const plain = PLAIN[bytes[i] ?? 0] ?? 0;
          if (plain !== 0) scratch[filled++] = plain;
          else {
            text += scratch.toString("latin1", 0, filled) + (BYTE_TEXT[bytes[i] ?? 0] ?? "");
            filled = 0;
          }
        }
        scratch[filled++] = 0x2e;
        at += length + 1;
        continue;
      }
      if (length < 0xc0) return this.badName("label_type_unknown", at);
      if (!mayPoint) return this.badName("pointer_not_allowed", at);
      if (at + 2 > limit) return this.badName("truncated", at);
      const target = ((length & 0x3f) << 8) | (bytes[at + 1] ?? 0);
      if (target >= segment) return this.badName("pointer_forward", at);
      if (++pointers > MAX_POINTERS) return this.badName("pointer_chain_too_long", at);
      if (resume < 0) {
        resume = at + 2;
        firstTarget = target;
      }
      limit = bytes.length;
      segment = target;
      at = target;
    }
    this.offset = resume < 0 ? at + 1 : resume;
    text += scratch.toString("latin1", 0, filled);
    const name = text === "" ? ROOT : asName(text);
    this.names.set(start, name);
    if (start + 2 === resume) this.names.set(firstTarget, name);
    return name;
  }

  private badName(code: WireErrorCode, at: number): Name {
    this.offset = Math.min(at, this.end);
    this.fail(code);
    return ROOT;
  }

  /**
   * Writes the name at `from` as sent (its case kept) but uncompressed; call after `name()`
   * accepted it.
   *
   * @returns where the next octet goes.
   */
  expandName(from: number, into: Buffer, start: number): number {
    let to = start;
    for (let at = from; ; ) {
      const length = this.bytes[at] ?? 0;
      if (length >= 0xc0) {
        at = ((length & 0x3f) << 8) | (this.bytes[at + 1] ?? 0);
        continue;
      }
      into[to++] = length;
      if (length === 0) return to;
      for (const end = at + length; at < end; ) into[to++] = this.bytes[++at] ?? 0;
      at++;
    }
  }
}
