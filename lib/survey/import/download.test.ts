import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DownloadOptions, download, fileNameOf } from "./download";
import { LOOPBACK_CERTIFICATE } from "./testing/loopback-certificate";
import { type LoopbackHttps, startLoopbackHttps } from "./testing/loopback-https";

const CONTENT = Buffer.alloc(300_000, "0123456789");
const ETAG = '"v1"';
let folder: string;
let file: string;
let server: LoopbackHttps;
let answer: (request: IncomingMessage, response: ServerResponse, place: number) => void;
const get = (options: Partial<DownloadOptions> = {}, place = "/list.txt") =>
  download(new URL(place, server.origin), file, {
    userAgent: "test",
    ca: LOOPBACK_CERTIFICATE,
    retryDelayMs: 1,
    ...options,
  });
const headers = (more: Record<string, string> = {}) => ({
  "content-length": String(CONTENT.length),
  etag: ETAG,
  ...more,
});
/** Sends some octets of the content, and cuts the connection. */
const breakOff = (response: ServerResponse, octets: number, more?: Record<string, string>) => {
  response.writeHead(200, headers(more));
  // FIN, not RST: what was sent has to arrive.
  response.write(CONTENT.subarray(0, octets), () => response.socket?.end());
};

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-download-"));
  file = path.join(folder, "file");
  server = await startLoopbackHttps((request, response) =>
    answer(request, response, server.requests.length),
  );
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
const isWhole = () => readFileSync(file).equals(CONTENT);

describe("a file arrives whole or not at all", () => {
  test("its validators and its name are kept", async () => {
    answer = (_, response) =>
      response
        .writeHead(
          200,
          headers({
            "last-modified": "x",
            "content-disposition": 'attachment; filename="nl.txt.gz"',
          }),
        )
        .end(CONTENT);
    expect(await get()).toEqual({
      ok: true,
      value: {
        isNew: true,
        sizeBytes: CONTENT.length,
        validators: { etag: ETAG, lastModified: "x" },
        fileName: "nl.txt.gz",
      },
    });
    expect(isWhole()).toBe(true);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("RFC 9110 §14.2: a broken transfer goes on where it broke, under If-Range", async () => {
    answer = (request, response, place) => {
      if (place === 1) return breakOff(response, 100_000);
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1]);
      const rest = CONTENT.subarray(from);
      response
        .writeHead(206, {
          "content-length": String(rest.length),
          "content-range": `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}`,
          etag: ETAG,
        })
        .end(rest);
    };
    expect(await get()).toMatchObject({ ok: true, value: { sizeBytes: CONTENT.length } });
    expect(isWhole()).toBe(true);
    expect(server.requests[1]?.headers.range).toMatch(/^bytes=[1-9]/);
    expect(server.requests[1]?.headers["if-range"]).toBe(ETAG);
  });

  test("RFC 9110 §13.1.5: a file that has changed meanwhile is sent anew, from its beginning", async () => {
    answer = (_, response, place) =>
      place === 1
        ? breakOff(response, 100_000)
        : response.writeHead(200, headers({ etag: '"v2"' })).end(CONTENT);
    expect(await get()).toMatchObject({ value: { validators: { etag: '"v2"' } } });
    expect(isWhole()).toBe(true);
  });

  test.for([
    ["a range that begins elsewhere", 206, { "content-range": "bytes 5-9/300000" }],
    ["416", 416, {}],
  ] as const)("%s: everything is asked for again", async ([, status, more]) => {
    answer = (request, response, place) => {
      if (place === 1) return breakOff(response, 100_000);
      if (request.headers.range !== undefined) return response.writeHead(status, more).end();
      return response.writeHead(200, headers()).end(CONTENT);
    };
    expect(await get()).toMatchObject({ ok: true });
    expect(isWhole()).toBe(true);
  });

  test("a weak ETag continues nothing", async () => {
    answer = (_, response, place) =>
      place === 1
        ? breakOff(response, 100_000, { etag: 'W/"v1"' })
        : response.writeHead(200, headers()).end(CONTENT);
    await get();
    expect(server.requests[1]?.headers.range).toBeUndefined();
    expect(isWhole()).toBe(true);
  });

  test("one that never ends right leaves nothing behind", async () => {
    answer = (_, response) => breakOff(response, 1_000, { etag: "" });
    expect(await get({ retries: 2 })).toMatchObject({
      error: { code: "length_wrong", expected: CONTENT.length },
    });
    expect(server.requests).toHaveLength(3);
    expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false);
  });

  test("more octets than announced are refused", async () => {
    answer = (_, response) => {
      response.socket?.write(
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n0123456789",
      );
      response.socket?.end();
    };
    const got = await get({ retries: 0 });
    if (got.ok) expect(readFileSync(file, "utf8")).toBe("01234");
    else expect(existsSync(file)).toBe(false);
  });

  test("a bound on its size holds, announced or not", async () => {
    answer = (_, response) => response.writeHead(200, headers()).end(CONTENT);
    expect(await get({ maxBytes: 1_000 })).toMatchObject({ error: { code: "length_wrong" } });
    answer = (_, response) => response.writeHead(200).end(CONTENT);
    expect(await get({ maxBytes: 1_000 })).toMatchObject({ error: { code: "length_wrong" } });
    expect(existsSync(file)).toBe(false);
  });

  test("a server that says nothing is given up", async () => {
    answer = () => {};
    expect(await get({ retries: 0, idleTimeoutMs: 50 })).toMatchObject({
      error: { code: "connection", cause: "idle" },
    });
  });
});

describe("what is known is not sent again", () => {
  test("RFC 9110 §13.1.2: the ETag is sent, and 304 means unchanged", async () => {
    answer = (request, response) =>
      response.writeHead(request.headers["if-none-match"] === ETAG ? 304 : 200).end();
    const known = { etag: ETAG, lastModified: "Wed, 25 Nov 2026 03:00:00 GMT" };
    expect(await get({ known })).toEqual({ ok: true, value: { isNew: false } });
    expect(server.requests[0]?.headers["if-modified-since"]).toBeUndefined();
  });

  test("304 to a question without conditions is no answer", async () => {
    answer = (_, response) => response.writeHead(304).end();
    expect(await get()).toMatchObject({ error: { code: "http_status", status: 304 } });
  });
});

describe("answers that are no file", () => {
  test.for([404, 403, 410])("%i is not tried again", async (status) => {
    answer = (_, response) => response.writeHead(status).end();
    expect(await get()).toMatchObject({ error: { code: "http_status", status } });
    expect(server.requests).toHaveLength(1);
  });

  test.for([429, 500, 503])("%i is", async (status) => {
    answer = (_, response, place) =>
      place < 3
        ? response.writeHead(status).end()
        : response.writeHead(200, headers()).end(CONTENT);
    expect(await get()).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(3);
  });
});

describe("redirects", () => {
  test("are followed, and the token stays with its origin", async () => {
    const other = await startLoopbackHttps((_, response) =>
      response.writeHead(200, headers()).end(CONTENT),
    );
    answer = (_, response) =>
      response.writeHead(302, { location: `${other.origin}/x?signature=1` }).end();
    expect(await get({ authorization: "Bearer secret" })).toMatchObject({ ok: true });
    expect(server.requests[0]?.headers.authorization).toBe("Bearer secret");
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  test("within the origin keep it", async () => {
    answer = (request, response) =>
      request.url === "/list.txt"
        ? response.writeHead(301, { location: "/moved" }).end()
        : response.writeHead(200, headers()).end(CONTENT);
    await get({ authorization: "Bearer secret" });
    expect(server.requests[1]?.headers.authorization).toBe("Bearer secret");
  });

  test.for([
    ["http://127.0.0.1/x?token=secret", "http://127.0.0.1/x"],
    ["file:///etc/passwd", "null/etc/passwd"],
    ["https://me:secret@127.0.0.1/x", "https://127.0.0.1/x"],
    ["https://[", ""],
  ] as const)("to %s are refused, and no secret is repeated", async ([location, to]) => {
    answer = (_, response) => response.writeHead(302, { location }).end();
    const got = await get();
    expect(got).toMatchObject({ error: { code: "redirect_refused", to } });
    expect(JSON.stringify(got)).not.toContain("secret");
  });

  test("in circles end", async () => {
    answer = (_, response) => response.writeHead(302, { location: "/list.txt" }).end();
    expect(await get()).toMatchObject({ error: { code: "redirect_refused" } });
    expect(server.requests).toHaveLength(6);
  });
});

test("plain http is never asked", async () => {
  const got = await download(new URL(`http://127.0.0.1:1/x`), file, { userAgent: "test" });
  expect(got).toMatchObject({ error: { code: "not_https" } });
});

test("a certificate nobody vouches for ends it", async () => {
  answer = (_, response) => response.writeHead(200).end();
  const got = await download(new URL(server.origin), file, { userAgent: "test", retries: 0 });
  expect(got).toMatchObject({ error: { code: "connection" } });
  expect(server.requests).toHaveLength(0);
});

test.for([
  ["attachment;filename=com.txt.gz", "com.txt.gz"],
  ['attachment; filename="nl.txt.gz"; size=1', "nl.txt.gz"],
  ["attachment; filename=../../etc/passwd", null],
  ['attachment; filename=".ssh"', null],
  ["inline", null],
] as const)("RFC 6266 §4.3: %s names %s", ([field, name]) => {
  expect(fileNameOf(field)).toBe(name);
});
