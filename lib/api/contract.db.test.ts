import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { enqueue } from "@/lib/check/check-store";
import { claimNext, finish } from "@/lib/check/queue-store";
import { CHECK_DEFAULTS } from "@/lib/check/settings";
import { changesBetween } from "@/lib/model/check-changes";
import { hashOfKey, keyOfName } from "@/lib/survey/import/name-key";
import { madeUpCandidates, madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { surveyPass } from "@/lib/survey/scan/testing/survey-pass";
import { CheckBench, LEAF, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { testDatabase } from "@/scripts/testing/test-database";
import { answerPath } from "./routes";
import { type Ask, checkContract } from "./testing/contract";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

/** A check that is done, as a process would have kept it. */
async function keptCheck(): Promise<{ id: string; domain: string }> {
  const report = await new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]).check();
  await enqueue(db, report.domain, { queueLength: 1, reuseMs: 0 });
  const claim = await claimNext(db, "test", CHECK_DEFAULTS);
  if (claim.id === null) throw new Error("nothing was claimed");
  await finish(db, claim, report, { previous: claim.id, changes: changesBetween(report, report) });
  return { id: claim.id, domain: report.domain };
}

/** A domain that the survey has scanned. */
async function surveyedDomain(): Promise<string> {
  const name = "surveyed.nl";
  const hash = hashOfKey(keyOfName(name));
  const candidates = madeUpCandidates(1).map((one) => ({ ...one, name, hash }));
  const at = "2026-11-26T00:00:00Z";
  await surveyPass(db, { at, candidates, observe: (each) => madeUpDomain(each) });
  return name;
}

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
    const check = await keptCheck();
    const surveyed = await surveyedDomain();
    const { calls, operations, faults } = await checkContract(ask, { check, surveyed });
    expect(faults).toEqual([]);
    expect(operations).toBeGreaterThan(38);
    expect(calls).toBeGreaterThan(1_000);
  });
});
