import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CzdsClient } from "./czds";
import { LOOPBACK_CERTIFICATE } from "./testing/loopback-certificate";
import {
  CZDS_PASSWORD,
  CZDS_USERNAME,
  type LoopbackCzds,
  startLoopbackCzds,
} from "./testing/loopback-czds";

let czds: LoopbackCzds;
let folder: string;
const client = (password = CZDS_PASSWORD) =>
  new CzdsClient({
    username: CZDS_USERNAME,
    password,
    accountUrl: czds.origin,
    apiUrl: czds.origin,
    userAgent: "dane-stats test",
    ca: LOOPBACK_CERTIFICATE,
  });
const asked = () => czds.requests.map(({ method, url }) => `${method} ${url}`);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-czds-"));
  czds = await startLoopbackCzds({ nl: "nl.\t1\tin\tns\tx.\n", aaa: "" });
});
afterEach(async () => {
  await czds.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("CZDS REST API 1.0.9", () => {
  test("§3.1, §5.1, §5.2: one login, the links by TLD, a zone and its date", async () => {
    const one = client();
    const links = await one.links();
    if (!links.ok) throw new Error(links.error.code);
    expect(links.value.map(({ tld }) => tld)).toEqual(["aaa", "nl"]);
    const [, nl] = links.value;
    const file = path.join(folder, "nl");
    const got = nl === undefined ? null : await one.fetch(nl, file);
    expect(got).toMatchObject({
      value: {
        isNew: true,
        validators: { etag: null, lastModified: "Wed, 25 Nov 2026 03:00:00 GMT" },
        fileName: "nl.txt.gz",
      },
    });
    expect(gunzipSync(readFileSync(file)).toString()).toBe("nl.\t1\tin\tns\tx.\n");
    expect(asked()).toEqual([
      "POST /api/authenticate",
      "GET /czds/downloads/links",
      "GET /czds/downloads/nl.zone",
    ]);
    expect(czds.requests.every(({ headers }) => headers["user-agent"] === "dane-stats test")).toBe(
      true,
    );
  });

  test("what has not changed since is not sent", async () => {
    const one = client();
    const links = await one.links();
    const nl = links.ok ? links.value[1] : undefined;
    const known = { etag: null, lastModified: "Wed, 25 Nov 2026 03:00:00 GMT" };
    expect(nl && (await one.fetch(nl, path.join(folder, "nl"), known))).toEqual({
      ok: true,
      value: { isNew: false },
    });
  });

  test("§3.2: an expired token is renewed, once", async () => {
    const one = client();
    const links = await one.links();
    czds.token = "token-2";
    const nl = links.ok ? links.value[1] : undefined;
    expect(nl && (await one.fetch(nl, path.join(folder, "nl")))).toMatchObject({ ok: true });
    expect(asked().filter((line) => line.startsWith("POST"))).toHaveLength(2);
  });

  test("a wrong password is said, is not tried again, and is in no error", async () => {
    const one = client("wrong-password");
    const links = await one.links();
    expect(links).toEqual({ ok: false, error: { code: "credentials_refused" } });
    expect(await one.links()).toEqual(links);
    expect(asked()).toEqual(["POST /api/authenticate"]);
    expect(JSON.stringify(links)).not.toContain("wrong-password");
  });

  test("a token that is refused at once is not asked for in a circle", async () => {
    const one = client();
    await one.links();
    // Logins are answered with a token that the API does not take.
    Object.defineProperty(czds, "token", { get: () => `${Math.random()}` });
    expect(await one.links()).toEqual({ ok: false, error: { code: "credentials_refused" } });
    expect(asked().filter((line) => line.startsWith("POST"))).toHaveLength(2);
  });

  test.for([
    [429, "too_many_logins"],
    [403, "credentials_refused"],
    [500, "http_status"],
  ] as const)("a login answered %i is %s", async ([status, code]) => {
    czds.loginStatus = status;
    expect(await client().links()).toMatchObject({ error: { code } });
  });

  test.for([
    ["https://attacker.example/czds/downloads/x.zone", "link_refused"],
    ["https://127.0.0.2/czds/downloads/x.zone", "link_refused"],
    ["http://127.0.0.1/czds/downloads/x.zone", "answer_malformed"],
    ["https://127.0.0.1/czds/downloads/", "answer_malformed"],
    ["not a link", "answer_malformed"],
  ] as const)("a link %s would give the token away, or is none: %s", async ([link, code]) => {
    czds.moreLinks = [link];
    expect(await client().links()).toMatchObject({ error: { code } });
  });

  test("a zone it does not have is a status, not a file", async () => {
    const one = client();
    const links = await one.links();
    czds.zones.clear();
    const nl = links.ok ? links.value[1] : undefined;
    expect(nl && (await one.fetch(nl, path.join(folder, "nl")))).toMatchObject({
      error: { code: "http_status", status: 404 },
    });
  });
});
