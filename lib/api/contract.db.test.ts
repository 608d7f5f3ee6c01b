import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { testDatabase } from "@/scripts/testing/test-database";
import { answerPath } from "./routes";
import { type Ask, checkContract } from "./testing/contract";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const publicUrl = "https://stats.example.org";
const ask: Ask = async (path) => {
  const url = new URL(path, publicUrl);
  const segments = url.pathname.split("/").slice(3).map(decodeURIComponent);
  return answerPath(db, { url, publicUrl }, segments);
};

describe("the OpenAPI document is the contract", () => {
  test("the document is valid OpenAPI 3.1", async () => {
    const document = JSON.parse((await ask("/api/v1/openapi.json")).body);
    const { valid, errors } = await new Validator().validate(document);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test("every operation answers as it says", async () => {
    const { calls, operations, faults } = await checkContract(ask);
    expect(faults).toEqual([]);
    expect(operations).toBeGreaterThan(38);
    expect(calls).toBeGreaterThan(1_000);
  });
});
