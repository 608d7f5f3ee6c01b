import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkDraft } from "../check-draft";
import { contentSha256 } from "../content-hash";
import { HISTORY_FILES, readHistory } from "./read-history";

const REPORTS = HISTORY_FILES.reports;
const SLIDES = HISTORY_FILES.slides;
const PARAMETERS = HISTORY_FILES.parameters;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "dane-stats-history-"));
  cpSync("db/history", directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Changes a file's text; fails when the change changes nothing. */
function edit(file: string, change: (text: string) => string): void {
  const at = path.join(directory, file);
  const before = readFileSync(at, "utf8");
  const after = change(before);
  if (after === before) throw new Error("the edit found nothing to change");
  writeFileSync(at, after);
}
const line = (number: number, change: (line: string) => string) => (text: string) =>
  text
    .split("\n")
    .map((one, index) => (index === number - 1 ? change(one) : one))
    .join("\n");
const replacing = (from: string, to: string) => (text: string) => text.replace(from, () => to);
/** Changes the value of a line's field. */
const field = (name: string, value: unknown) => (text: string) =>
  JSON.stringify({ ...JSON.parse(text), [name]: value });

describe("data model: everything in the data files is read", () => {
  test("the published history makes 45 releases", async () => {
    const read = await readHistory("db/history");
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value).toHaveLength(45);
    const ids = read.value.map(({ release }) => release.id);
    expect(new Set(ids).size).toBe(45);
    for (const draft of read.value) expect(checkDraft(draft, "2026-01-01").ok).toBe(true);
    expect(read.value.reduce((sum, { tables }) => sum + tables.length, 0)).toMatchInlineSnapshot(
      `180`,
    );
  });

  test("undated reports stay undated and say what they are later than", async () => {
    const read = await readHistory("db/history");
    const undated = read.ok
      ? read.value.filter(({ release }) => release.asOf === null).map(({ release }) => release)
      : [];
    expect(undated.map(({ id, asOfNotBefore }) => [id, asOfNotBefore])).toEqual([
      ["undated-after-2024-01-31", "2024-01-31"],
      ["undated-after-2024-02-08", "2024-02-08"],
      ["tables-undated-lets-encrypt", null],
    ]);
  });

  test("a lower bound, an approximate value and a break carry their flags", async () => {
    const read = await readHistory("db/history");
    const flagged = (release: string, dataset: string) =>
      (read.ok ? read.value : [])
        .find((draft) => draft.release.id === release)
        ?.tables.filter((table) => table.dataset === dataset)
        .flatMap(({ rows }) => rows.flatMap(({ flags }) => flags));
    expect(flagged("2016-12", "dane-domains")).toEqual(["l"]);
    expect(flagged("2018-10", "dane-domains")).toEqual(["e"]);
    expect(flagged("2018-10", "dane-share")).toEqual(["b", "e"]);
  });

  test("line ends of Windows and blank lines change nothing", async () => {
    const before = await readHistory(directory);
    edit(REPORTS, (text) => `${text.replaceAll("\n", "\r\n")}\r\n\r\n`);
    edit(PARAMETERS, (text) => text.replaceAll("\n", "\r\n"));
    edit(SLIDES, (text) => text.replaceAll("\n", "\r\n"));
    const after = await readHistory(directory);
    expect(after).toEqual(before);
  });

  test("equal content has an equal hash, whatever the order of its keys", async () => {
    const before = await readHistory(directory);
    const reversed = (text: string) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
    edit(REPORTS, line(3, reversed));
    const after = await readHistory(directory);
    if (!before.ok || !after.ok) throw new Error("not read");
    expect(after.value.map(contentSha256)).toEqual(before.value.map(contentSha256));
  });
});

describe("data model: a malformed row is refused by file, line and field", () => {
  test.for([
    {
      why: "text for a number",
      file: REPORTS,
      change: line(2, field("daneDomains", "106082")),
      where: [2, "daneDomains"],
    },
    {
      why: "a negative count",
      file: REPORTS,
      change: line(2, field("daneMxZones", -1)),
      where: [2, "daneMxZones"],
    },
    {
      why: "a fraction of a domain",
      file: REPORTS,
      change: line(2, field("daneMxZones", 1.5)),
      where: [2, "daneMxZones"],
    },
    {
      why: "a number beyond exactness",
      file: REPORTS,
      change: line(2, replacing('"daneMxZones": 2332', '"daneMxZones": 1e999')),
      where: [2, "daneMxZones"],
    },
    {
      why: "null for a number: absent is how the files say not read",
      file: REPORTS,
      change: line(2, field("daneMxZones", null)),
      where: [2, "daneMxZones"],
    },
    {
      why: "an unknown field",
      file: REPORTS,
      change: line(4, field("daneDomians", 7)),
      where: [4, "daneDomians"],
    },
    {
      why: "an unknown field deep inside",
      file: REPORTS,
      change: line(2, replacing('"provider": "bit.nl"', '"provider": "bit.nl", "rank": 9')),
      where: [2, "topProviders[8].rank"],
    },
    {
      why: "a day that does not exist",
      file: REPORTS,
      change: line(3, field("asOf", "2017-02-29")),
      where: [3, "asOf"],
    },
    {
      why: "a month that does not exist",
      file: REPORTS,
      change: line(3, field("month", "2017-13")),
      where: [3, "month"],
    },
    {
      why: "a dated report without a date",
      file: REPORTS,
      change: line(3, field("asOf", undefined)),
      where: [3, "asOf"],
    },
    {
      why: "an undated report that says not even what it is later than",
      file: REPORTS,
      change: line(38, field("asOfNotBefore", undefined)),
      where: [38, "asOfNotBefore"],
    },
    {
      why: "a missing source",
      file: REPORTS,
      change: line(5, field("sourceUrl", undefined)),
      where: [5, "sourceUrl"],
    },
    {
      why: "a source that is a script",
      file: REPORTS,
      change: line(5, field("sourceUrl", "javascript:alert(1)")),
      where: [5, "sourceUrl"],
    },
    {
      why: "a per cent value over a hundred",
      file: REPORTS,
      change: line(38, field("daneSharePctPrinted", 179)),
      where: [38, "daneSharePctPrinted"],
    },
    {
      why: "a provider that is not a domain name",
      file: REPORTS,
      change: line(2, replacing('"bit.nl"', '"<b>bit.nl"')),
      where: [2, "topProviders[8].provider"],
    },
    {
      why: "a provider that stands twice",
      file: REPORTS,
      change: line(2, replacing('"bit.nl"', '"uvt.nl"')),
      where: [2, "topProviders[8]"],
    },
    {
      why: "an empty list",
      file: REPORTS,
      change: line(2, field("topProviders", [])),
      where: [2, "topProviders"],
    },
    {
      why: "a month that stands twice",
      file: REPORTS,
      change: (text: string) => `${text.trimEnd()}\n${text.split("\n")[1]}\n`,
      where: [39, ""],
    },
    {
      why: "a line that is cut off",
      file: REPORTS,
      change: line(7, (text) => text.slice(0, text.length / 2)),
      where: [7, ""],
    },
    { why: "a line that is a list", file: REPORTS, change: line(7, () => "[]"), where: [7, ""] },
    {
      why: "a byte order mark",
      file: REPORTS,
      change: (text: string) => `\uFEFF${text}`,
      where: [1, ""],
    },
    {
      why: "a comment",
      file: PARAMETERS,
      change: (text: string) => `// figures\n${text}`,
      where: [1, ""],
    },
    {
      why: "an unknown table",
      file: PARAMETERS,
      change: line(2, field("table", "tlds_of_the_moon")),
      where: [2, "table"],
    },
    {
      why: "a table that stands twice",
      file: PARAMETERS,
      change: (text: string) => `${text.trimEnd()}\n${text.split("\n")[0]}\n`,
      where: [9, ""],
    },
    {
      why: "a row that stands twice",
      file: PARAMETERS,
      change: line(3, replacing('"ca": "X4"', '"ca": "X3"')),
      where: [3, "rows[1]"],
    },
    {
      why: "a TLD that cannot be one",
      file: PARAMETERS,
      change: line(1, replacing('"tld": "kg"', '"tld": "k g"')),
      where: [1, "rows[0].tld"],
    },
    {
      why: "slides cut off in the middle",
      file: SLIDES,
      change: (text: string) => text.split("\n").slice(0, 500).join("\n"),
      where: [500, ""],
    },
    {
      why: "a slide's number as text",
      file: SLIDES,
      change: replacing('"thousands": 935', '"thousands": "935"'),
      where: [89, "dnssecDomainsByTld.rows[1].thousands"],
    },
    {
      why: "a slide in another unit",
      file: SLIDES,
      change: replacing('"unit": "thousand domains"', '"unit": "domains"'),
      where: [79, "dnssecDomainsByTld.unit"],
    },
    {
      why: "a TLD in two bands' list",
      file: SLIDES,
      change: replacing('"no",\n     "de"', '"no",\n     "no"'),
      where: [null, "cctlds.bands[0].tlds[2]"],
    },
  ] as const)("$why", async ({ file, change, where: [at, name] }) => {
    edit(file, change);
    const read = await readHistory(directory);
    if (read.ok) throw new Error("was read");
    expect(read.error).toMatchObject({ code: "malformed", file, field: name });
    if (read.error.code !== "malformed") return;
    if (at !== null) expect(read.error.line).toBe(at);
    expect(read.error.message).not.toBe("");
  });

  test("a missing file is named", async () => {
    rmSync(path.join(directory, PARAMETERS));
    const read = await readHistory(directory);
    expect(read).toMatchObject({ ok: false, error: { code: "unreadable", file: PARAMETERS } });
  });
});

describe("a draft that does not fit the definitions", () => {
  const row = { dimensions: { tld: "nl" }, measures: { domains: 1 }, flags: [] };
  const table = {
    ...{ dataset: "dnssec-by-tld", edition: "main", asOf: "2020-01-01", complete: null },
    ...{ asOfPrecision: "day" as const, other: null, sourceTitle: null, caution: null },
  };
  const release = {
    ...{
      id: "a-release",
      kind: "survey_run" as const,
      title: "A",
      authors: [],
      asOf: "2020-01-01",
    },
    ...{ asOfPrecision: "day" as const, asOfNotBefore: null, month: null, monthInferred: false },
    ...{ postedAt: null, sourceTitle: "A", sourceUrl: null, altSourceUrl: null },
    ...{ derivedFrom: null, notes: null },
  };
  test.for([
    {
      why: "a dataset that is not defined",
      tables: [{ ...table, dataset: "nothing", rows: [row] }],
    },
    {
      why: "a table twice",
      tables: [
        { ...table, rows: [row] },
        { ...table, rows: [row] },
      ],
    },
    { why: "a table without rows", tables: [{ ...table, rows: [] }] },
    { why: "a date of the future", tables: [{ ...table, asOf: "2099-01-01", rows: [row] }] },
    { why: "a row twice", tables: [{ ...table, rows: [row, row] }] },
    { why: "a dimension missing", tables: [{ ...table, rows: [{ ...row, dimensions: {} }] }] },
    { why: "a measure missing", tables: [{ ...table, rows: [{ ...row, measures: {} }] }] },
    {
      why: "a measure too many",
      tables: [{ ...table, rows: [{ ...row, measures: { domains: 1, more: 2 } }] }],
    },
    {
      why: "a share over one",
      tables: [
        {
          ...table,
          dataset: "breakage-by-tld",
          rows: [{ ...row, measures: { share: 41.9 } }],
        },
      ],
    },
  ])("$why", ({ tables }) => {
    const checked = checkDraft({ release, tables }, "2026-01-01");
    expect(checked).toMatchObject({
      ok: false,
      error: { code: "draft_does_not_fit", release: "a-release" },
    });
  });
});
