import { expect, test } from "@playwright/test";
import { countryName } from "@/components/charts/country-name";
import { formatCount, formatDate, formatNumber, formatShare } from "@/components/format";
import { datasetById } from "@/lib/model/datasets";
import { everyFigure, type Shown } from "@/lib/survey/publish/testing/every-figure";

const decoded = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ");

/** Text of each table row on a release's page, by dataset. */
function rowsByDataset(html: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const section of html.split('<section><h2 id="').slice(1)) {
    const id = section.slice(0, section.indexOf('"'));
    const dataset = /href="\/methods#([a-z0-9-]+)"/.exec(section)?.[1] ?? id;
    const rows = [...section.matchAll(/<tr\b.*?<\/tr>/gs)].map(([row]) => decoded(row));
    found.set(dataset, [...(found.get(dataset) ?? []), ...rows]);
  }
  return found;
}

/** How a page writes a value, by the column's kind. */
function written(
  dataset: string,
  column: string,
  value: Shown extends never ? never : unknown,
): string {
  if (column === "country") return `${countryName(String(value))}`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return String(value);
  const definition = datasetById(dataset);
  const kind = definition?.measures[column]?.kind ?? definition?.dimensions[column]?.kind;
  if (kind === "share") return formatShare(value);
  if (kind === "number")
    return definition?.dimensions[column] === undefined ? formatNumber(value) : String(value);
  return formatCount(value);
}

/** Dimensions whose rows print words instead of the code. */
const WORDED = new Set(["basis", "problem", "group", "tld", "family", "direction"]);

const { figures } = everyFigure("db/history");

test("every figure of the history files stands on its release's page @desktop", async ({
  request,
}) => {
  const pages = new Map<string, { html: string; text: string; rows: Map<string, string[]> }>();
  const pageOf = async (release: string) => {
    const known = pages.get(release);
    if (known !== undefined) return known;
    const answer = await request.get(`/releases/${release}`);
    expect(answer.status(), release).toBe(200);
    const html = await answer.text();
    const page = { html, text: decoded(html), rows: rowsByDataset(html) };
    pages.set(release, page);
    return page;
  };
  const lost: string[] = [];
  let looked = 0;
  for (const { file, line, field, raw, shown } of figures) {
    for (const one of shown) {
      if (one.kind === "definition" || one.kind === "flag") continue;
      const page = await pageOf(one.release);
      if (one.kind === "figure") {
        looked += 1;
        const wanted = [
          ...Object.entries(one.where)
            .filter(([name]) => !WORDED.has(name))
            .map(([name, value]) => written(one.dataset, name, value)),
          ...(WORDED.has(one.column) ? [] : [written(one.dataset, one.column, one.value)]),
        ];
        if (one.column === "asOf") {
          const words = [
            formatDate(String(one.value), "day"),
            formatDate(String(one.value), "month"),
          ];
          if (!words.some((text) => page.text.includes(text))) {
            lost.push(`${file}:${line} ${field}: ${words.join(" or ")}`);
          }
          continue;
        }
        const rows = page.rows.get(one.dataset) ?? [];
        const there = rows.some((row) => wanted.every((words) => row.includes(words)));
        if (!there)
          lost.push(`${file}:${line} ${field} = ${JSON.stringify(raw)}: ${wanted.join(" | ")}`);
      } else if (
        one.kind === "release" &&
        typeof one.value === "string" &&
        /Url$|notes|derivedFrom|sourceTitle/.test(one.field)
      ) {
        looked += 1;
        const text = one.value.replace(/^https?:\/\//, "").replace(/\s+/g, " ");
        if (!page.text.includes(text) && !page.html.includes(one.value))
          lost.push(`${file}:${line} ${field}: ${text}`);
      }
    }
  }
  expect(lost).toEqual([]);
  expect(looked).toBeGreaterThan(1_500);
});
