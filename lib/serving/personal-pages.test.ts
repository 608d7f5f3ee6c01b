import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeHttpServer, createHttpServer, listen } from "./http-server";
import { askHandler } from "./questions";
import { createRequestIds } from "./request-ids";
import { ResponseCache } from "./response-cache";
import { createSite } from "./site";

type Answer = { status: number; headers: Record<string, string>; body: string };

let rendered: IncomingMessage[];
let close: () => Promise<void>;
let port = 0;

const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body = "") =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request({ port, path, headers, method, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: text,
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

beforeEach(async () => {
  rendered = [];
  const page = (asked: IncomingMessage, response: ServerResponse) => {
    rendered.push(asked);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><title>${asked.headers.cookie ?? "nobody"}</title>`);
  };
  const site = createSite({
    ask: askHandler(page, "https://stats.example"),
    cache: new ResponseCache(8 * 1_048_576),
    database: {
      isReachable: () => true,
      check: async () => true,
      isSettled: () => true,
      unreadiness: async () => [],
    },
    requestIds: createRequestIds([]),
    log: { error: () => {}, warn: () => {} },
    overTls: true,
    slowRequestMs: 1_000,
    live: {
      takes: (path) => path === "/watch",
      ask: async ({ method, path, search, headers }) =>
        method === "POST"
          ? {
              kind: "whole",
              answer: {
                status: 303,
                headers: { location: "/watch", "set-cookie": "watch=x; Path=/watch" },
                body: "",
              },
            }
          : { kind: "page", path, search, headers: { cookie: headers.cookie ?? "" } },
      counts: () => false,
      count: async () => null,
      tooManyStreams: () => ({ status: 429, headers: {}, body: "" }),
      onChange: () => {},
    },
  });
  const server = createHttpServer(site);
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(listening.error.message);
  port = Number(new URL(listening.value).port);
  close = () => closeHttpServer(server);
});
afterEach(() => close());

test("a personal page is made for each who asks, shared with nobody, kept nowhere", async () => {
  const [one, two] = await Promise.all([
    ask("/watch", { cookie: "watch=one" }),
    ask("/watch", { cookie: "watch=two" }),
  ]);
  expect([one.body, two.body].map((body) => /<title>(.*)<\/title>/.exec(body)?.[1])).toEqual([
    "watch=one",
    "watch=two",
  ]);
  await ask("/watch", { cookie: "watch=one" });
  expect(rendered).toHaveLength(3);
  for (const { headers } of [one, two]) {
    expect(headers["cache-control"]).toBe("private, no-store");
    // The address may hold a secret link; "no-referrer" would take the origin from our own forms too.
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("other pages never get a visitor's cookie", async () => {
  await ask("/about", { cookie: "watch=one" });
  expect(rendered.at(-1)?.headers.cookie).toBeUndefined();
});

test("a form is taken here, and only where there is one", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const taken = await ask("/watch", form, "POST", "a=b");
  expect(taken).toMatchObject({ status: 303, headers: { location: "/watch" } });
  expect(taken.headers["set-cookie"]).toEqual(["watch=x; Path=/watch"]);
  for (const path of ["/about", "/watch/a/b", "/watch.", "/opt-out/x", "/trends"])
    expect((await ask(path, form, "POST", "a=b")).status, path).toBe(405);
});
