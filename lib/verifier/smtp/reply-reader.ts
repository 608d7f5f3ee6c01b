/** What a server answered: a code, and the text of each line after it, as octets. */
export type SmtpReply = { code: number; lines: readonly Buffer[] };

/** Why octets are no reply (RFC 5321 §4.2), or more of one than we take. */
export type ReplyFault = "reply_malformed" | "reply_too_long";

/** `rest`: octets behind the reply, which a server that waits its turn does not send. */
export type ReplyProgress =
  | { state: "incomplete" }
  | { state: "complete"; reply: SmtpReply; rest: Buffer }
  | { state: "failed"; fault: ReplyFault };

/** RFC 5321 §4.5.3.1.5 has 512 octets a line; real servers write more. */
export const MAX_LINE_OCTETS = 4096;
/** All lines of one reply. */
export const MAX_REPLY_OCTETS = 65_536;

const LF = 0x0a;
const CR = 0x0d;
/** RFC 5321 §4.2: a code alone is taken too, and any octets as text. */
const LINE = /^([2-5][0-5][0-9])(?:([ -])(.*))?$/s;
const INCOMPLETE: ReplyProgress = { state: "incomplete" };

/**
 * Reads one reply from pieces of any size, each octet once. Lines end with LF, with or without CR
 * before it: RFC 5321 §2.3.8 wants both, and senders take either (docs/deviations.md).
 */
export class ReplyReader {
  private readonly line = Buffer.allocUnsafe(MAX_LINE_OCTETS);
  private lineOctets = 0;
  private replyOctets = 0;
  private code: number | null = null;
  private readonly lines: Buffer[] = [];

  /** Takes the next piece. After "complete" or "failed" a new reader is needed. */
  push(chunk: Buffer): ReplyProgress {
    for (let at = 0; at < chunk.length; ) {
      const lineEnd = chunk.indexOf(LF, at);
      const end = lineEnd < 0 ? chunk.length : lineEnd + 1;
      const octets = end - at;
      this.replyOctets += octets;
      if (this.lineOctets + octets > MAX_LINE_OCTETS || this.replyOctets > MAX_REPLY_OCTETS)
        return { state: "failed", fault: "reply_too_long" };
      chunk.copy(this.line, this.lineOctets, at, end);
      this.lineOctets += octets;
      at = end;
      if (lineEnd < 0) break;
      const isLast = this.takeLine();
      if (isLast === null) return { state: "failed", fault: "reply_malformed" };
      if (isLast)
        return {
          state: "complete",
          reply: { code: this.code ?? 0, lines: this.lines },
          rest: chunk.subarray(at),
        };
    }
    return INCOMPLETE;
  }

  /** Whether the line at hand ends the reply; null where it is none, or of another code. */
  private takeLine(): boolean | null {
    let end = this.lineOctets - 1;
    if (end > 0 && this.line[end - 1] === CR) end--;
    this.lineOctets = 0;
    const [, digits, separator, text = ""] = LINE.exec(this.line.toString("latin1", 0, end)) ?? [];
    if (digits === undefined) return null;
    const code = Number(digits);
    if (this.code !== null && this.code !== code) return null;
    this.code = code;
    this.lines.push(Buffer.from(text, "latin1"));
    return separator !== "-";
  }
}
