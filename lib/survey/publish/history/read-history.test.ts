import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HISTORY_FILES, readHistory } from "./read-history";

const SOURCE = "db/history";
const { reports, slides, parameters } = HISTORY_FILES;

let directory: string;
const texts: Record<string, string> = {};
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "dane-stats-history-"));
  await cp(SOURCE, directory, { recursive: true });
  for (const file of Object.values(HISTORY_FILES))
    texts[file] = await readFile(path.join(SOURCE, file), "utf8");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Reads the files with one of them changed; it is put back afterwards. */
async function readWith(file: string, change: (text: string) => string) {
  const before = texts[file] ?? "";
  const text = change(before);
  expect(text, "the change changes something").not.toBe(before);
  await writeFile(path.join(directory, file), text);
  const read = await readHistory(directory);
  await writeFile(path.join(directory, file), before);
  return read;
}

type Json = Record<string, unknown>;
/** Changes line `number` (from 1) of a JSON Lines file as an object. */
const onLine = (number: number, change: (row: Json) => Json) => (text: string) =>
  text
    .split("\n")
    .map((line, index) => (index === number - 1 ? JSON.stringify(change(JSON.parse(line))) : line))
    .join("\n");
/** Changes the one JSON document, keeping its indentation and so its lines. */
const inSlides = (change: (deck: Json) => void) => (text: string) => {
  const deck = JSON.parse(text) as Json;
  change(deck);
  return `${JSON.stringify(deck, null, 1)}\n`;
};

describe("the published history as it is", () => {
  test("is 45 releases, each with tables and an id of its own", async () => {
    const read = await readHistory(SOURCE);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value).toHaveLength(45);
    expect(new Set(read.value.map(({ release }) => release.id)).size).toBe(45);
    expect(read.value.filter(({ tables }) => tables.length === 0)).toEqual([]);
  });

  test("a lower bound is flagged as one, a break as one, and an undated report has no date", async () => {
    const read = await readHistory(SOURCE);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const tableOf = (release: string, dataset: string) =>
      read.value
        .find((draft) => draft.release.id === release)
        ?.tables.find((table) => table.dataset === dataset);
    expect(tableOf("2016-12", "dane-domains")?.rows).toMatchObject([
      { measures: { domains: 103_000 }, flags: ["l"] },
    ]);
    expect(tableOf("2018-10", "dane-share")?.rows[0]?.flags).toContain("b");
    const undated = read.value.filter(({ release }) => release.asOf === null);
    expect(undated.length).toBeGreaterThan(0);
    for (const { release, tables } of undated) {
      expect(release.asOfPrecision).toBe("unknown");
      expect(tables.every(({ asOf }) => asOf === null)).toBe(true);
    }
  });

  test("line ends of another system change nothing", async () => {
    const [plain, crlf] = [
      await readHistory(SOURCE),
      await readWith(reports, (text) => text.replaceAll("\n", "\r\n")),
    ];
    expect(crlf).toEqual(plain);
  });
});

describe("a malformed report is refused by file, line and field", () => {
  test.for([
    ["a text for a number", 2, { daneDomains: "106082" }, "daneDomains"],
    ["null for an absent number", 2, { daneDomains: null }, "daneDomains"],
    ["a negative count", 3, { daneDomains: -1 }, "daneDomains"],
    ["a fraction of a domain", 3, { daneDomains: 0.5 }, "daneDomains"],
    ["a field that is not defined", 2, { daneDomians: 1 }, "daneDomians"],
    ["a day that does not exist", 2, { asOf: "2017-02-29" }, "asOf"],
    ["a month that does not exist", 2, { month: "2017-13" }, "month"],
    ["a share above 100 %", 2, { daneSharePctPrinted: 101 }, "daneSharePctPrinted"],
    ["a source that is no web address", 2, { sourceUrl: "javascript:alert(1)" }, "sourceUrl"],
    ["a date without its precision", 2, { asOfPrecision: "unknown" }, "asOf"],
    ["an empty list", 2, { topProviders: [] }, "topProviders"],
    [
      "a provider that is no name",
      2,
      { topProviders: [{ provider: "<b>", domains: 1 }] },
      "topProviders[0].provider",
    ],
    [
      "a provider twice",
      2,
      {
        topProviders: [
          { provider: "a.nl", domains: 2 },
          { provider: "a.nl", domains: 1 },
        ],
      },
      "topProviders[1]",
    ],
    [
      "a country in lower case",
      2,
      { geoipV4: [{ country: "de", hosts: 1 }] },
      "geoipV4[0].country",
    ],
  ] as const)("%s", async ([, line, fields, field]) => {
    const read = await readWith(
      reports,
      onLine(line, (row) => ({ ...row, ...fields })),
    );
    expect(read).toMatchObject({
      ok: false,
      error: { code: "malformed", file: reports, line, field },
    });
  });

  test("a required field that is absent", async () => {
    const read = await readWith(
      reports,
      onLine(4, ({ sourceUrl: _, ...row }) => row),
    );
    expect(read).toMatchObject({ error: { file: reports, line: 4, field: "sourceUrl" } });
  });

  test("a month reported twice", async () => {
    const read = await readWith(reports, (text) => `${text}${text.split("\n")[1]}\n`);
    const line = (texts[reports]?.trim().split("\n").length ?? 0) + 1;
    expect(read).toMatchObject({
      error: { file: reports, line, message: expect.stringMatching(/2017-01/) },
    });
  });
});

describe("text that is not what it should be", () => {
  test.for(Object.values(HISTORY_FILES))("%s cut off within an object", async (file) => {
    const read = await readWith(file, (text) => text.trimEnd().slice(0, -10));
    const line = (texts[file] ?? "").trimEnd().split("\n").length;
    expect(read).toMatchObject({
      error: { code: "malformed", file, field: "", message: expect.stringMatching(/JSON/) },
    });
    if (!read.ok && read.error.code === "malformed")
      expect(line - read.error.line).toBeLessThanOrEqual(3);
  });

  test.for(Object.values(HISTORY_FILES))("%s with a byte order mark", async (file) => {
    const read = await readWith(file, (text) => `\ufeff${text}`);
    expect(read).toMatchObject({ error: { code: "malformed", file, line: 1 } });
  });

  test.for(Object.values(HISTORY_FILES))("%s empty", async (file) => {
    const read = await readWith(file, () => "");
    expect(read).toMatchObject({ error: { code: "malformed", file, line: 1 } });
  });

  test.for(Object.values(HISTORY_FILES))("%s missing", async (file) => {
    await rm(path.join(directory, file));
    const read = await readHistory(directory);
    await writeFile(path.join(directory, file), texts[file] ?? "");
    expect(read).toMatchObject({ error: { code: "unreadable", file } });
  });

  test.for([
    ["a list", "[]"],
    ["a number", "1"],
    ["null", "null"],
  ] as const)("%s for an object", async ([, value]) => {
    const read = await readWith(parameters, (text) => `${text}${value}\n`);
    const line = (texts[parameters]?.trimEnd().split("\n").length ?? 0) + 1;
    expect(read).toMatchObject({ error: { file: parameters, line, field: "" } });
  });
});

describe("malformed slides and parameter tables", () => {
  test("a row twice, on its own line of the document", async () => {
    const read = await readWith(
      slides,
      inSlides((deck) => {
        const { rows } = deck.reliability as { rows: Json[] };
        rows.push({ ...rows[0] });
      }),
    );
    expect(read).toMatchObject({ error: { code: "malformed", file: slides } });
    if (read.ok || read.error.code !== "malformed") return;
    expect(read.error.field).toMatch(/^reliability\.rows\[\d+\]$/);
    expect(read.error.message).toMatch(/stands twice/);
    expect(read.error.line).toBeGreaterThan(100);
  });

  test("a table that is missing", async () => {
    const read = await readWith(
      slides,
      inSlides((deck) => delete deck.geoipV4),
    );
    expect(read).toMatchObject({ error: { file: slides, field: "geoipV4" } });
  });

  test("a table that is not defined", async () => {
    const read = await readWith(
      parameters,
      onLine(1, (row) => ({ ...row, table: "no_such_table" })),
    );
    expect(read).toMatchObject({ error: { file: parameters, line: 1, field: "table" } });
  });

  test("a table twice", async () => {
    const read = await readWith(parameters, (text) => `${text}${text.split("\n")[0]}\n`);
    expect(read).toMatchObject({
      error: { file: parameters, message: expect.stringMatching(/earlier line/) },
    });
  });
});
