import { closeSync, openSync, writeSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@/lib/result";
import { ask, type HttpsError, type HttpsOptions, headerOf } from "./https-request";

/** What is known of a file at its source; sent back so that an unchanged one is not sent again. */
export type Validators = { etag: string | null; lastModified: string | null };

/** A file that was fetched whole, or had not changed. */
export type Downloaded =
  | { isNew: false }
  | { isNew: true; sizeBytes: number; validators: Validators; fileName: string | null };

/** Why a file did not arrive whole. */
export type DownloadError =
  | HttpsError
  | { code: "http_status"; status: number; place: string }
  | { code: "length_wrong"; expected: number; received: number; place: string };

/** How a file is fetched: three more tries and 64 GiB unless told. */
export type DownloadOptions = HttpsOptions & {
  /** What the last good copy came with. */
  known?: Validators;
  /** Tries after the first; a broken transfer goes on where it broke, when the server can. */
  retries?: number;
  retryDelayMs?: number;
  maxBytes?: number;
  onProgress?: (receivedBytes: number, expectedBytes: number | null) => void;
};

const MAX_BYTES = 64 * 2 ** 30;
/** Answers that may be another one a moment later. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** What a broken transfer left behind, and may be continued. */
type Part = { bytes: number; etag: string; expected: number | null };

/**
 * Fetches a file over HTTPS to `file`, which appears only when all its announced octets are there.
 *
 * A broken transfer is continued by a range request under `If-Range` with a strong ETag (RFC 9110
 * §13.1.5, §14); without one it begins anew.
 */
export async function download(
  url: URL,
  file: string,
  options: DownloadOptions,
): Promise<Result<Downloaded, DownloadError>> {
  const unfinished = `${file}.part`;
  let part: Part | null = null;
  await rm(unfinished, { force: true });
  for (let tries = 0; ; tries++) {
    const tried: Try = await attempt(url, unfinished, part, options);
    if (tried.result.ok) {
      if (tried.result.value.isNew) await rename(unfinished, file);
      return tried.result;
    }
    part = tried.part;
    if (!tried.mayRetry || tries >= (options.retries ?? 3)) {
      await rm(unfinished, { force: true });
      return tried.result;
    }
    await sleep((options.retryDelayMs ?? 2_000) * 2 ** tries);
  }
}

type Try = { result: Result<Downloaded, DownloadError>; mayRetry: boolean; part: Part | null };

async function attempt(
  url: URL,
  unfinished: string,
  part: Part | null,
  options: DownloadOptions,
): Promise<Try> {
  const known = options.known;
  const headers: Record<string, string> = { ...options.headers, "accept-encoding": "identity" };
  if (part !== null) {
    headers.range = `bytes=${part.bytes}-`;
    headers["if-range"] = part.etag;
  } else {
    if (known?.etag) headers["if-none-match"] = known.etag;
    // Of use only where there is no ETag (RFC 9110 §13.1.3).
    else if (known?.lastModified) headers["if-modified-since"] = known.lastModified;
  }
  const asked = await ask(url, { ...options, headers });
  if (!asked.ok) return { result: asked, mayRetry: asked.error.code === "connection", part };
  const { response, place } = asked.value;
  const status = response.statusCode ?? 0;
  const isPart = part !== null && status === 206 && rangeStart(response) === part.bytes;
  if (status === 304 && part === null && known !== undefined) {
    response.resume();
    return { result: ok({ isNew: false }), mayRetry: false, part: null };
  }
  if (status !== 200 && !isPart) {
    response.destroy();
    // 206 for another range, and 416, are answers to our range: the next try asks for everything.
    const mayRetry = PASSING_STATUSES.has(status) || part !== null;
    return { result: err({ code: "http_status", status, place }), mayRetry, part: null };
  }
  return receive(response, unfinished, isPart ? part : null, place, options);
}

async function receive(
  response: IncomingMessage,
  unfinished: string,
  before: Part | null,
  place: string,
  options: DownloadOptions,
): Promise<Try> {
  const announced = contentLength(response);
  const start = before?.bytes ?? 0;
  const expected = announced === null ? null : start + announced;
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  const etag = headerOf(response, "etag");
  let received = start;
  const tooLong = (bytes: number) =>
    err({ code: "length_wrong" as const, expected: maxBytes, received: bytes, place });
  if ((expected ?? 0) > maxBytes) {
    response.destroy();
    return { result: tooLong(expected ?? 0), mayRetry: false, part: null };
  }
  const descriptor = openSync(unfinished, before === null ? "w" : "a");
  let writeError: unknown = null;
  const writeAll = (chunk: Buffer) => {
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
    } catch (cause) {
      writeError = cause;
      response.destroy(cause as Error);
    }
  };
  // Written as it comes: what a stream still holds when the connection breaks would be lost.
  response.on("data", (chunk: Buffer) => {
    received += chunk.length;
    options.onProgress?.(received, expected);
    if (received > maxBytes) response.destroy(new Error("too long"));
    else writeAll(chunk);
  });
  let isBroken = false;
  try {
    await finished(response);
  } catch {
    isBroken = true;
  } finally {
    closeSync(descriptor);
  }
  if (writeError !== null) throw writeError;
  if (received > maxBytes) return { result: tooLong(received), mayRetry: false, part: null };
  const { size } = await stat(unfinished);
  const total = before?.expected ?? expected;
  if (isBroken || (total !== null && size !== total)) {
    const isStrong = etag?.startsWith('"') === true && size > 0;
    const part = isStrong ? { bytes: size, etag, expected: total } : null;
    const error = { code: "length_wrong" as const, expected: total ?? -1, received: size, place };
    return { result: err(error), mayRetry: true, part };
  }
  const validators = { etag: etag ?? null, lastModified: headerOf(response, "last-modified") };
  const fileName = fileNameOf(headerOf(response, "content-disposition"));
  return {
    result: ok({ isNew: true, sizeBytes: size, validators, fileName }),
    mayRetry: false,
    part: null,
  };
}

function contentLength(response: IncomingMessage): number | null {
  const text = headerOf(response, "content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function rangeStart(response: IncomingMessage): number | null {
  const range = /^bytes (\d{1,15})-\d+\/(?:\d+|\*)$/.exec(
    headerOf(response, "content-range") ?? "",
  );
  return range === null ? null : Number(range[1]);
}

/** The name in a Content-Disposition field (RFC 6266 §4.3), if it is a plain file name. */
export function fileNameOf(disposition: string | null): string | null {
  const found = /(?:^|;)\s*filename\s*=\s*(?:"([^"\\]*)"|([^\s;"]+))/i.exec(disposition ?? "");
  const name = found?.[1] ?? found?.[2] ?? "";
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,200}$/.test(name) ? name : null;
}
