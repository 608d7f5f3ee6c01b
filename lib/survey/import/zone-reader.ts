import type { InputFault } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { markOfOctets, markOfText } from "./delegation-mark";
import { isBelow, readMasterName } from "./domain-text";
import { faultAt, quoted } from "./input-fault";
import { MAX_LINE_OCTETS, TextLines, withoutEnd } from "./text-lines";
import { ZoneLine } from "./zone-line";
import { isTtl, readRecord, type ZoneRecord } from "./zone-record";
import { addLine, emptyRecord, type OpenRecord } from "./zone-tokens";

/** What a zone file says as a whole. */
export type ZoneSummary = {
  /** Canonical text without the final dot; "" is the root. */
  apex: string;
  serial: number | null;
  lines: number;
  records: number;
  /** Lines that needed the strict parser. */
  strictLines: number;
  /** NS and DS records of names outside the zone, which are passed over. */
  outOfZone: number;
  /** Whether the last record repeats the SOA, as CZDS files should. */
  isClosedBySoa: boolean;
};

/** Records of one owner, usually; more are marked at once. */
const MOST_PLACES = 16;

/** How a zone file is read. */
export type ZoneReaderOptions = {
  /** Completes relative names until the first $ORIGIN; null where only $ORIGIN may. */
  origin?: string | null;
  /** False sends every line to the strict parser; tests compare the two. */
  hasFastPath?: boolean;
};

/**
 * Told of each owner below the apex with NS or DS records; again for one that comes back later.
 *
 * @param name canonical text without the final dot.
 * @param mark of a signed delegation the sum of its records' marks, by which another day's are told from
 * them; of others anything.
 */
export type OnDelegation = (name: string, hasNs: boolean, hasDs: boolean, mark: number) => void;

/**
 * Reads a master file as it streams by (RFC 1035 §5, RFC 2308 §4, RFC 3597 §5) and reports the
 * delegations in it. $INCLUDE and $GENERATE are refused (docs/deviations.md).
 */
export class ZoneReader {
  readonly #lines = new TextLines();
  readonly #fast = new ZoneLine();
  readonly #hasFastPath: boolean;
  readonly #onDelegation: OnDelegation;
  #origin: string | null;
  #apex: string | null = null;
  #serial: number | null = null;
  #open: OpenRecord = emptyRecord();
  /** The owner of the last record, where the strict parser read it. */
  #lastOwner: string | null = null;
  /** The owner whose NS and DS records are being gathered. */
  #name: string | null = null;
  #hasNs = false;
  #hasDs = false;
  #mark = 0;
  /** Where data of that owner lies in the chunk that is read: marks are made where DS asks for them. */
  readonly #places = new Int32Array(2 * MOST_PLACES);
  #placeCount = 0;
  #chunk: Buffer = Buffer.alloc(0);
  /** Whether that owner is the one the fast path remembers. */
  #isGathering = false;
  #records = 0;
  #strictLines = 0;
  #outOfZone = 0;
  #isClosedBySoa = false;

  constructor(onDelegation: OnDelegation, options: ZoneReaderOptions = {}) {
    this.#onDelegation = onDelegation;
    this.#origin = options.origin ?? null;
    this.#hasFastPath = options.hasFastPath ?? true;
  }

  /** Lines read so far. */
  get line(): number {
    return this.#lines.line;
  }

  /** Reads the next part of the file; after a fault nothing more may be pushed. */
  push(chunk: Buffer): InputFault | null {
    return this.#lines.push(chunk, this.#take);
  }

  /** The summary, when the file was whole. */
  end(): Result<ZoneSummary, InputFault> {
    const fault = this.#lines.end() ?? this.#unfinished();
    if (fault !== null) return err(fault);
    this.#flush();
    return ok({
      apex: this.#apex ?? "",
      serial: this.#serial,
      lines: this.#lines.line,
      records: this.#records,
      strictLines: this.#strictLines,
      outOfZone: this.#outOfZone,
      isClosedBySoa: this.#isClosedBySoa,
    });
  }

  #unfinished(): InputFault | null {
    if (this.#open.depth > 0)
      return faultAt("cut_short", this.#open.line, null, "a parenthesis is never closed");
    return this.#apex === null ? faultAt("soa_not_first", null, null, "there is no record") : null;
  }

  readonly #take = (chunk: Buffer, from: number): number | InputFault => {
    const fast = this.#fast;
    // The fast path stops at line ends, and so never looks past the chunk.
    const lastEnd = chunk.lastIndexOf(0x0a);
    let at = from;
    this.#chunk = chunk;
    while (at <= lastEnd) {
      const mayBeFast = this.#hasFastPath && this.#apex !== null && this.#open.depth === 0;
      if (mayBeFast && fast.read(chunk, at)) {
        this.#takeFast(fast);
        at = fast.next;
        continue;
      }
      const end = chunk.indexOf(0x0a, at);
      const fault = this.#takeStrict(withoutEnd(chunk, at, end).toString("latin1"));
      if (fault !== null) return fault;
      at = end + 1;
    }
    this.#settleMarks();
    return at;
  };

  #takeFast(line: ZoneLine): void {
    this.#lines.line++;
    this.#records++;
    this.#isClosedBySoa = false;
    if (!line.isSameOwner) this.#isGathering = false;
    if (line.kind === "other") return;
    if (!this.#isGathering) {
      this.#gather(line.ownerText());
      this.#isGathering = true;
    }
    if (line.kind === "NS") this.#hasNs = true;
    else this.#hasDs = true;
    if (this.#placeCount === 2 * MOST_PLACES) this.#settleMarks();
    this.#places[this.#placeCount++] = line.dataFrom;
    this.#places[this.#placeCount++] = line.next - 1;
    if (this.#name === null) this.#countStray();
  }

  #takeStrict(text: string): InputFault | null {
    const line = ++this.#lines.line;
    this.#strictLines++;
    const open = this.#open;
    const broken = addLine(open, text, line);
    if (broken !== null) return faultAt(broken, line, null, quoted(text));
    if (open.characters > MAX_LINE_OCTETS)
      return faultAt("line_too_long", line, null, "the record is too long");
    if (open.depth > 0) return null;
    this.#open = emptyRecord();
    if (open.tokens.length === 0) return null;
    const [first] = open.tokens;
    if (first?.text.startsWith("$") && !first.isQuoted && !open.hasBlankOwner)
      return this.#takeDirective(open, first.text.toUpperCase());
    const lastOwner = this.#fast.ownerLength > 0 ? this.#fast.ownerText() : this.#lastOwner;
    const read = readRecord(open, this.#origin, lastOwner);
    if (!read.ok) return faultAt(read.error.code, open.line, read.error.field, read.error.detail);
    return this.#takeRecord(read.value, open.line);
  }

  #takeRecord(record: ZoneRecord, line: number): InputFault | null {
    if (record.type === "SOA") {
      if (this.#apex !== null && this.#apex !== record.owner)
        return faultAt("soa_of_other_zone", line, "owner", quoted(record.owner));
      this.#apex = record.owner;
      this.#serial ??= record.serial;
    } else if (this.#apex === null) {
      return faultAt("soa_not_first", line, "type", "the first record has to be the zone's SOA");
    }
    this.#records++;
    this.#isClosedBySoa = record.type === "SOA" && this.#records > 1;
    this.#lastOwner = record.owner;
    this.#fast.forget();
    this.#isGathering = false;
    if (record.type !== "NS" && record.type !== "DS") return null;
    this.#gather(record.owner);
    if (record.type === "NS") this.#hasNs = true;
    else this.#hasDs = true;
    this.#mark += markOfText(record.data);
    if (this.#name === null) this.#countStray();
    return null;
  }

  #takeDirective({ tokens, line }: OpenRecord, directive: string): InputFault | null {
    const [, argument, ...more] = tokens;
    if (directive === "$INCLUDE" || directive === "$GENERATE") {
      const why =
        directive === "$INCLUDE" ? "no other file is opened" : "it is an extension of BIND";
      const detail = `${directive} is not taken, as ${why}; expand the zone first (named-compilezone)`;
      return faultAt("directive_refused", line, directive, detail);
    }
    const wrong = (detail: string) => faultAt("directive_invalid", line, directive, detail);
    if (argument === undefined || argument.isQuoted) return wrong("it needs a value");
    // $ORIGIN and $TTL have one value; what follows can only be a mistake.
    if (more.length > 0) return wrong(quoted(more[0]?.text ?? ""));
    if (directive === "$TTL") return isTtl(argument.text) ? null : wrong(quoted(argument.text));
    if (directive !== "$ORIGIN") return wrong("there is no such directive");
    const origin = readMasterName(argument.text, this.#origin);
    if (!origin.ok) return faultAt(origin.error, line, directive, quoted(argument.text));
    this.#origin = origin.value;
    return null;
  }

  /** Turns to `name`, and reports the one before it. */
  #gather(name: string): void {
    if (name === this.#name) return;
    this.#flush();
    this.#name = isBelow(name, this.#apex ?? "") ? name : null;
    this.#isApexOwner = name === this.#apex;
  }

  #isApexOwner = false;

  /** The apex's own NS records are no delegation, and no stray ones either. */
  #countStray(): void {
    if (!this.#isApexOwner) this.#outOfZone++;
  }

  /** Makes the marks of what lies in this chunk. */
  #settleMarks(): void {
    const places = this.#places;
    for (let at = 0; at < this.#placeCount; at += 2)
      this.#mark += markOfOctets(this.#chunk, places[at] as number, places[at + 1] as number);
    this.#placeCount = 0;
  }

  #flush(): void {
    if (this.#hasDs) this.#settleMarks();
    this.#placeCount = 0;
    if (this.#name !== null) this.#onDelegation(this.#name, this.#hasNs, this.#hasDs, this.#mark);
    this.#name = null;
    this.#hasNs = false;
    this.#hasDs = false;
    this.#mark = 0;
  }
}
