import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { holdMarkup } from "@/lib/held-markup";
import { closeHttpServer, createHttpServer, listen } from "./http-server";
import { askHandler } from "./questions";
import { createRequestIds } from "./request-ids";
import { ResponseCache } from "./response-cache";
import { createSite } from "./site";

type Answer = { status: number; headers: Record<string, string>; body: Buffer };

const page = `<!doctype html><title>x</title><script>a()</script>${"<p>figure</p>".repeat(500)}`;
let handler: (request: IncomingMessage, response: ServerResponse) => unknown;
let renders: IncomingMessage[];
let cache: ResponseCache;
let reachable: boolean;
let settled: boolean;
let close: () => Promise<void>;
let port: number;

const html = (response: ServerResponse, status = 200, body = page) => {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(body);
};

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

beforeEach(async () => {
  renders = [];
  reachable = true;
  settled = true;
  handler = (_, response) => html(response);
  cache = new ResponseCache(8 * 1_048_576);
  const counted = (request: IncomingMessage, response: ServerResponse) => {
    renders.push(request);
    return handler(request, response);
  };
  const server = createHttpServer(
    createSite({
      ask: askHandler(counted, "https://stats.example"),
      cache,
      database: {
        isReachable: () => reachable,
        check: async () => reachable,
        isSettled: () => settled,
        unreadiness: async () => (reachable ? [] : ["The database cannot be reached."]),
      },
      requestIds: createRequestIds([]),
      log: { error: () => {}, warn: () => {} },
      overTls: true,
      slowRequestMs: 1_000,
    }),
  );
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(listening.error.message);
  port = Number(new URL(listening.value).port);
  close = () => closeHttpServer(server);
});
afterEach(() => close());

describe("stored responses", () => {
  test("a page is rendered once, however many ask", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get("/")));
    expect(renders).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.toString()))).toEqual(new Set([page]));
    expect((await get("/")).headers["cache-status"]).toBe("dane-stats; hit");
    expect(renders).toHaveLength(1);
  });

  test("each coding has its own strong tag, and 304 goes by it", async () => {
    const plain = await get("/");
    const gzip = await get("/", { "accept-encoding": "gzip" });
    const brotli = await get("/", { "accept-encoding": "gzip, br" });
    expect(renders).toHaveLength(1);
    expect(gunzipSync(gzip.body).toString()).toBe(page);
    expect(brotliDecompressSync(brotli.body).toString()).toBe(page);
    const tags = [plain, gzip, brotli].map(({ headers }) => headers.etag);
    expect(new Set(tags).size).toBe(3);
    expect(plain.headers.vary).toBe("Accept-Encoding");
    const same = await get("/", { "accept-encoding": "br", "if-none-match": `"x", W/${tags[2]}` });
    expect(same).toMatchObject({ status: 304, body: Buffer.alloc(0), headers: { etag: tags[2] } });
    expect(same.headers["content-encoding"]).toBeUndefined();
    expect((await get("/", { "if-none-match": `${tags[2]}` })).status).toBe(200);
  });

  test("HEAD is rendered as GET and has its length, without a body", async () => {
    const head = await get("/", {}, "HEAD");
    expect(renders[0]?.method).toBe("GET");
    expect(head.body).toHaveLength(0);
    expect(head.headers["content-length"]).toBe(String(page.length));
    await get("/");
    expect(renders).toHaveLength(1);
  });

  test("browsers revalidate pages, and keep what never changes", async () => {
    expect((await get("/")).headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    handler = (_, response) => {
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      response.end("x");
    };
    expect((await get("/a")).headers["cache-control"]).toContain("immutable");
  });

  test("a flush makes the next visitor's page anew", async () => {
    await get("/");
    cache.flush();
    await get("/");
    expect(renders).toHaveLength(2);
  });

  test("nothing of one visitor's request reaches the shared page", async () => {
    await get("/", {
      cookie: "a=b",
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "user-agent": "me",
    });
    expect(renders[0]?.headers).toEqual({
      host: "stats.example",
      "x-forwarded-host": "stats.example",
      "x-forwarded-proto": "https",
    });
  });

  test("the order of parameters makes no second page", async () => {
    await get("/tlds?sort=tld&q=n");
    await get("/tlds?q=n&sort=tld");
    expect(renders.map(({ url }) => url)).toEqual(["/tlds?q=n&sort=tld"]);
  });

  test("what Next's router asks for is kept apart", async () => {
    handler = (request, response) => response.end(`rsc:${request.headers["next-url"]}`);
    await get("/?_rsc=1", { rsc: "1", "next-url": "/a" });
    await get("/?_rsc=1", { rsc: "1", "next-url": "/a" });
    expect((await get("/?_rsc=2", { rsc: "1", "next-url": "/b" })).body.toString()).toBe("rsc:/b");
    handler = (_, response) => html(response);
    expect((await get("/")).body.toString()).toBe(page);
    expect(renders).toHaveLength(3);
  });

  test.for([
    ["an error", (response: ServerResponse) => html(response, 500)],
    ["a redirect", (response: ServerResponse) => html(response, 307, "")],
    [
      "a page that failed inside",
      (response: ServerResponse) => html(response, 200, '<template data-dgst="1">'),
    ],
    ["a cookie", (response: ServerResponse) => response.setHeader("Set-Cookie", "a=b").end("x")],
    [
      "what asks not to be",
      (response: ServerResponse) => response.setHeader("Cache-Control", "no-store").end("x"),
    ],
  ] as const)("%s is not stored", async ([, respond]) => {
    handler = (_, response) => respond(response);
    for (const answer of [await get("/"), await get("/")]) {
      expect(answer.headers["cache-status"]).toBe("dane-stats; fwd=uri-miss");
    }
  });

  test("a page that failed while the database is there is asked for once more", async () => {
    handler = (_, response) => html(response, renders.length === 1 ? 500 : 200);
    expect((await get("/")).status).toBe(200);
    expect(renders).toHaveLength(2);
  });

  test("a missing page is answered by the page that explains it, and not stored", async () => {
    handler = (request, response) =>
      request.url?.startsWith("/errors/") === true
        ? html(response, 200, `explains ${request.url}`)
        : html(response, 404);
    const first = await get("/tlds/nosuch");
    expect(first.status).toBe(404);
    expect(first.body.toString()).toBe("explains /errors/not-found?path=%2Ftlds%2Fnosuch");
    await get("/tlds/nosuch");
    expect(renders).toHaveLength(4);
    const asked = await get("/errors/not-found");
    expect(asked.status).toBe(404);
  });

  test("a query the page cannot use is a 400 with the page that says why", async () => {
    handler = (request, response) => html(response, 200, request.url ?? "");
    const answer = await get("/trends?scale=loud&colour=red");
    expect(answer.status).toBe(400);
    const problems = new URL(answer.body.toString(), "https://stats.example").searchParams;
    expect(problems.getAll("problem")).toEqual([
      "scale: expected one of linear, log, indexed",
      "colour: unknown parameter; this page takes start, end, scale",
    ]);
    expect((await get("/trends?start=2020-01&start=2021-01")).status).toBe(400);
  });

  test("parameters that other sites append are dropped by a redirect", async () => {
    const answer = await get("/trends?utm_source=x&scale=log&fbclid=1");
    expect(answer).toMatchObject({ status: 308, headers: { location: "/trends?scale=log" } });
    expect(renders).toHaveLength(0);
  });

  test("the handler sees its response finished, and no visitor who hung up", async () => {
    const isFinished = new Promise<boolean>((resolve) => {
      handler = (_, response) => {
        response.once("close", () => resolve(response.writableFinished));
        html(response);
      };
    });
    await get("/");
    expect(await isFinished).toBe(true);
  });

  test("a handler that throws is a 500 without a trace", async () => {
    handler = () => Promise.reject(new Error("secret"));
    const answer = await get("/");
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).not.toMatch(/secret|at /);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });
});

describe("held markup", () => {
  test("is put in before a page is hashed, compressed and stored", async () => {
    handler = (_, response) => {
      const held = holdMarkup(["<main>3,988,988</main>"]);
      response.setHeader("Content-Type", "text/html");
      response.end(`<div data-held="${held}"></div>`);
    };
    const answer = await get("/");
    expect(answer.body.toString()).toBe('<div data-held="0"><main>3,988,988</main></div>');
    expect((await get("/")).headers.etag).toBe(answer.headers.etag);
    expect(renders).toHaveLength(1);
  });

  test("is given no leave to run a script: only what React wrote is", async () => {
    handler = (_, response) => {
      const held = holdMarkup(["<script>of(the.markup)</script>"]);
      response.setHeader("Content-Type", "text/html");
      response.end(`<script>of(React)</script><div data-held="${held}"></div>`);
    };
    const { headers } = await get("/");
    const hash = createHash("sha256").update("of(React)").digest("base64");
    expect(headers["content-security-policy"]).toContain(`script-src 'self' 'sha256-${hash}';`);
  });

  test("without a place is a 500, which is not stored", async () => {
    handler = (_, response) => {
      holdMarkup(["<main>3,988,988</main>"]);
      html(response);
    };
    expect((await get("/")).status).toBe(500);
    handler = (_, response) => html(response);
    expect((await get("/")).status).toBe(200);
  });
});

describe("headers", () => {
  test("a page can run its own scripts and be framed by nobody, whatever it says", async () => {
    handler = (_, response) => {
      response.setHeader("X-Frame-Options", "ALLOWALL");
      response.setHeader("Content-Security-Policy", "frame-ancestors *");
      html(response);
    };
    const { headers } = await get("/");
    expect(headers["content-security-policy"]).toMatch(
      /script-src 'self' 'sha256-[\w+/]+=*';.*frame-ancestors 'none'/,
    );
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "strict-transport-security": "max-age=31536000",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["x-request-id"]).toMatch(/^[\da-f]{12}-1$/);
  });

  test.for([
    ["/embed/trends?figure=x", 200, true],
    ["/as-of/2023-12-31/embed/tlds/nl", 200, true],
    // Explained by a page of ours, which is no embed.
    ["/embed/trends?figure=x", 404, false],
    ["/embed", 200, false],
    ["/embed/about", 200, false],
    ["/quote/trends", 200, false],
    ["/trends", 200, false],
  ] as const)("%s with %i may be framed: %o", async ([path, status, may]) => {
    handler = (_, response) => html(response, status);
    const { headers } = await get(path);
    expect(headers["x-frame-options"]).toBe(may ? undefined : "DENY");
    expect(headers["content-security-policy"]).toContain(
      may ? "frame-ancestors *" : "frame-ancestors 'none'",
    );
    expect(headers["cross-origin-resource-policy"]).toBe(may ? "cross-origin" : "same-origin");
  });

  test("the API may be read from other sites", async () => {
    expect((await get("/api/v1/x")).headers["access-control-allow-origin"]).toBe("*");
    expect((await get("/")).headers["access-control-allow-origin"]).toBeUndefined();
    const preflight = await get("/api/v1/x", { "access-control-request-method": "GET" }, "OPTIONS");
    expect(preflight).toMatchObject({
      status: 204,
      headers: { "access-control-allow-methods": "GET, HEAD" },
    });
    expect(renders).toHaveLength(2);
  });
});

describe("refusals", () => {
  test.for([
    ["/%00", "GET", 400],
    ["/%zz", "GET", 400],
    [`/${"a".repeat(3_000)}`, "GET", 414],
    ["/", "POST", 405],
    ["/", "PROPFIND", 405],
  ] as const)("%s %s is %i, as a page and as problem details", async ([path, method, status]) => {
    const asPage = await get(path, {}, method);
    expect(asPage).toMatchObject({
      status,
      headers: { "content-type": "text/html; charset=utf-8" },
    });
    expect(asPage.headers["content-security-policy"]).toContain("style-src 'self' 'sha256-");
    const asProblem = await get(`/api/v1${path}`, {}, method);
    expect(asProblem.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(asProblem.body.toString())).toMatchObject({ type: "about:blank", status });
    expect(renders).toHaveLength(0);
  });

  test("double slashes are redirected within the site", async () => {
    expect(await get("//evil.example//x")).toMatchObject({
      status: 308,
      headers: { location: "/evil.example/x" },
    });
  });

  test("an image is refused while others wait, a page is not, and nothing is asked for it", async () => {
    const waiting: (() => void)[] = [];
    handler = (request, response) => {
      if (!request.url?.startsWith("/files/png/")) return html(response);
      waiting.push(() => {
        response.writeHead(200, { "content-type": "image/png" });
        response.end("png");
      });
    };
    const asked = Array.from({ length: 26 }, (_, n) => get(`/trends.png?start=${2000 + n}-01-01`));
    await expect.poll(() => waiting.length).toBe(26);
    const refused = await get("/trends.png?start=1999-01-01");
    expect(refused.status).toBe(429);
    expect(refused.headers["retry-after"]).toBe("2");
    expect(renders).toHaveLength(26);
    expect((await get("/trends")).status).toBe(200);
    expect((await get("/trends.svg")).status).toBe(200);
    for (const draw of waiting) draw();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(26).fill(200));
    const later = get("/trends.png?start=1999-01-01");
    await expect.poll(() => waiting.length).toBe(27);
    waiting.at(-1)?.();
    expect((await later).status).toBe(200);
  });

  test("absurd headers and garbage get one line", async () => {
    expect((await get("/", { "x-long": "a".repeat(20_000) })).status).toBe(431);
    const { connect } = await import("node:net");
    const text = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write("GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n"),
      );
      let received = "";
      socket.on("data", (chunk) => {
        received += chunk;
      });
      socket.on("close", () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });
});

describe("while the database is away", () => {
  test("stored pages say that they may be old, others that there is nothing now", async () => {
    await get("/");
    reachable = false;
    expect((await get("/")).headers["cache-status"]).toBe(
      'dane-stats; hit; detail="database unreachable"',
    );
    const missing = await get("/tlds");
    expect(missing).toMatchObject({
      status: 503,
      headers: { "retry-after": "30", "cache-control": "no-store" },
    });
    expect(missing.body.toString()).toContain("<h1>Temporarily unavailable</h1>");
    expect((await get("/api/v1/x")).headers["content-type"]).toBe("application/problem+json");
    expect(renders).toHaveLength(1);
    reachable = true;
    expect((await get("/tlds")).status).toBe(200);
  });

  test("a page that fails for that reason is a 503 too", async () => {
    handler = (_, response) => {
      reachable = false;
      html(response, 500);
    };
    expect((await get("/")).status).toBe(503);
  });

  test("a page whose connections ended is asked for again once the database is back", async () => {
    settled = false;
    handler = (_, response) => html(response, renders.length < 3 ? 500 : 200);
    expect((await get("/")).status).toBe(200);
    expect(renders).toHaveLength(3);
    handler = (_, response) => html(response, 500);
    expect((await get("/tlds")).status).toBe(503);
    settled = true;
    expect((await get("/tlds")).status).toBe(500);
  });

  test("the files of the build need no database", async () => {
    reachable = false;
    expect((await get("/_next/static/a.js")).status).toBe(200);
  });
});

test("the probes tell alive from ready", async () => {
  expect(JSON.parse((await get("/healthz")).body.toString())).toMatchObject({
    status: "ok",
    uptimeSeconds: 0,
  });
  expect((await get("/readyz")).status).toBe(200);
  reachable = false;
  expect((await get("/healthz")).status).toBe(200);
  const readiness = await get("/readyz");
  expect(readiness).toMatchObject({ status: 503, headers: { "cache-control": "no-store" } });
  expect(JSON.parse(readiness.body.toString())).toEqual({
    status: "not ready",
    reasons: ["The database cannot be reached."],
  });
  expect(renders).toHaveLength(0);
});
