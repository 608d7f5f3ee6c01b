import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadInputOptions, readInput } from "./input-stream";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "dane-stats-input-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = Buffer.from("a.de\n".repeat(500_000));
async function read(octets: Buffer, options?: ReadInputOptions) {
  const file = path.join(folder, "input");
  writeFileSync(file, octets);
  const chunks: Buffer[] = [];
  const facts = await readInput(
    file,
    (chunk) => {
      chunks.push(Buffer.from(chunk));
      return null;
    },
    options,
  );
  return { facts, text: Buffer.concat(chunks) };
}

describe("RFC 1952 gzip", () => {
  test.for([
    ["one member", gzipSync(TEXT)],
    [
      "several members",
      Buffer.concat([gzipSync(TEXT.subarray(0, 1_000)), gzipSync(TEXT.subarray(1_000))]),
    ],
    ["zeros after it, as tapes have them", Buffer.concat([gzipSync(TEXT), Buffer.alloc(512)])],
  ] as const)("%s is read whole, and hashed as it lies there", async ([, octets]) => {
    const { facts, text } = await read(octets);
    expect(facts).toEqual({
      ok: true,
      value: {
        isGzip: true,
        sizeBytes: octets.length,
        textBytes: TEXT.length,
        sha256: createHash("sha256").update(octets).digest("hex"),
      },
    });
    expect(text.equals(TEXT)).toBe(true);
  });

  const whole = gzipSync(TEXT);
  const spoilt = Buffer.from(whole);
  spoilt[whole.length - 6] = (spoilt[whole.length - 6] ?? 0) ^ 1;
  test.for([
    ["cut in its data", whole.subarray(0, whole.length >> 1)],
    ["cut in its length", whole.subarray(0, whole.length - 1)],
    ["cut before its CRC", whole.subarray(0, whole.length - 8)],
    ["cut in its header", whole.subarray(0, 5)],
    ["with another CRC", spoilt],
    ["with something after it", Buffer.concat([whole, Buffer.from("more")])],
    ["whose second member is cut", Buffer.concat([whole, whole.subarray(0, 20)])],
  ] as const)("%s is damaged", async ([, octets]) => {
    expect((await read(octets)).facts).toMatchObject({
      ok: false,
      error: { code: "gzip_damaged" },
    });
  });

  test("is left alone where the octets are wanted", async () => {
    expect((await read(whole, { mayUnpack: false })).text.equals(whole)).toBe(true);
  });
});

test("a small file that unpacks without end is stopped", async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const { facts, text } = await read(bomb, { maxTextBytes: 3_000_000 });
  expect(facts).toMatchObject({ error: { code: "too_big" } });
  expect(text.length).toBeLessThan(8_000_000);
});

test("plain text is taken as it is, whatever the file is called", async () => {
  const { facts } = await read(TEXT);
  expect(facts).toMatchObject({ value: { isGzip: false, textBytes: TEXT.length } });
});

test("a file that is not there, or no file, is unreadable", async () => {
  for (const place of [path.join(folder, "none"), folder])
    expect(await readInput(place, () => null)).toMatchObject({ error: { code: "unreadable" } });
});

test("a fault ends the reading", async () => {
  writeFileSync(path.join(folder, "input"), gzipSync(TEXT));
  let chunks = 0;
  const fault = { code: "binary", line: 1, field: null, detail: "" } as const;
  const facts = await readInput(path.join(folder, "input"), () => {
    chunks++;
    return fault;
  });
  expect(facts).toEqual({ ok: false, error: fault });
  expect(chunks).toBe(1);
});
