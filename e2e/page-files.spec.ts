import { expect, test } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { formatCount, formatShare } from "@/components/format";
import { parseCsv } from "@/lib/api/testing/parse-csv";
import { FILE_FORMAT_NAMES, type FileFormat, fileAddress } from "@/lib/model/page-files";

const PAGES = [
  "/trends",
  "/trends?scale=log&start=2020-08",
  "/tlds?sort=breakage&q=n",
  "/tlds/nl",
  "/providers?list=2018-01",
  "/providers/one.com",
  "/compare?provider=one.com&provider=transip.nl&scale=log",
  "/why?from=2021-08&to=2021-12",
  "/geoip?release=2018-10",
  "/dnssec",
  "/reliability",
  "/problems",
  "/well-known?q=bund",
  "/starttls",
] as const;

interface Metadata {
  meta: {
    figures: {
      figure: string;
      measures: string[];
      columns: { name: string; kind: string }[];
      hasChart: boolean;
    }[];
  };
}

/** How a page may write a value: shares with as many digits as the source gives. */
function waysToWrite(value: string, kind: string): string[] {
  if (kind === "share") return [0, 1, 2].map((digits) => formatShare(Number(value), digits));
  if (kind === "count") return [formatCount(Number(value))];
  return [];
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);

for (const address of PAGES) {
  test(`${address}: every suffix of every figure agrees with the page @desktop`, async ({
    page,
    request,
  }) => {
    const { pathname, searchParams } = new URL(address, "http://localhost");
    const state = Object.fromEntries(
      [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
    );
    const fileOf = (format: (typeof FILE_FORMAT_NAMES)[number], more = {}) =>
      fileAddress(pathname, format, { ...state, ...more });
    await page.goto(address);
    const { meta }: Metadata = await (await request.get(fileOf("metadata"))).json();
    let compared = 0;
    for (const { figure, measures, columns, hasChart } of meta.figures) {
      const files = new Map<FileFormat, Buffer>();
      for (const format of FILE_FORMAT_NAMES) {
        const isDrawing = format === "svg" || format === "png";
        const answer = await request.get(fileOf(format, { figure }));
        expect(answer.status(), `${format} of ${figure}`).toBe(isDrawing && !hasChart ? 404 : 200);
        expect(answer.headers()["access-control-allow-origin"]).toBe("*");
        files.set(format, await answer.body());
      }
      const text = (format: FileFormat) => String(files.get(format));
      const [head = [], ...rows] = parseCsv(text("csv"));
      const [measure = ""] = measures;
      const values = rows.map((row) => row[head.indexOf(snakeCase(measure))] ?? "");
      // The other files have what the CSV has.
      const { data }: { data: { rows: Record<string, unknown>[] }[] } = JSON.parse(text("json"));
      expect(data[0]?.rows.map((row) => String(row[measure] ?? ""))).toEqual(values);
      const packed = unzipSync(new Uint8Array(files.get("zip") ?? Buffer.alloc(0)));
      expect(strFromU8(packed[`${figure}.csv`] ?? new Uint8Array())).toBe(text("csv"));
      expect(JSON.parse(text("metadata")).meta.figures[0].rows).toBe(rows.length);
      const frame = page.locator(`[id="${figure}"]`);
      await expect(frame).toHaveCount(1);
      const shown = (await frame.textContent()) ?? "";
      if (hasChart) {
        const svg = text("svg");
        // Each number that the drawing prints stands on the page; the image has the drawing's size.
        for (const [, number = ""] of svg.matchAll(/>[^<]*?(\d{1,3}(?:,\d{3})+)[^<]*</g))
          expect(shown, `drawn in ${figure}`).toContain(number);
        const [, width, height] = /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
        const png = files.get("png") ?? Buffer.alloc(24);
        expect([png.readUInt32BE(16), png.readUInt32BE(20)].map(String)).toEqual([width, height]);
      }
      const { kind = "" } = columns.find(({ name }) => name === measure) ?? {};
      for (const value of values) {
        const written = value === "" ? [] : waysToWrite(value, kind);
        if (written.length === 0) continue;
        compared += 1;
        expect(
          written.some((words) => shown.includes(words)),
          `${figure}: ${written.join(" or ")}`,
        ).toBe(true);
      }
    }
    if (!address.startsWith("/well-known")) expect(compared).toBeGreaterThan(0);
  });
}

test("a wrong suffix is answered with those that exist, without a script @desktop", async ({
  request,
}) => {
  const answer = await request.get("/trends.xlsx");
  expect(answer.status()).toBe(404);
  const html = await answer.text();
  for (const format of FILE_FORMAT_NAMES)
    expect(html).toContain(`<a href="${fileAddress("/trends", format)}">`);
});
