import { err, ok, type Result } from "@/lib/result";
import { decodeMessage } from "./decode";
import type { LookupError } from "./lookup-error";
import type { Message } from "./message";

/** A reply that was taken: a message, or word that it did not fit into UDP. */
export type Reply = { kind: "message"; message: Message } | { kind: "truncated" };
export type ReplyResult = Result<Reply, LookupError>;

/** One query on its way. `settle` may be called any number of times; the first counts. */
export class Exchange {
  readonly query: Buffer;
  readonly id: number;
  readonly done: Promise<ReplyResult>;
  private finish: (result: ReplyResult) => void = () => {};
  private readonly timer: NodeJS.Timeout;
  private readonly signal: AbortSignal | undefined;
  private readonly onAbort = () => this.settle(err({ code: "aborted" }));
  private onSettled: ((result: ReplyResult) => void) | null = null;

  constructor(query: Buffer, waitMs: number, signal: AbortSignal | undefined) {
    this.query = query;
    this.id = query.readUInt16BE(0);
    this.signal = signal;
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.timer = setTimeout(() => this.settle(err({ code: "timeout", afterMs: waitMs })), waitMs);
    signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  /** Called once, when it is over for whatever reason. */
  whenSettled(action: (result: ReplyResult) => void): void {
    this.onSettled = action;
  }

  settle(result: ReplyResult): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.onAbort);
    this.finish(result);
    this.onSettled?.(result);
    this.onSettled = null;
  }
}

/**
 * What a datagram or frame is to a query: its reply, or none of its business (null), which is
 * ignored so that a forger's guesses do no harm. The question must be repeated octet by octet,
 * upper and lower case included.
 */
export function replyTo(query: Buffer, bytes: Buffer, mayTruncate: boolean): ReplyResult | null {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== query.readUInt16BE(0)) return null;
  const flags = bytes.readUInt16BE(2);
  if ((flags & 0x8000) === 0 || (flags & 0x7800) !== 0) return null;
  const end = questionEnd(query);
  const hasQuestion = bytes.readUInt16BE(4) === 1;
  if (!hasQuestion && !isBareError(flags, bytes)) return null;
  if (hasQuestion && !bytes.subarray(12, end).equals(query.subarray(12, end))) return null;
  if (mayTruncate && (flags & 0x0200) !== 0) return ok({ kind: "truncated" });
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) return err({ code: "malformed", wire: decoded.error.code });
  return ok({ kind: "message", message: decoded.value });
}

/** FORMERR and its like may come without the question (RFC 1035 §4.1.1, RFC 6891 §7). */
const isBareError = (flags: number, bytes: Buffer): boolean =>
  (flags & 15) !== 0 && (flags & 15) !== 3 && bytes.readUInt16BE(6) === 0;

/** Where the question of a query of ours ends: its name is never compressed. */
function questionEnd(query: Buffer): number {
  let at = 12;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) at += length + 1;
  return at + 5;
}
