import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rangeOf } from "./byte-range";
import { closeHttpServer, createHttpServer, listen } from "./http-server";
import { ReleaseFiles } from "./release-files";
import { createRequestIds } from "./request-ids";
import { ResponseCache } from "./response-cache";
import { createSite } from "./site";

const HERE = "/releases/survey-2026-11-26/r2";
const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 7) % 251));
const shaOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const csv = Buffer.from("a,b\r\n1,2\r\n");
const sums = Buffer.from(`${shaOf(content)}  big.parquet\n${shaOf(csv)}  small.csv\n`);
let root: string;
let port: number;
let close: () => Promise<void>;
let asked: string[];

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "dane-stats-files-"));
  const folder = path.join(root, "survey-2026-11-26", "r2");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "big.parquet"), content);
  writeFileSync(path.join(folder, "small.csv"), csv);
  writeFileSync(path.join(folder, "SHA256SUMS"), sums);
  // Neither is in the list, so neither is to be had.
  writeFileSync(path.join(folder, "unlisted.csv"), "secret");
  writeFileSync(path.join(root, "secret.csv"), "secret");
  const server = createHttpServer(
    createSite({
      files: new ReleaseFiles(root),
      ask: async ({ url }) => {
        asked.push(url);
        return { status: 404, headers: new Map([["content-type", "text/html"]]), body: csv };
      },
      cache: new ResponseCache(1_000_000),
      database: {
        isReachable: () => false,
        check: async () => false,
        isSettled: () => true,
        unreadiness: async () => [],
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
afterAll(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

type Answer = { status: number; headers: Record<string, string>; body: Buffer };
/** As it is typed: nothing is normalised on the way. */
function get(at: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  asked = [];
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path: at, headers, method, agent: false }, (response) => {
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

describe("a release's files", () => {
  test("are sent whole, for any site, to be kept for good, while the database is away", async () => {
    const { status, headers, body } = await get(`${HERE}/big.parquet`);
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      "content-type": "application/vnd.apache.parquet",
      "content-length": "1000000",
      "content-disposition": 'attachment; filename="dane-stats_survey-2026-11-26_r2_big.parquet"',
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
      etag: `"${shaOf(content)}"`,
      "repr-digest": `sha-256=:${Buffer.from(shaOf(content), "hex").toString("base64")}:`,
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    const head = await get(`${HERE}/small.csv`, {}, "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, "10", 0]);
    expect((await get(`${HERE}/SHA256SUMS`)).body.equals(sums)).toBe(true);
    expect(asked).toEqual([]);
  });

  test("are not sent again to whoever has them: RFC 9110 §13.1.2", async () => {
    const etag = `"${shaOf(csv)}"`;
    const same = await get(`${HERE}/small.csv`, { "if-none-match": `"x", ${etag}` });
    expect([same.status, same.body.length, same.headers.etag]).toEqual([304, 0, etag]);
    expect((await get(`${HERE}/small.csv`, { "if-none-match": '"x"' })).status).toBe(200);
  });

  test("are sent in parts: RFC 9110 §14", async () => {
    const part = await get(`${HERE}/big.parquet`, { range: "bytes=999990-" });
    expect(part.status).toBe(206);
    expect(part.headers["content-range"]).toBe("bytes 999990-999999/1000000");
    expect(part.body.equals(content.subarray(999_990))).toBe(true);
    const etag = `"${shaOf(content)}"`;
    const again = await get(`${HERE}/big.parquet`, { range: "bytes=0-9", "if-range": etag });
    expect([again.status, again.body.length]).toEqual([206, 10]);
    // §13.1.5: of another version nobody wants a part.
    const other = await get(`${HERE}/big.parquet`, { range: "bytes=0-9", "if-range": '"x"' });
    expect([other.status, other.body.length]).toEqual([200, 1_000_000]);
    const beyond = await get(`${HERE}/big.parquet`, { range: "bytes=1000000-" });
    expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, "bytes */1000000"]);
  });

  test("that are not there: what there is, is said plainly", async () => {
    const file = await get(`${HERE}/dane-domains.csv`);
    expect([file.status, file.headers["content-type"]]).toEqual([404, "text/plain; charset=utf-8"]);
    expect(file.body.toString()).toBe(
      "There is no such file of release survey-2026-11-26 revision 2. There are:\n\nbig.parquet\nsmall.csv\nSHA256SUMS\n",
    );
    const release = await get("/releases/2023-12/r1/dane-domains.csv");
    expect(release.status).toBe(404);
    expect(release.body.toString()).toContain("reports of others have none");
  });

  test.for([
    `${HERE}/unlisted.csv`,
    `${HERE}/../secret.csv`,
    `${HERE}/..%2fsecret.csv`,
    `${HERE}/%2e%2e/secret.csv`,
    `${HERE}/..%5csecret.csv`,
    `${HERE}/%00`,
    `${HERE}/.hidden`,
    `${HERE}/r2/small.csv`,
    "/releases/../r2/small.csv",
    "/releases/%2e%2e/r2/small.csv",
    "/releases/survey-2026-11-26/r02/small.csv",
    "/releases/survey-2026-11-26/r2//small.csv",
  ])("%s leads nowhere", async (address) => {
    const { status, body } = await get(address);
    expect(status).not.toBe(200);
    expect(body.toString()).not.toContain("secret\n");
    expect(body.toString()).not.toBe("secret");
  });
});

describe("RFC 9110 §14.1.2", () => {
  test.for([
    [undefined, null],
    ["bytes=0-0", { first: 0, last: 0 }],
    ["bytes=5-", { first: 5, last: 9 }],
    ["bytes=5-500", { first: 5, last: 9 }],
    ["bytes=-3", { first: 7, last: 9 }],
    ["bytes=-300", { first: 0, last: 9 }],
    ["BYTES=1-2", { first: 1, last: 2 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=5-2", null],
    ["bytes=0-1,3-4", null],
    ["items=0-1", null],
    ["bytes=-", null],
    ["bytes=a-b", null],
  ] as const)("%s of ten octets", ([field, range]) => {
    expect(rangeOf(field, 10)).toEqual(range);
  });
});
