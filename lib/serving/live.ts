import type { IncomingMessage, ServerResponse } from "node:http";
import { answer as ownAnswer } from "./answers";
import type { Rendered } from "./rendered";
import { type Made, ResponseCache, TooBusy } from "./response-cache";
import { isApiPath, isPersonal } from "./security-headers";
import { StoredResponse } from "./stored-response";

/** What an address answers that is asked anew each time, or nearly so: the live check. */
export type LiveSite = {
  takes: (path: string) => boolean;
  ask: (question: LiveQuestion, signal: AbortSignal) => Promise<LiveAnswer>;
  tooManyStreams: (question: LiveQuestion) => WholeAnswer;
  /** Whether a client may ask for such an address only so often. */
  counts: (path: string) => boolean;
  /** Counts a question; null where it may go on. */
  count: (question: LiveQuestion) => Promise<CountRefusal | null>;
  /** Calls back whenever an answer given before may be out of date. */
  onChange: (changed: () => void) => void;
};

/** All of a request that a live answer may depend on. */
export type LiveQuestion = {
  method: string;
  path: string;
  search: string;
  /** Names in lower case; of a repeated one all values. */
  headers: Readonly<Record<string, string | undefined>>;
  remoteAddress: string;
  body: (mostOctets: number) => Promise<Buffer | null>;
};
type WholeAnswer = { status: number; headers: Record<string, string>; body: string };
type LiveAnswer =
  | { kind: "whole"; answer: WholeAnswer }
  /** A page of the site, made for this question alone; `status` where it is not the page's own. */
  | { kind: "page"; path: string; search: string; headers: Record<string, string>; status?: number }
  | { kind: "stream"; client: string; frames: AsyncGenerator<string> };

/** When to come again; `answer` is for programs. */
type CountRefusal = { retryAfterSeconds: number; detail: string; answer: WholeAnswer };

export type LiveOptions = {
  site: LiveSite;
  /** The headers that every response has. */
  headersOf: (rendered: Rendered, path: string) => [string, string][];
  /** Makes a page, with headers that its answer may depend on. */
  makePage: (path: string, search: string, headers: Record<string, string>) => Promise<Rendered>;
};

/** What became of a question: an answer to be sent, or one that was streamed to its end. */
export type LiveOutcome =
  | { kind: "answer"; response: StoredResponse; isHit: boolean }
  | { kind: "streamed" };

/** Badges and results are kept in memory so long; each finished check empties it before. */
const KEPT_MS = 10_000;
const KEPT_BYTES = 16 * 1_048_576;
/** A proxy in front hangs up on a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;
const LONGEST_STREAM_MS = 600_000;
const MOST_ASKED = 256;
const MOST_STREAMS = 256;
const MOST_STREAMS_OF_ONE = 8;
/** A client that does not read is dropped at this many octets. */
const MOST_UNREAD = 1_048_576;

/** Serves live addresses: joins who ask the same, streams to those who follow. */
export class Live {
  private readonly options: LiveOptions;
  private readonly kept = new ResponseCache(KEPT_BYTES);
  private readonly streams = new Map<string, number>();
  private streaming = 0;
  /** Wishes for checks that are being decided, and streams that are being opened. */
  private asking = 0;

  constructor(options: LiveOptions) {
    this.options = options;
    setInterval(() => this.kept.flush(), KEPT_MS).unref();
    options.site.onChange(() => this.kept.flush());
  }

  takes(path: string): boolean {
    return this.options.site.takes(path);
  }

  /** The answer to a client that asked for such an address too often; null where it may go on. */
  async refusal(
    request: IncomingMessage,
    address: { path: string; search: string },
  ): Promise<Rendered | null> {
    const { site } = this.options;
    if (!site.counts(address.path)) return null;
    const refused = await site.count(questionOf(request, address));
    if (refused === null) return null;
    const { answer, detail, retryAfterSeconds } = refused;
    if (!isApiPath(address.path))
      return ownAnswer(address.path, 429, `${detail} Please try again in a while.`, [
        ["retry-after", String(retryAfterSeconds)],
      ]);
    const headers = new Map(Object.entries(answer.headers));
    return { status: answer.status, headers, body: Buffer.from(answer.body) };
  }

  /** True for an address that may stay open for as long as a check runs. */
  isStream(path: string): boolean {
    return path.endsWith("/events") && this.takes(path);
  }

  /** Rejects with `TooBusy` where too many different questions are open. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    address: { path: string; search: string },
    ownHeaders: readonly string[],
  ): Promise<LiveOutcome> {
    const question = questionOf(request, address);
    const isRead = question.method !== "POST";
    if (isRead && !this.isStream(address.path) && !isPersonal(address.path)) {
      const key = address.path + address.search;
      const known = this.kept.get(key);
      if (known !== undefined) return { kind: "answer", response: known, isHit: true };
      const made = await this.kept.fetch(key, "variants", () => this.ask(question));
      return { kind: "answer", response: made.response, isHit: false };
    }
    if (this.asking >= MOST_ASKED) throw new TooBusy();
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    this.asking += 1;
    const answer = await this.answer(question, hungUp.signal).finally(() => {
      this.asking -= 1;
    });
    if (answer.kind === "whole") return this.answerOf(answer.answer, address.path);
    if (answer.kind === "made")
      return { kind: "answer", response: this.stored(answer.rendered, address.path), isHit: false };
    const held = this.streams.get(answer.client) ?? 0;
    if (held >= MOST_STREAMS_OF_ONE || this.streaming >= MOST_STREAMS) {
      await answer.frames.return(undefined);
      return this.answerOf(this.options.site.tooManyStreams(question), address.path);
    }
    this.count(answer.client, 1);
    try {
      const headers = this.options.headersOf(EVENT_STREAM, address.path).flat();
      response.writeHead(200, [...headers, ...STREAM_HEADERS, ...ownHeaders]);
      if (question.method === "HEAD") response.end();
      else await pour(answer.frames, response, hungUp.signal);
    } finally {
      await answer.frames.return(undefined);
      this.count(answer.client, -1);
    }
    return { kind: "streamed" };
  }

  private async answer(question: LiveQuestion, signal: AbortSignal) {
    const answer = await this.options.site.ask(question, signal);
    if (answer.kind !== "page") return answer;
    const { path, search, headers, status } = answer;
    const rendered = await this.options.makePage(path, search, headers);
    const isMade = status !== undefined && rendered.status === 200;
    return { kind: "made" as const, rendered: isMade ? { ...rendered, status } : rendered };
  }

  private count(client: string, by: 1 | -1): void {
    this.streaming += by;
    const held = (this.streams.get(client) ?? 0) + by;
    if (held === 0) this.streams.delete(client);
    else this.streams.set(client, held);
  }

  private answerOf(answer: WholeAnswer, path: string): LiveOutcome {
    return { kind: "answer", response: this.prepare(answer, path), isHit: false };
  }

  private async ask(question: LiveQuestion): Promise<Made> {
    const answer = await this.options.site.ask(question, new AbortController().signal);
    if (answer.kind !== "whole") throw new Error(`a ${answer.kind} where an answer was asked for`);
    const response = this.prepare(answer.answer, question.path);
    const control = answer.answer.headers["cache-control"] ?? "no-store";
    return { response, storable: answer.answer.status === 200 && !control.includes("no-store") };
  }

  private prepare({ status, headers, body }: WholeAnswer, path: string): StoredResponse {
    const rendered = { status, headers: new Map(Object.entries(headers)), body: Buffer.from(body) };
    return this.stored(rendered, path);
  }

  private stored(rendered: Rendered, path: string): StoredResponse {
    return new StoredResponse(rendered, this.options.headersOf(rendered, path));
  }
}

const EVENT_STREAM: Rendered = {
  status: 200,
  headers: new Map([["content-type", "text/event-stream"]]),
  body: Buffer.alloc(0),
};
const STREAM_HEADERS = [
  ...["content-type", "text/event-stream; charset=utf-8"],
  ...["cache-control", "no-store, no-transform"],
  // nginx would collect the stream otherwise.
  ...["x-accel-buffering", "no"],
];

function questionOf(
  request: IncomingMessage,
  { path, search }: { path: string; search: string },
): LiveQuestion {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, joined(value)]),
  );
  return {
    method: request.method ?? "",
    path,
    search,
    headers,
    remoteAddress: request.socket.remoteAddress ?? "",
    body: (mostOctets) => bodyOf(request, mostOctets),
  };
}

const joined = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(", ") : value;

/** What is beyond the limit is neither kept nor waited for. */
async function bodyOf(request: IncomingMessage, mostOctets: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let octets = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    octets += (piece as Buffer).length;
    if (octets > mostOctets) return null;
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

/** Writes frames as the client takes them, with a sign of life in between. */
async function pour(
  frames: AsyncGenerator<string>,
  response: ServerResponse,
  hungUp: AbortSignal,
): Promise<void> {
  const write = (text: string) => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else if (!response.destroyed) response.write(text);
  };
  const heartbeat = setInterval(() => write(":\n\n"), HEARTBEAT_MS);
  const longest = setTimeout(() => response.end(), LONGEST_STREAM_MS);
  try {
    for await (const frame of frames) {
      if (hungUp.aborted || response.writableEnded) return;
      write(frame);
    }
  } finally {
    clearInterval(heartbeat);
    clearTimeout(longest);
    if (!response.destroyed) response.end();
  }
}
