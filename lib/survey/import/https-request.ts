import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { err, ok, type Result } from "@/lib/result";

/** Why there was no answer. `place` is an address without anything secret in it. */
export type HttpsError =
  | { code: "not_https"; place: string }
  | { code: "redirect_refused"; place: string; to: string }
  | { code: "connection"; place: string; cause: string };

/** What goes with every request. */
export type HttpsOptions = {
  headers?: Record<string, string>;
  /** Sent as `Authorization`, and never to another origin than the first. */
  authorization?: string;
  userAgent: string;
  /** Without an octet for so long, a connection counts as lost; 60 s unless told. */
  idleTimeoutMs?: number;
  /** Certificates to trust instead of the system's, in PEM; for tests. */
  ca?: string;
};

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const IDLE_TIMEOUT_MS = 60_000;

/** An address for logs: query, fragment, name and password may be secrets. */
export const placeOf = (url: URL): string => `${url.origin}${url.pathname}`;

/** One field of an answer, joined where it came twice. */
export function headerOf(response: IncomingMessage, name: string): string | null {
  const value = response.headers[name];
  return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
}

/**
 * Asks for a URL. Redirects are followed five times, to `https` only; on the way to another origin
 * the `Authorization` field is left behind. The answer's body is the caller's to read or destroy.
 */
export async function ask(
  url: URL,
  options: HttpsOptions & { method?: "GET" | "POST"; body?: string },
): Promise<Result<{ response: IncomingMessage; place: string }, HttpsError>> {
  let at = url;
  for (let redirects = 0; ; redirects++) {
    const place = placeOf(at);
    if (at.protocol !== "https:") return err({ code: "not_https", place });
    const answered = await once(at, at.origin === url.origin, options);
    if (!answered.ok) return answered;
    const response = answered.value;
    if (!REDIRECTS.has(response.statusCode ?? 0)) return ok({ response, place });
    response.destroy();
    const to = headerOf(response, "location");
    const next = to !== null && URL.canParse(to, at) ? new URL(to, at) : null;
    const refused = (shown: string) => err({ code: "redirect_refused" as const, place, to: shown });
    if (next === null) return refused("");
    // A body, which may hold a password, is never sent on.
    const isWrong =
      next.protocol !== "https:" || next.username !== "" || options.body !== undefined;
    if (isWrong || redirects === MAX_REDIRECTS) return refused(placeOf(next));
    at = next;
  }
}

function once(
  url: URL,
  mayAuthorize: boolean,
  options: HttpsOptions & { method?: "GET" | "POST"; body?: string },
): Promise<Result<IncomingMessage, HttpsError>> {
  const { authorization, body, ca } = options;
  const idleTimeoutMs = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
  return new Promise((resolve) => {
    const sent = request(url, {
      method: options.method ?? "GET",
      headers: {
        ...options.headers,
        "user-agent": options.userAgent,
        ...(mayAuthorize && authorization !== undefined ? { authorization } : {}),
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
      ...(ca === undefined ? {} : { ca }),
      agent: false,
    });
    const failed = (cause: string) =>
      resolve(err({ code: "connection", place: placeOf(url), cause }));
    sent.setTimeout(idleTimeoutMs, () => sent.destroy(new Error("idle")));
    sent.on("error", (cause: NodeJS.ErrnoException) => failed(cause.code ?? cause.message));
    sent.on("response", (response) => {
      // Later errors are the body's, and its reader hears of them.
      resolve(ok(response));
    });
    sent.end(body);
  });
}

/** Reads a body of at most `maxBytes` as text; null when it is longer or breaks off. */
export async function bodyText(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        response.destroy();
        return null;
      }
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString("utf8");
}
