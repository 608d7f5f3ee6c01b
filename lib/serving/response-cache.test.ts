import { describe, expect, test } from "vitest";
import { ResponseCache, TooBusy } from "./response-cache";
import { StoredResponse } from "./stored-response";

const response = (bytes: number) =>
  new StoredResponse(
    {
      status: 200,
      headers: new Map([["content-type", "text/plain"]]),
      body: Buffer.alloc(bytes, "a"),
    },
    [],
  );
const made =
  (bytes = 10) =>
  async () => ({ response: response(bytes), storable: true });
const MEGABYTE = 1_048_576;

describe("ResponseCache", () => {
  test("renders once for all who ask at the same time, and again after a failure", async () => {
    const cache = new ResponseCache(MEGABYTE);
    let renders = 0;
    const failing = async () => {
      renders += 1;
      throw new Error("no");
    };
    const answers = await Promise.allSettled(
      [1, 2, 3].map(() => cache.fetch("/", "pages", failing)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(renders).toBe(1);
    await cache.fetch("/", "pages", made());
    expect(cache.get("/")).toBeDefined();
  });

  test("stores nothing that was rendered before a flush, and lets nobody join such a render", async () => {
    const cache = new ResponseCache(MEGABYTE);
    const before = Promise.withResolvers<void>();
    const old = response(10);
    const slow = cache.fetch("/", "pages", async () => {
      await before.promise;
      return { response: old, storable: true };
    });
    cache.flush();
    const fresh = await cache.fetch("/", "pages", made());
    expect(fresh.response).not.toBe(old);
    before.resolve();
    expect((await slow).response).toBe(old);
    expect(cache.get("/")).toBe(fresh.response);
  });

  test("a flush keeps the files of the build", async () => {
    const cache = new ResponseCache(MEGABYTE);
    await cache.fetch("/", "pages", made());
    await cache.fetch("/?a", "variants", made());
    await cache.fetch("/_next/static/a.js", "files", made());
    cache.flush();
    expect(["/", "/?a", "/_next/static/a.js"].map((key) => cache.get(key) !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("stays within its bytes, and drops what nobody asks for first", async () => {
    const cache = new ResponseCache(MEGABYTE);
    await cache.fetch("/popular", "pages", made(20_000));
    for (let n = 0; n < 200; n += 1) {
      await cache.fetch(`/${n}`, "pages", made(20_000));
      cache.get("/popular");
      expect(cache.bytes).toBeLessThanOrEqual(MEGABYTE);
    }
    expect(cache.get("/popular")).toBeDefined();
    expect(cache.get("/0")).toBeUndefined();
    expect(cache.get("/199")).toBeDefined();
  });

  test("made-up queries evict each other, never a page", async () => {
    const cache = new ResponseCache(MEGABYTE);
    await cache.fetch("/", "pages", made(20_000));
    for (let n = 0; n < 200; n += 1) await cache.fetch(`/?${n}`, "variants", made(20_000));
    expect(cache.get("/")).toBeDefined();
    expect(cache.bytes).toBeLessThanOrEqual(MEGABYTE);
  });

  test("the codings of a response count too", async () => {
    const cache = new ResponseCache(64 * MEGABYTE);
    const { response: stored } = await cache.fetch("/", "pages", made(100_000));
    const before = cache.bytes;
    const [one, other] = await Promise.all([
      cache.encode("/", stored, "br"),
      cache.encode("/", stored, "br"),
    ]);
    expect(one).toBe(other);
    expect(cache.bytes).toBe(before + one.body.length);
  });

  test("a response too large for its shelf is served and not stored", async () => {
    const cache = new ResponseCache(MEGABYTE);
    expect((await cache.fetch("/", "pages", made(MEGABYTE))).response.status).toBe(200);
    expect(cache.bytes).toBe(0);
  });

  test("bounds the renders in progress", async () => {
    const cache = new ResponseCache(MEGABYTE);
    const end = Promise.withResolvers<{ response: StoredResponse; storable: boolean }>();
    const waiting = Array.from({ length: 128 }, (_, n) =>
      cache.fetch(`/${n}`, "pages", () => end.promise),
    );
    await expect(cache.fetch("/one-more", "pages", made())).rejects.toBeInstanceOf(TooBusy);
    end.resolve({ response: response(1), storable: false });
    await Promise.all(waiting);
    await cache.fetch("/one-more", "pages", made());
  });
});
