import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { testDatabase } from "@/scripts/testing/test-database";
import { documentOf } from "./openapi-answer";
import { DATASET_PARAMETERS } from "./parameters";
import { type ApiReference, apiReference } from "./reference";
import { answerPath } from "./routes";
import { shortenedAnswer } from "./shortened-answer";

const publicUrl = "https://stats.example.org";
let db: Db;
let reference: ApiReference;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
  reference = apiReference(await documentOf(db, publicUrl));
});
afterAll(() => db.$client.end({ timeout: 5 }));

async function ask(address: string) {
  const url = new URL(`/api/v1/${address}`, publicUrl);
  const { status, body } = await answerPath(
    db,
    { url, publicUrl },
    url.pathname.split("/").slice(3),
  );
  return { status, body: JSON.parse(body) };
}

describe("the reference for people", () => {
  test("has every dataset in order, with exactly its own columns and parameters", () => {
    expect(reference.datasets.map(({ id }) => id)).toEqual(DATASETS.map(({ id }) => id));
    for (const [index, { dimensions, measures }] of DATASETS.entries()) {
      const { id, columns, parameters } = reference.datasets[index] ?? {
        columns: [],
        parameters: [],
      };
      const names = (of: readonly { name: string }[]) => of.map(({ name }) => name);
      expect(names(columns), id).toEqual([...Object.keys(dimensions), ...Object.keys(measures)]);
      expect(names(parameters), id).toEqual(Object.keys(dimensions));
    }
  });

  test("says once what every dataset takes", () => {
    expect(reference.commonParameters.map(({ name }) => name)).toEqual(
      DATASET_PARAMETERS.map(({ name }) => name),
    );
  });

  test("every field has a type and a meaning in words", () => {
    const { commonColumns, commonParameters, meta, links, problem, datasets, others } = reference;
    const fields = [
      ...[commonColumns, commonParameters, meta, links, problem].flat(),
      ...[...datasets, ...others].flatMap(({ parameters }) => parameters),
      ...datasets.flatMap(({ columns }) => columns),
    ];
    expect(fields.filter(({ description }) => description === "")).toEqual([]);
    expect(fields.filter(({ type }) => /undefined|any\b/.test(type))).toEqual([]);
  });

  test("gives dates and rows as the catalogue has them", () => {
    const [daneDomains] = reference.datasets;
    expect(daneDomains).toMatchObject({ firstDate: "2016-12-31", lastDate: "2023-12-31" });
    const upcoming = reference.datasets.filter(({ rows }) => rows === 0);
    expect(upcoming.map(({ id }) => id)).toContain("dane-by-tld");
  });
});

test("a shortened answer is JSON still, with a real row", async () => {
  const { body } = await ask("dane-domains?asOf=2023-12-31");
  const short = JSON.parse(shortenedAnswer(body));
  expect(short.data).toEqual(body.data);
  expect(short.meta).toMatchObject({ dataset: "dane-domains", "…": "…" });
});

describe("a parameter that another dataset takes", () => {
  test("is refused with the names of those", async () => {
    const { status, body } = await ask("dane-domains?tld=nl");
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ parameter: "tld" });
    expect(body.errors[0].detail).toMatch(/Datasets that take it: .*dnssec-by-tld/);
    expect(body.errors[0].detail).not.toMatch(/Did you mean/);
  });

  test("a misspelt one is put right instead", async () => {
    const { body } = await ask("dnssec-by-tld?asof=2019-01-01");
    expect(body.errors[0].detail).toMatch(/Did you mean asOf\?/);
  });
});
