import { request as httpRequest } from "node:http";
import { describe, expect, test } from "vitest";
import type { Checks } from "@/lib/check/checks";
import { clientAddressReader } from "@/lib/check/client-address";
import { ratePerMinute } from "@/lib/check/settings";
import type { CheckRefusalCode } from "@/lib/model/check-refusals";
import { LiveCheck } from "@/lib/model/live-check";
import { closeHttpServer, createHttpServer, listen } from "@/lib/serving/http-server";
import { createRequestIds } from "@/lib/serving/request-ids";
import { ResponseCache } from "@/lib/serving/response-cache";
import { createSite } from "@/lib/serving/site";
import { ask, checked, checkProgram, eventsOf } from "@/scripts/testing/check-program";
import { liveAnswers } from "./live-answers";

const program = checkProgram();
const { open, lab, db } = program;
const publicUrl = "https://stats.example.org";
const trustedProxies = ["127.0.0.1"];

type Answer = { status: number; headers: Record<string, string>; body: string };
type Asked = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

/** The site in front of these checks; pages come from a stand-in. */
async function served(checks: Checks, now: () => number = Date.now) {
  let pages = 0;
  const answers = liveAnswers(checks, publicUrl, clientAddressReader(trustedProxies), now);
  const server = createHttpServer(
    createSite({
      live: { ...answers, onChange: (changed) => void checks.onChange(changed) },
      ask: async () => {
        pages += 1;
        const headers = new Map([["content-type", "text/html; charset=utf-8"]]);
        return { status: 200, headers, body: Buffer.from("<title>page</title>") };
      },
      cache: new ResponseCache(1_048_576),
      database: {
        isReachable: () => true,
        check: async () => true,
        isSettled: () => true,
        unreadiness: async () => [],
      },
      requestIds: createRequestIds([]),
      log: { error: () => {}, warn: () => {} },
      overTls: true,
      slowRequestMs: 60_000,
    }),
  );
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(listening.error.message);
  const { port } = new URL(listening.value);
  const got = (path: string, { method = "GET", headers = {}, body }: Asked = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const options = { port, path, method, headers, agent: false };
      const request = httpRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string>,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    got("/api/v1/checks", {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "192.0.2.1", ...headers },
      body,
    });
  return { got, post, port, pages: () => pages, close: () => closeHttpServer(server) };
}

type Site = Awaited<ReturnType<typeof served>>;
async function withSite(checks: Checks, use: (site: Site) => Promise<void>, now?: () => number) {
  const site = await served(checks, now);
  try {
    await use(site);
  } finally {
    await site.close();
  }
}

const json = (domain: unknown) => JSON.stringify({ domain });

describe("POST /api/v1/checks", () => {
  test("202 with the check's address, where it is until it is over and after", async () => {
    await lab().domain("posted");
    const checks = await open({ perClient: ratePerMinute(6) });
    await withSite(checks, async ({ post, got }) => {
      const accepted = await post(json("https://Posted.nl/"));
      expect(accepted.status).toBe(202);
      expect(accepted.headers).toMatchObject({
        "content-type": "application/json",
        "cache-control": "no-store",
        "ratelimit-policy": '"checks";q=6;w=60',
        ratelimit: expect.stringMatching(/^"checks";r=5;t=\d+$/),
        location: expect.stringMatching(/^\/api\/v1\/checks\/[a-z2-9]{20}$/),
      });
      const { data } = JSON.parse(accepted.body);
      expect(data).toMatchObject({ domain: "posted.nl", how: "queued" });
      await eventsOf(checks, data.id);
      const { location = "" } = accepted.headers;
      const done = await got(location);
      expect(done.headers["cache-control"]).toContain("immutable");
      expect(LiveCheck.parse(JSON.parse(done.body).data)).toMatchObject({ verdict: "dane_ok" });
      const again = await got(location, { headers: { "if-none-match": done.headers.etag ?? "" } });
      expect(again).toMatchObject({ status: 304, body: "" });
      expect(again.headers["cache-status"]).toContain("hit");
      const latest = await got("/api/v1/domains/POSTED.nl/check");
      expect(JSON.parse(latest.body).data).toEqual(JSON.parse(done.body).data);
      expect(latest.headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    });
  });

  test("before it is over: 200, not to be stored, with when to ask again", async () => {
    await lab().domain("pending");
    const checks = await open({}, false);
    await withSite(checks, async ({ got }) => {
      const id = await ask(checks, "pending.nl");
      const { status, headers, body } = await got(`/api/v1/checks/${id}`);
      expect([status, headers["cache-control"], headers["retry-after"]]).toEqual([
        200,
        "no-store",
        "2",
      ]);
      expect(JSON.parse(body).data).toMatchObject({ state: "queued", position: 1, report: null });
      expect((await got("/api/v1/domains/pending.nl/check")).status).toBe(404);
    });
  });

  test.for([
    ["no JSON", "{", {}, 400, "domain"],
    ["a list", "[]", {}, 400, "domain"],
    ["nothing in it", "{}", {}, 400, "domain"],
    ["no text", json(7), {}, 400, "domain"],
    ["another field", '{"domain":"a.nl","force":true}', {}, 400, "force"],
    ["no domain", json("no domain"), {}, 400, "domain"],
    ["a public suffix", json("nl"), {}, 422, "domain"],
    ["a special-use name", json("localhost"), {}, 422, "domain"],
    ["one that is not registered", json("not-registered.nl"), {}, 422, "domain"],
    ["another form", "domain=a.nl", { "content-type": "text/plain" }, 415, null],
    ["no type", "x", { "content-type": "" }, 415, null],
    ["too much", "x".repeat(5_000), {}, 413, null],
    ["another site's form", "domain=a.nl", { "sec-fetch-site": "cross-site" }, 403, null],
    ["an older browser's form", json("a.nl"), { origin: "https://evil.example" }, 403, null],
  ] as const)("%s is refused", async ([, body, headers, status, parameter]) => {
    const checks = await open({}, false);
    await withSite(checks, async ({ post }) => {
      const refused = await post(body, headers);
      expect(refused.status).toBe(status);
      expect(refused.headers["content-type"]).toBe("application/problem+json");
      const problem = JSON.parse(refused.body);
      expect(problem).toMatchObject({ status, detail: expect.stringMatching(/\.$/) });
      expect(problem.errors?.[0]?.parameter ?? null).toBe(parameter);
    });
  });

  test("429 and 503 say when to come again", async () => {
    for (const label of ["limited-a", "limited-b", "limited-c"]) lab().zone(label);
    const checks = await open({ perClient: ratePerMinute(1), queueLength: 1 }, false);
    await db().$client`delete from checks.checks`;
    await withSite(checks, async ({ post }) => {
      expect((await post(json("limited-a.nl"))).status).toBe(202);
      const limited = await post(json("limited-b.nl"));
      expect(limited.status).toBe(429);
      expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
      expect(limited.headers.ratelimit).toMatch(/^"checks";r=0;t=\d+$/);
      const full = await post(json("limited-b.nl"), { "x-forwarded-for": "192.0.2.9" });
      expect([full.status, full.headers["retry-after"]]).toEqual([503, "30"]);
    });
  });

  test("only the address that a trusted proxy saw counts", async () => {
    for (const label of ["hop-a", "hop-b"]) lab().zone(label);
    const checks = await open({ perClient: ratePerMinute(1) }, false);
    await withSite(checks, async ({ post }) => {
      const from = (forwarded: string) => ({ "x-forwarded-for": forwarded });
      expect((await post(json("hop-a.nl"), from("6.6.6.6, 198.51.100.7"))).status).toBe(202);
      expect((await post(json("hop-b.nl"), from("7.7.7.7, 198.51.100.7"))).status).toBe(429);
    });
  });

  test("a page's form leads to the domain's page, or back with the reason", async () => {
    await lab().domain("form");
    const checks = await open();
    const form = {
      "content-type": "application/x-www-form-urlencoded",
      accept: "text/html,*/*",
      "sec-fetch-site": "same-origin",
    };
    await withSite(checks, async ({ post }) => {
      const accepted = await post("domain=info%40form.nl", form);
      expect([accepted.status, accepted.headers.location]).toEqual([303, "/check/form.nl"]);
      const refused = await post("domain=co.uk", form);
      expect([refused.status, refused.headers.location]).toEqual([
        303,
        `/check?domain=co.uk&refused=${"public_suffix" satisfies CheckRefusalCode}`,
      ]);
    });
  });

  test("other origins may read and not post; other methods and addresses are as before", async () => {
    const checks = await open({}, false);
    await withSite(checks, async ({ got }) => {
      const preflight = await got("/api/v1/checks", { method: "OPTIONS" });
      expect(preflight.headers["access-control-allow-methods"]).toBe("GET, HEAD");
      expect((await got("/api/v1/checks")).status).toBe(405);
      for (const path of ["/", "/api/v1/releases", "/check/a.nl", "/api/v1/checks/"])
        expect((await got(path, { method: "POST" })).status, path).toBe(405);
    });
  });
});

describe("GET /api/v1/checks/{id}/events", () => {
  const framesOf = ({ body }: Answer) =>
    body.split("\n\n").flatMap((frame) => {
      const id = /^id: (.*)$/m.exec(frame)?.[1] ?? null;
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      return name === undefined ? [] : [{ id, name, data: /^data: (.*)$/m.exec(frame)?.[1] }];
    });

  test("streams as it comes, through the front server, and can be resumed", async () => {
    await lab().domain("events");
    const checks = await open();
    await withSite(checks, async ({ got }) => {
      const id = await ask(checks, "events.nl");
      const stream = await got(`/api/v1/checks/${id}/events`, {
        headers: { "accept-encoding": "gzip, br" },
      });
      expect(stream.headers).toMatchObject({
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
      });
      expect(stream.headers["content-encoding"]).toBeUndefined();
      const frames = framesOf(stream);
      const stages = frames.filter(({ name }) => name === "stage");
      expect(stages.map((frame) => frame.id)).toEqual(["1", "2", "3", "4", "5"]);
      expect(frames.at(-1)).toMatchObject({ name: "done", id: "999999" });
      const headers = { "last-event-id": "4" };
      const resumed = framesOf(await got(`/api/v1/checks/${id}/events`, { headers }));
      expect(resumed.map(({ name }) => name)).toEqual(["stage", "done"]);
      const over = { "last-event-id": "999999" };
      expect((await got(`/api/v1/checks/${id}/events`, { headers: over })).status).toBe(204);
      expect((await got(`/api/v1/checks/${"a".repeat(20)}/events`)).status).toBe(404);
      const head = await got(`/api/v1/checks/${id}/events`, { method: "HEAD" });
      expect([head.status, head.body]).toEqual([200, ""]);
    });
  });

  test("the first event comes before the check is over; a client may follow a few only", async () => {
    lab().zone("followed");
    const checks = await open({}, false);
    const site = await served(checks);
    const id = await ask(checks, "followed.nl");
    const path = `/api/v1/checks/${id}/events`;
    const follow = () =>
      new Promise<{ status: number; first: string; hangUp: () => void }>((resolve, reject) => {
        const request = httpRequest({ port: site.port, path, agent: false }, (response) => {
          response.once("data", (chunk: Buffer) =>
            resolve({
              status: response.statusCode ?? 0,
              first: chunk.toString(),
              hangUp: () => request.destroy(),
            }),
          );
        });
        request.on("error", reject);
        request.end();
      });
    const followers = await Promise.all(Array.from({ length: 8 }, follow));
    expect(followers[0]?.first).toContain("retry: 2000");
    const [one] = followers;
    const refused = await site.got(path);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "10"]);
    one?.hangUp();
    await expect
      .poll(async () => {
        const again = await follow();
        again.hangUp();
        return again.status;
      })
      .toBe(200);
    // The end of the process ends the streams, so that nothing waits for them.
    await checks.close();
    await site.close();
  });
});

describe("badge and status never start a check", () => {
  let checks: Checks;
  const later = { ms: 0 };
  const now = () => Date.now() + later.ms;
  test.for([
    ["good-badge", "right", 200, "works", "ok: good-badge.nl dane_ok"],
    ["bad-badge", "wrong", 503, "fails", "failing: bad-badge.nl dane_fail"],
    ["no-badge", "none", 503, "none", "absent: no-badge.nl no_dane"],
  ] as const)("%s", async ([label, tlsa, status, words, line]) => {
    await lab().domain(label, { tlsa });
    checks = await open();
    await checked(checks, `${label}.nl`);
    await withSite(
      checks,
      async ({ got }) => {
        const badge = await got(`/badge/${label}.nl.svg`);
        expect(badge).toMatchObject({
          status: 200,
          headers: {
            "content-type": "image/svg+xml",
            "cache-control": "public, max-age=300",
            "cross-origin-resource-policy": "cross-origin",
          },
          body: expect.stringContaining(`>${words}</text>`),
        });
        const monitored = await got(`/status/${label}.nl`);
        expect(monitored.status).toBe(status);
        expect(monitored.body).toMatch(new RegExp(`^${line} .*Z\n$`));
      },
      now,
    );
  });

  test("what is not known is said plainly, and old results wear their date", async () => {
    await lab().domain("tempfail-badge", { smtp: null });
    checks = await open();
    await checked(checks, "tempfail-badge.nl");
    const site = await served(checks, now);
    expect((await site.got("/badge/never.nl.svg")).body).toContain("not checked");
    expect((await site.got("/status/never.nl")).status).toBe(404);
    const asJson = await site.got("/status/good-badge.nl?format=json");
    expect(JSON.parse(asJson.body)).toMatchObject({
      status: "ok",
      verdict: "dane_ok",
      hosts: [{ name: "mx.good-badge.nl", verdict: "ok" }],
    });
    expect((await site.got("/status/never.nl?format=json")).status).toBe(404);
    expect((await site.got("/status/good-badge.nl?format=xml")).status).toBe(400);
    const metrics = await site.got("/metrics/good-badge.nl");
    expect(metrics.headers["content-type"]).toMatch(/^application\/openmetrics-text; version=1/);
    expect(metrics.body).toContain("\ndane_ok 1\n");
    expect((await site.got("/metrics/never.nl")).status).toBe(404);
    expect((await site.got("/badge/nl.svg")).status).toBe(404);
    expect((await site.got("/status/tempfail-badge.nl")).status).toBe(504);
    expect((await site.got("/badge/tempfail-badge.nl.svg")).body).toContain("could not tell");
    later.ms = 8 * 86_400_000;
    const old = await served(checks, now);
    expect((await old.got("/badge/good-badge.nl.svg")).body).toMatch(/works \(\d{4}-\d\d-\d\d\)/);
    expect((await old.got("/status/good-badge.nl")).status).toBe(404);
    expect(await db().$client`select 1 from checks.checks where domain = 'never.nl'`).toEqual([]);
    later.ms = 0;
    await Promise.all([site.close(), old.close()]);
  });

  test("a badge is kept for seconds, and anew as soon as a check ends", async () => {
    await lab().domain("fresh-badge");
    checks = await open();
    await withSite(checks, async ({ got }) => {
      expect((await got("/badge/fresh-badge.nl.svg")).body).toContain("not checked");
      await expect
        .poll(async () => (await got("/badge/fresh-badge.nl.svg")).headers["cache-status"])
        .toContain("hit");
      await checked(checks, "fresh-badge.nl");
      await expect
        .poll(async () => (await got("/badge/fresh-badge.nl.svg")).body)
        .toContain("works");
    });
  });
});

test("pages of checks are made for each who asks, others once", async () => {
  const checks = await open({}, false);
  await withSite(checks, async ({ got, pages }) => {
    for (const path of ["/check/a.nl", "/check/a.nl", "/check", "/check"]) await got(path);
    expect(pages()).toBe(3);
  });
});

test("domains looked up in the survey are counted per client, page and API together", async () => {
  const checks = await open({ perReader: { burst: 2, everyMs: 60_000 } });
  await withSite(checks, async ({ got, pages }) => {
    const from = (path: string, client: string) =>
      got(path, { headers: { "x-forwarded-for": client } });
    const reader = "192.0.2.1";
    expect((await from("/domains/one.nl", reader)).status).toBe(200);
    // The same page is made anew, and an encoded letter is no way around the limit.
    expect((await from("/%64omains/one.nl", reader)).status).toBe(200);
    expect(pages()).toBe(2);
    const page = await from("/domains/two.nl", reader);
    expect(page).toMatchObject({ status: 429, body: expect.stringContaining("many domains") });
    expect(page.headers["content-type"]).toContain("text/html");
    const api = await from("/api/v1/domains/two.nl", reader);
    expect(api).toMatchObject({ status: 429, body: expect.stringContaining("too-many-look-ups") });
    expect(Number(api.headers["retry-after"])).toBeGreaterThan(0);
    expect((await from("/domains/two.nl", "192.0.2.2")).status).toBe(200);
    expect((await from("/api/v1/domains/two.nl/check", reader)).status).toBe(404);
    expect((await from("/trends", reader)).status).toBe(200);
  });
});
