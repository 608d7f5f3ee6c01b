import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { everyFigure, isShown, type Readable } from "@/lib/survey/publish/testing/every-figure";
import { testDatabase } from "@/scripts/testing/test-database";
import { answerPath } from "./routes";

const publicUrl = "https://stats.example.org";
let db: Db;
let readable: Readable;

type Row = Record<string, unknown>;

async function ask(address: string): Promise<{ data: never; links: { next: string | null } }> {
  const url = new URL(address, publicUrl);
  const answer = await answerPath(db, { url, publicUrl }, url.pathname.split("/").slice(3));
  expect(answer.status, address).toBe(200);
  return JSON.parse(answer.body);
}

async function everyRow(address: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | null = address; next !== null; ) {
    const page: { data: Row[]; links: { next: string | null } } = await ask(next);
    rows.push(...page.data);
    next = page.links.next;
  }
  return rows;
}

beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
  const datasets = new Map<string, Row[]>();
  for (const { id } of DATASETS) datasets.set(id, await everyRow(`/api/v1/${id}?limit=100`));
  const releases = new Map<string, Row & { tables: Row[] }>();
  for (const { id } of await everyRow("/api/v1/releases"))
    releases.set(String(id), (await ask(`/api/v1/releases/${id}`)).data);
  readable = { datasets, releases };
});
afterAll(() => db.$client.end({ timeout: 5 }));

const { figures, unmapped } = everyFigure("db/history");

describe("every figure of the data files is in the API", () => {
  test("every field of the files has a stated place", () => {
    expect(unmapped).toEqual([]);
    expect(figures.filter(({ shown }) => shown.length === 0)).toEqual([]);
    expect(figures.length).toBeGreaterThan(2_000);
  });

  test("a number is looked for as a number, never waved through", () => {
    const waved = figures.filter(
      ({ raw, shown }) =>
        typeof raw === "number" && shown.every(({ kind }) => kind === "definition"),
    );
    expect(waved).toEqual([]);
  });

  test("everything is found", () => {
    const lost = figures.flatMap(({ file, line, field, raw, shown }) =>
      shown
        .filter((one) => !isShown(one, readable))
        .map((one) => `${file}:${line} ${field} = ${JSON.stringify(raw)}: ${JSON.stringify(one)}`),
    );
    expect(lost).toEqual([]);
  });

  test("a dropped or changed value is noticed", () => {
    const numbers = figures.filter(({ raw }) => typeof raw === "number");
    for (let index = 0; index < numbers.length; index += 61) {
      const [shown] = numbers[index]?.shown ?? [];
      if (shown?.kind !== "figure") continue;
      const without = (change: (row: Row) => Row[]): Readable => ({
        ...readable,
        datasets: new Map(
          [...readable.datasets].map(([id, rows]) => [
            id,
            id === shown.dataset
              ? rows.flatMap((row) => (row.release === shown.release ? change({ ...row }) : [row]))
              : rows,
          ]),
        ),
      });
      const changed = without((row) => [
        row[shown.column] === shown.value
          ? { ...row, [shown.column]: Number(shown.value) + 1 }
          : row,
      ]);
      expect(
        isShown(
          shown,
          without(() => []),
        ),
        JSON.stringify(shown),
      ).toBe(false);
      expect(isShown(shown, changed), JSON.stringify(shown)).toBe(false);
    }
  });
});
