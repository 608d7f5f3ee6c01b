import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Rendered } from "./rendered";

/** What answers a request the way node:http wants it: Next, or a stand-in in a test. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What an answer may depend on. Nothing else of a visitor's request reaches the page. */
export type Question = { url: string; headers: Record<string, string> };

/**
 * Asks the handler and collects its whole answer.
 *
 * The request is made anew, so that an answer shared by many cannot hold one visitor's headers, and
 * a visitor who hangs up does not abort what others wait for.
 */
export function capture(handler: NodeHandler, question: Question): Promise<Rendered> {
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  request.url = question.url;
  request.headers = question.headers;
  request.httpVersion = "1.1";
  request.push(null);
  const response = new CapturedResponse(request);
  return new Promise((resolve, reject) => {
    response.once("close", () => {
      if (response.writableEnded) resolve(response.rendered());
      else reject(response.failure ?? new Error("the handler gave up its response"));
    });
    Promise.resolve(handler(request, response)).catch(reject);
  });
}

type Callback = (error?: Error | null) => void;

class CapturedResponse extends ServerResponse {
  private readonly chunks: Buffer[] = [];
  private begun = false;
  /** Why the handler destroyed the response, when it did. */
  failure: Error | undefined;

  constructor(request: IncomingMessage) {
    super(request);
    // An accessor in Node's class and a property in its types, so it cannot be overridden as either.
    Object.defineProperty(this, "headersSent", { get: () => this.begun });
    // Without it Next takes the end of each page for a visitor who hung up, and aborts what is done.
    Object.defineProperty(this, "writableFinished", { get: () => this.writableEnded });
  }

  rendered(): Rendered {
    const headers: Rendered["headers"] = new Map();
    for (const [name, value] of Object.entries(this.getHeaders())) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value : String(value));
    }
    return { status: this.statusCode, headers, body: Buffer.concat(this.chunks) };
  }

  override writeHead(status: number, ...rest: unknown[]): this {
    this.statusCode = status;
    const headers = rest.find((argument) => typeof argument === "object" && argument !== null);
    if (Array.isArray(headers)) {
      for (let at = 0; at + 1 < headers.length; at += 2)
        this.appendHeader(headers[at], headers[at + 1]);
    } else {
      for (const [name, value] of Object.entries((headers ?? {}) as OutgoingHttpHeaders)) {
        if (value !== undefined) this.setHeader(name, value);
      }
    }
    this.begun = true;
    return this;
  }

  override flushHeaders(): void {
    this.begun = true;
  }

  override write(chunk: string | Uint8Array, ...rest: unknown[]): boolean {
    this.begun = true;
    this.chunks.push(toBuffer(chunk, rest[0]));
    callbackIn(rest)?.();
    return true;
  }

  override end(...given: unknown[]): this {
    if (this.writableEnded) return this;
    const [chunk] = given;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      this.chunks.push(toBuffer(chunk, given[1]));
    }
    this.begun = true;
    this.finished = true;
    callbackIn(given)?.();
    // As a stream does, once the caller's own turn is over.
    process.nextTick(() => {
      this.emit("finish");
      this.emit("close");
    });
    return this;
  }

  override destroy(error?: Error): this {
    this.failure = error;
    this.emit("close");
    return this;
  }
}

const toBuffer = (chunk: string | Uint8Array, encoding: unknown): Buffer =>
  typeof chunk === "string"
    ? Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
    : Buffer.from(chunk);

const callbackIn = (given: readonly unknown[]): Callback | undefined =>
  given.find((argument): argument is Callback => typeof argument === "function");
