import { err, type Result } from "@/lib/result";
import { decodeMessage } from "./decode";
import type { LookupError } from "./lookup-error";
import type { Message } from "./message";

/** What became of a query: its reply, word that the reply did not fit into UDP, or a failure. */
export type ReplyResult = Result<Message, LookupError> | "truncated";

/** One query on its way. `settle` may be called any number of times; the first counts. */
export class Exchange {
  readonly query: Buffer;
  readonly id: number;
  readonly done: Promise<ReplyResult>;
  /** Whatever its channel wants to know of the moment it was sent. */
  readonly mark: number;
  private readonly waitMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly onSettled: (exchange: Exchange, result: ReplyResult) => void;
  private finish: ((result: ReplyResult) => void) | null = null;
  private stopListening: (() => void) | null = null;

  /** @param onSettled called once, when it is over for whatever reason. */
  constructor(
    query: Buffer,
    waitMs: number,
    signal: AbortSignal | undefined,
    onSettled: (exchange: Exchange, result: ReplyResult) => void,
    mark = 0,
  ) {
    this.query = query;
    this.id = query.readUInt16BE(0);
    this.waitMs = waitMs;
    this.mark = mark;
    this.onSettled = onSettled;
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.timer = setTimeout(timeOut, waitMs, this);
    if (signal !== undefined) this.listenTo(signal);
  }

  private listenTo(signal: AbortSignal): void {
    const abort = () => this.settle(err({ code: "aborted" }));
    signal.addEventListener("abort", abort, { once: true });
    this.stopListening = () => signal.removeEventListener("abort", abort);
  }

  timeOut(): void {
    this.settle(err({ code: "timeout", afterMs: this.waitMs }));
  }

  settle(result: ReplyResult): void {
    const { finish } = this;
    if (finish === null) return;
    this.finish = null;
    clearTimeout(this.timer);
    this.stopListening?.();
    finish(result);
    this.onSettled(this, result);
  }
}

/** One function for all, as there are very many exchanges. */
const timeOut = (exchange: Exchange): void => exchange.timeOut();

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
  if (hasQuestion && (bytes.length < end || bytes.compare(query, 12, end, 12, end) !== 0))
    return null;
  if (mayTruncate && (flags & 0x0200) !== 0) return "truncated";
  const decoded = decodeMessage(bytes);
  return decoded.ok ? decoded : err({ code: "malformed", wire: decoded.error.code });
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
