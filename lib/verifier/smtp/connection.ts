import { connect, type Socket } from "node:net";
import { err, ok, type Result } from "@/lib/result";
import { stageTimer } from "../net/stage-timer";
import { MAX_REPLY_OCTETS, ReplyReader, type SmtpReply } from "./reply-reader";

/** Why a stage of the session failed; `detail` is for people. */
export type StageFailure = {
  code: "refused" | "network" | "timeout" | "closed" | "malformed" | "too_long" | "out_of_turn";
  detail: string;
  /** The caller's deadline, not the stage's own. */
  cutShort: boolean;
};

const failure = (code: StageFailure["code"], detail: string): StageFailure => ({
  code,
  detail,
  cutShort: false,
});
const CUT_SHORT: StageFailure = { code: "timeout", detail: "overall deadline", cutShort: true };

/** Octets kept of what the server said in plain text. */
const HEARD_OCTETS = 2048;

/**
 * The plain part of an SMTP session. Each step has a deadline that nothing the server sends can
 * move; whoever opened it destroys the socket.
 */
export class SmtpConnection {
  readonly socket: Socket;
  /** The latest reply that was read, also where something stood behind it. */
  lastReply: SmtpReply | null = null;
  private readonly signal: AbortSignal | undefined;
  private readonly heardPieces: Buffer[] = [];
  /** How much the server has sent so far. */
  octets = 0;
  private onData: ((chunk: Buffer) => void) | null = null;
  private ended: StageFailure | null = null;
  private onEnd: ((failure: StageFailure) => void) | null = null;

  private constructor(address: string, port: number, signal: AbortSignal | undefined) {
    this.signal = signal;
    this.socket = connect({ host: address, port, noDelay: true });
    this.socket.on("error", (error) => this.end(causeOf(error)));
    this.socket.on("end", () => this.end(failure("closed", "the server closed the connection")));
    this.socket.on("close", () => this.end(failure("closed", "the connection was closed")));
    this.socket.on("data", (chunk: Buffer) => this.data(chunk));
  }

  /** Never rejects; where it fails, nothing stays open. */
  static async open(
    address: string,
    port: number,
    withinMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Result<SmtpConnection, StageFailure>> {
    if (signal?.aborted) return err(CUT_SHORT);
    const connection = new SmtpConnection(address, port, signal);
    const connected = await connection.step<null>(withinMs, (settle) => {
      connection.socket.once("connect", () => settle(ok(null)));
    });
    if (connected.ok) return ok(connection);
    connection.socket.destroy();
    return connected;
  }

  /** What the server said so far, as far as it is kept. */
  get heard(): Buffer {
    return Buffer.concat(this.heardPieces);
  }

  /** Sends a line, where one is given, and takes the reply. Octets behind the reply are a failure. */
  async ask(command: string | null, withinMs: number): Promise<Result<SmtpReply, StageFailure>> {
    const reader = new ReplyReader();
    const replied = await this.step<{ reply: SmtpReply; rest: Buffer }>(withinMs, (settle) => {
      this.onData = (chunk) => {
        const progress = reader.push(chunk);
        if (progress.state === "complete") settle(ok(progress));
        else if (progress.state === "failed")
          settle(
            err(
              progress.fault === "reply_too_long"
                ? failure("too_long", "the reply is too long")
                : failure("malformed", "the reply is malformed"),
            ),
          );
      };
      if (command !== null) this.socket.write(`${command}\r\n`);
    });
    this.onData = null;
    if (!replied.ok) return replied;
    this.lastReply = replied.value.reply;
    const { rest, reply } = replied.value;
    return rest.length === 0 ? ok(reply) : err(failure("out_of_turn", octetsBehind(rest.length)));
  }

  /**
   * Octets that came though it is our turn, or the end of the connection; looks once at what the
   * network holds already.
   */
  async outOfTurn(): Promise<StageFailure | null> {
    let octets = 0;
    this.onData = (chunk) => {
      octets += chunk.length;
    };
    // The first turn ends the work on what was read, the second comes after reading again.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.onData = null;
    return octets === 0 ? this.ended : failure("out_of_turn", octetsBehind(octets));
  }

  /**
   * Says goodbye and waits for the server to close, a little and for a reply's worth of octets.
   * Whatever happens, the socket is destroyed.
   */
  async quit(withinMs: number): Promise<void> {
    const before = this.octets;
    await this.step<null>(withinMs, (settle) => {
      this.onData = () => {
        if (this.octets - before > MAX_REPLY_OCTETS) settle(ok(null));
      };
      this.socket.end("QUIT\r\n");
    });
    this.destroy();
  }

  /** Ends it without a word. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Hands the socket over: from here on this object neither reads nor listens. */
  release(): Socket {
    this.socket.removeAllListeners();
    this.socket.on("error", () => {}); // one must be there always
    this.socket.pause();
    return this.socket;
  }

  private data(chunk: Buffer): void {
    if (this.octets < HEARD_OCTETS)
      this.heardPieces.push(Buffer.from(chunk.subarray(0, HEARD_OCTETS - this.octets)));
    this.octets += chunk.length;
    this.onData?.(chunk);
  }

  private end(cause: StageFailure): void {
    this.ended ??= cause;
    this.onEnd?.(this.ended);
  }

  /** Runs one step until it settles, the connection ends, the time is up or the caller gives up. */
  private step<T>(
    withinMs: number,
    start: (settle: (result: Result<T, StageFailure>) => void) => void,
  ): Promise<Result<T, StageFailure>> {
    if (this.ended !== null) return Promise.resolve(err(this.ended));
    if (this.signal?.aborted) return Promise.resolve(err(CUT_SHORT));
    return new Promise((resolve) => {
      const onAbort = () => settle(err(CUT_SHORT));
      const stopTimer = stageTimer(withinMs, () =>
        settle(err(failure("timeout", `no end after ${withinMs} ms`))),
      );
      const settle = (result: Result<T, StageFailure>) => {
        stopTimer();
        this.signal?.removeEventListener("abort", onAbort);
        this.onEnd = null;
        resolve(result);
      };
      this.onEnd = (cause) => settle(err(cause));
      this.signal?.addEventListener("abort", onAbort, { once: true });
      start(settle);
    });
  }
}

const octetsBehind = (octets: number): string => `${octets} octets behind the reply`;

function causeOf(error: Error): StageFailure {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.message;
  if (code === "ECONNREFUSED") return failure("refused", code);
  if (code === "ETIMEDOUT") return failure("timeout", code);
  return failure(/^(ECONNRESET|EPIPE)$/.test(code) ? "closed" : "network", code);
}
