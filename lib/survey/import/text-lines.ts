import type { InputFault } from "@/lib/model/survey-input";
import { faultAt } from "./input-fault";

/** The longest line, and the longest record over several lines: TXT data with every octet escaped. */
export const MAX_LINE_OCTETS = 512 * 1024;

const LF = 0x0a;
const CR = 0x0d;

/** Takes a chunk's lines; returns the position it got to, or what is wrong. */
export type TakeLines = (chunk: Buffer, from: number) => number | InputFault;

/**
 * Cuts chunks at line ends: whole lines stay where they are, and a line that two chunks share is
 * put together. A file whose last line has no end was cut short, since its last name may be half.
 */
export class TextLines {
  /** Lines that ended so far. */
  line = 0;
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @param take is given every line that is whole, one or several at a time; it counts `line`.
   */
  push(chunk: Buffer, take: TakeLines): InputFault | null {
    let from = 0;
    if (this.#rest.length > 0) {
      const end = chunk.indexOf(LF);
      this.#rest = Buffer.concat([this.#rest, end < 0 ? chunk : chunk.subarray(0, end + 1)]);
      if (this.#rest.length > MAX_LINE_OCTETS) return this.#tooLong();
      if (end < 0) return null;
      const whole = this.#rest;
      this.#rest = Buffer.alloc(0);
      const taken = take(whole, 0);
      if (typeof taken !== "number") return taken;
      from = end + 1;
    }
    const taken = take(chunk, from);
    if (typeof taken !== "number") return taken;
    if (chunk.length - taken > MAX_LINE_OCTETS) return this.#tooLong();
    // A copy, since the chunk's memory may be used again.
    if (taken < chunk.length) this.#rest = Buffer.from(chunk.subarray(taken));
    return null;
  }

  /** What is wrong with the end of the file. */
  end(): InputFault | null {
    if (this.#rest.length > 0)
      return faultAt("cut_short", this.line + 1, null, "the file ends in the middle of a line");
    return this.line === 0 ? faultAt("empty", null, null, "the file is empty") : null;
  }

  #tooLong(): InputFault {
    const detail = `the line has more than ${MAX_LINE_OCTETS} octets`;
    return faultAt("line_too_long", this.line + 1, null, detail);
  }
}

/** A line without its end, which may be CRLF. */
export const withoutEnd = (chunk: Buffer, from: number, end: number): Buffer =>
  chunk.subarray(from, end > from && chunk[end - 1] === CR ? end - 1 : end);
