import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { testDatabase } from "@/scripts/testing/test-database";
import { countFigures, type FigureQuery, figuresOf } from "./figures";
import { forgetAnswers } from "./remembered";

let asking: Db;
let remembering: Db;

beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  asking = connect(url, { maxConnections: 2 });
  remembering = connect(url, { maxConnections: 2 });
});
afterAll(async () => {
  await asking.$client.end();
  await remembering.$client.end();
});

const QUERIES: readonly FigureQuery[] = [
  {},
  { dated: true },
  { dated: false },
  { start: "2018-01-01" },
  { end: "2018-10-11" },
  { start: "2018-02-01", end: "2021-09-01" },
  { release: "2018-10" },
  { release: "2018-10", revision: 1 },
  { release: "2018-10", revision: 2 },
  { edition: "main" },
  { edition: "earlier" },
  { dimensions: { tld: ["nl", "se"] } },
  { dimensions: { provider: ["one.com"] }, start: "2022-01-01" },
  { dimensions: { algorithm: [8, 13] } },
  { dimensions: { tld: [] } },
  { offset: 3, limit: 4 },
  { order: "newest", limit: 5 },
];

test("what is remembered answers every question as the database does", async () => {
  // Nothing is remembered before the first call: these answers are the database's.
  const asked = [];
  for (const dataset of DATASETS) {
    for (const query of QUERIES) {
      asked.push({
        rows: await figuresOf(asking, dataset, query),
        count: await countFigures(asking, dataset, query),
      });
    }
  }
  forgetAnswers();
  const recalled = [];
  for (const dataset of DATASETS) {
    for (const query of QUERIES) {
      recalled.push({
        rows: await figuresOf(remembering, dataset, query),
        count: await countFigures(remembering, dataset, query),
      });
    }
  }
  expect(recalled).toEqual(asked);
  expect(asked.some(({ rows }) => rows.length > 100)).toBe(true);
});
