/**
 * The fast path for lines as ICANN's format for zone files has them: `name.⇥ttl⇥in⇥type⇥data`, all
 * in one line, no comments and no escapes (Base Registry Agreement, specification 4, §2.1.4). More
 * white space between fields is taken too, as `dig` and named-compilezone write it. It accepts nothing that the strict parser reads otherwise; whatever has
 * another shape is left to that one.
 */
const NAME = 1;
const DOT = 2;
const UPPER = 3;
/** What an octet is within a name; 0 for what the fast path leaves alone. */
const IN_NAME = new Uint8Array(256);
/** Octets of data that need no tokeniser: printable, and none of `"();\`. */
const IN_DATA = new Uint8Array(256);
const IS_HEX = new Uint8Array(256);
for (let octet = 0x21; octet < 0x7f; octet++) {
  const char = String.fromCharCode(octet);
  if (/[a-z0-9_*-]/.test(char)) IN_NAME[octet] = NAME;
  if (/[A-Z]/.test(char)) IN_NAME[octet] = UPPER;
  if (!/["();\\]/.test(char)) IN_DATA[octet] = 1;
  if (/[0-9A-Fa-f]/.test(char)) IS_HEX[octet] = 1;
}
IN_NAME[0x2e] = DOT;
IN_DATA[0x20] = 1;
IN_DATA[0x09] = 1;

const TAB = 0x09;
const LF = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const LABEL_OCTETS = 63;
/** Of text with its final dot; on the wire it has one octet more. */
const NAME_CHARACTERS = 254;

/** What the line says: a delegation, a DS record, or anything else. */
export type LineKind = "NS" | "DS" | "other";

/** Reads lines one after another, and remembers the owner between them. */
export class ZoneLine {
  /** Where the next line begins, after `read` returned a kind. */
  next = 0;
  kind: LineKind = "other";
  /** Where the data of an NS or DS record begins; it ends one octet before `next`. */
  dataFrom = 0;
  /** Whether the owner's octets are those of the line before. */
  isSameOwner = false;
  /** Whether the owner has upper-case letters. */
  hasUpper = false;
  /** Characters of the owner with its final dot; 0 where no line was read yet. */
  ownerLength = 0;
  /** The owner as it stood there, with its final dot. */
  readonly owner = Buffer.alloc(256);

  /** Forgets the owner, as another reader has read lines in between. */
  forget(): void {
    this.ownerLength = 0;
  }

  /** The last owner as text, in lower case and without the final dot. */
  ownerText(): string {
    const text = this.owner.toString("latin1", 0, this.ownerLength - 1);
    return this.hasUpper ? text.toLowerCase() : text;
  }

  /**
   * True when the line that begins at `from` had the shape; false leaves everything as it was.
   *
   * @param chunk has the line's end in it: what lies past a typed array is slow to look at.
   */
  read(chunk: Buffer, from: number): boolean {
    let at = this.#sameOwner(chunk, from);
    const isSame = at > 0;
    let hasUpper = this.hasUpper;
    if (!isSame) {
      at = nameEnd(chunk, from);
      if (at < 0 || !isBlank(chunk[at] as number)) return false;
      hasUpper = nameHadUpper;
    }
    const ownerEnd = at;
    at = digitsEnd(chunk, blankEnd(chunk, at), 9);
    if (at < 0 || !isBlank(chunk[at] as number)) return false;
    at = blankEnd(chunk, at);
    // `in` in either case: setting 0x20 makes lower case of these letters and of nothing else.
    if (((chunk[at] as number) | 0x20) !== 0x69 || ((chunk[at + 1] as number) | 0x20) !== 0x6e)
      return false;
    if (!isBlank(chunk[at + 2] as number)) return false;
    at = this.#typeAndData(chunk, blankEnd(chunk, at + 2));
    if (at < 0) return false;
    this.next = at + 1;
    this.isSameOwner = isSame;
    if (!isSame) {
      this.hasUpper = hasUpper;
      this.ownerLength = ownerEnd - from;
      for (let i = from; i < ownerEnd; i++) this.owner[i - from] = chunk[i] as number;
    }
    return true;
  }

  /** The position after the remembered owner, when the line begins with it; else 0. */
  #sameOwner(chunk: Buffer, from: number): number {
    const { owner, ownerLength } = this;
    if (ownerLength === 0) return 0;
    for (let i = 0; i < ownerLength; i++) if (owner[i] !== chunk[from + i]) return 0;
    return isBlank(chunk[from + ownerLength] as number) ? from + ownerLength : 0;
  }

  /** The position of the line's end, or -1. */
  #typeAndData(chunk: Buffer, at: number): number {
    const first = (chunk[at] as number) | 0x20;
    const isNsOrDs = first === 0x6e || first === 0x64;
    if (
      isNsOrDs &&
      ((chunk[at + 1] as number) | 0x20) === 0x73 &&
      isBlank(chunk[at + 2] as number)
    ) {
      const data = blankEnd(chunk, at + 2);
      this.dataFrom = data;
      if (first === 0x6e) {
        this.kind = "NS";
        const end = nameEnd(chunk, data);
        return end > 0 && chunk[end] === LF ? end : -1;
      }
      this.kind = "DS";
      return dsEnd(chunk, data);
    }
    const data = otherTypeEnd(chunk, at);
    if (data < 0) return -1;
    this.kind = "other";
    let end = data;
    while (IN_DATA[chunk[end] as number] === 1) end++;
    return chunk[end] === LF && end > data ? end : -1;
  }
}

/** Set by `nameEnd`, which is too hot to return two things. */
let nameHadUpper = false;

/** The position after an absolute name's final dot; -1 for anything else. */
function nameEnd(chunk: Buffer, from: number): number {
  nameHadUpper = false;
  let label = 0;
  for (let at = from; ; at++) {
    const kind = IN_NAME[chunk[at] as number];
    if (kind === NAME) label++;
    else if (kind === DOT) {
      if (label === 0 || label > LABEL_OCTETS) return -1;
      label = 0;
    } else if (kind === UPPER) {
      nameHadUpper = true;
      label++;
    } else return label === 0 && at > from && at - from <= NAME_CHARACTERS ? at : -1;
  }
}

function digitsEnd(chunk: Buffer, from: number, most: number): number {
  let at = from;
  while (isDigit(chunk[at] as number)) at++;
  return at > from && at - from <= most ? at : -1;
}

const isBlank = (octet: number): boolean => octet === TAB || octet === SPACE;

function blankEnd(chunk: Buffer, from: number): number {
  let at = from;
  while (isBlank(chunk[at] as number)) at++;
  return at;
}

const isDigit = (octet: number): boolean => octet >= ZERO && octet <= ZERO + 9;

/** The position after one space, when the digits before it are at most `max`. */
function numberEnd(chunk: Buffer, from: number, max: number): number {
  let value = 0;
  let at = from;
  while (isDigit(chunk[at] as number) && at - from < 6)
    value = value * 10 + (chunk[at++] as number) - ZERO;
  return at > from && value <= max && chunk[at] === SPACE ? at + 1 : -1;
}

function dsEnd(chunk: Buffer, from: number): number {
  let at = numberEnd(chunk, from, 65_535);
  if (at > 0) at = numberEnd(chunk, at, 255);
  if (at > 0) at = numberEnd(chunk, at, 255);
  if (at < 0) return -1;
  let digits = 0;
  for (; ; at++) {
    const octet = chunk[at] as number;
    if (octet === LF) break;
    if (IS_HEX[octet] === 1) digits++;
    else if (octet !== SPACE) return -1;
  }
  return chunk[at] === LF && digits > 0 && digits % 2 === 0 ? at : -1;
}

/** Types that fill zone files beside NS and DS. */
const OTHER_TYPES = ["a", "aaaa", "rrsig", "nsec3", "nsec"].map((type) => Buffer.from(type));

/** The position of the data after the type; -1 for a type that is left to the strict parser. */
function otherTypeEnd(chunk: Buffer, from: number): number {
  next: for (const type of OTHER_TYPES) {
    for (let i = 0; i < type.length; i++) {
      const octet = chunk[from + i] as number;
      const wanted = type[i] as number;
      // Only letters have a case: 0x13 is no `3`.
      if (octet !== wanted && !(wanted > 0x60 && octet === wanted - 0x20)) continue next;
    }
    const end = from + type.length;
    if (isBlank(chunk[end] as number)) return blankEnd(chunk, end);
  }
  return -1;
}
