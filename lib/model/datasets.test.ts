import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DATASET_PARAMETERS } from "@/lib/api/parameters";
import { inContinuousIntegration } from "@/lib/env";
import { COMMON_COLUMNS, columnNames, dimensionsSchema, rowSchema } from "./dataset";
import { DATASETS, datasetById } from "./datasets";
import { SERIES_EVENTS } from "./events";

const snapshot = fileURLToPath(new URL("./columns.snapshot.json", import.meta.url));

describe("every dataset's definition", () => {
  test("ids are unique, kebab-case, and are not another path of the API", () => {
    const ids = DATASETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(ids).not.toContain("releases");
    expect(ids).not.toContain("checks");
    expect(ids).not.toContain("openapi");
  });

  test.for(DATASETS.map((dataset) => [dataset.id, dataset] as const))("%s", ([id, dataset]) => {
    expect(datasetById(id)).toBe(dataset);
    expect(Object.keys(dataset.measures)).toContain(dataset.mainMeasure);
    for (const sentence of [dataset.summary, dataset.definition, dataset.gap])
      expect(sentence).toMatch(/^[^\s].*\.$/s);
    if (dataset.denominator !== null) expect(dataset.denominator).toMatch(/\.$/);
    for (const words of [dataset.title, dataset.unit]) expect(words).not.toMatch(/\.$|^\s*$/);
    expect(dataset.page).toMatch(/^\/[a-z-]+$/);
    expect(dataset.definitionVersion).toMatch(/^\d+\.\d+\.\d+$/);
    // Our own survey's source is a page of the site.
    expect(URL.canParse(dataset.source.url) || dataset.source.url === "/methods").toBe(true);

    const own = [...Object.keys(dataset.dimensions), ...Object.keys(dataset.measures)];
    expect(new Set(own).size, "a name is a dimension or a measure").toBe(own.length);
    for (const name of own) expect(name).toMatch(/^[a-z][a-zA-Z]*$/);
    const reserved = [
      ...Object.keys(COMMON_COLUMNS),
      ...DATASET_PARAMETERS.map(({ name }) => name),
    ];
    // A dimension `flags` once overwrote every row's own flags.
    expect(own.filter((name) => reserved.includes(name))).toEqual([]);
    for (const column of [...Object.values(dataset.dimensions), ...Object.values(dataset.measures)])
      expect(column.description.length * column.title.length).toBeGreaterThan(0);
    expect(() => z.toJSONSchema(rowSchema(dataset))).not.toThrow();
    expect(dimensionsSchema(dataset).safeParse({ "no such dimension": 1 }).success).toBe(false);
  });

  test("events name datasets, dimensions and values that exist", () => {
    for (const { datasets, dimensions, id } of SERIES_EVENTS) {
      for (const dataset of datasets) {
        const known = datasetById(dataset);
        expect(known, `${id}: ${dataset}`).toBeDefined();
        for (const [name, value] of Object.entries(dimensions))
          expect(known?.dimensions[name]?.schema.safeParse(value).success, `${id}: ${name}`).toBe(
            true,
          );
      }
    }
  });
});

describe("columns are promised: removals are announced two weeks ahead", () => {
  // The set only grows by itself: a new dataset or column is added to the file by this test, and
  // taking one away needs a person who edits the file, the changelog and the API's version.
  test("every column of lib/model/columns.snapshot.json still exists, in its order", () => {
    const now = Object.fromEntries(DATASETS.map((dataset) => [dataset.id, columnNames(dataset)]));
    const promised = (
      existsSync(snapshot) ? JSON.parse(readFileSync(snapshot, "utf8")) : {}
    ) as Record<string, string[]>;
    const kept = Object.fromEntries(
      Object.entries(promised).map(([id, columns]) => [
        id,
        (now[id] ?? []).filter((name) => columns.includes(name)),
      ]),
    );
    expect(kept).toEqual(promised);
    const text = `${JSON.stringify(now, null, 2)}\n`;
    if (!existsSync(snapshot) || readFileSync(snapshot, "utf8") !== text) {
      expect(
        inContinuousIntegration(),
        "new columns: commit the snapshot that a test run wrote",
      ).toBe(false);
      writeFileSync(snapshot, text);
    }
  });
});

test.for(DATASETS)(
  "$id: its sentence names its own columns, the main measure or dimension among them",
  ({ sentence, dimensions, measures, mainMeasure }) => {
    const named = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const columns = { ...dimensions, ...measures };
    expect(named.filter((name) => !(name in columns))).toEqual([]);
    expect(measures[mainMeasure]?.kind === "boolean" || named.includes(mainMeasure)).toBe(true);
    expect(sentence).not.toMatch(/^[A-Z]|[.]$/);
  },
);
