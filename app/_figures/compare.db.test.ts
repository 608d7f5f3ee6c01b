import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { answerPath } from "@/lib/api/routes";
import { parsePageQuery } from "@/lib/model/page-query";
import { testDatabase } from "@/scripts/testing/test-database";
import { figuresOfPage } from "./figures-of-page";

const publicUrl = "https://stats.example.org";
let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const compare = (state: Record<string, string | string[]>) => figuresOfPage(db, "/compare", state);
async function figures(state: Record<string, string | string[]>) {
  const found = await compare(state);
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}
async function timeChart(state: Record<string, string | string[]>) {
  const [figure] = await figures(state);
  if (figure?.chart?.kind !== "time") throw new Error("not drawn over time");
  return { figure, input: figure.chart.input };
}

describe("compare", () => {
  test("providers over time, in the order asked for, from one field or repeated", async () => {
    const repeated = await timeChart({ provider: ["transip.nl", "one.com"] });
    const typed = await timeChart({ provider: " TransIP.nl,one.com one.com" });
    expect(repeated.input.series.map(({ id }) => id)).toEqual(["transip.nl", "one.com"]);
    expect(typed.figure.rows).toEqual(repeated.figure.rows);
    expect(repeated.figure.rows.every(({ asOf }) => asOf !== null)).toBe(true);
  });

  test("a period lies on the one before, and says of when each point is", async () => {
    const { figure, input } = await timeChart({});
    expect(figure.title).toBe("DANE domains: 2023 and 2022");
    const [shown, before] = input.series;
    expect(shown?.points.at(-1)).toMatchObject({ date: "2023-12-31", value: 3_988_988 });
    for (const { date, measuredOn = "" } of before?.points ?? []) {
      expect(measuredOn.slice(0, 4)).toBe("2022");
      expect(date.slice(0, 4)).toBe("2023");
    }
    expect(new Set(figure.rows.map(({ period }) => period))).toEqual(new Set(["shown", "before"]));
    const { figure: months } = await timeChart({ start: "2023-08", end: "2023-12" });
    expect(months.title).toContain("August 2023 to December 2023");
    const { figure: one } = await timeChart({ provider: "one.com", against: "before" });
    expect(one.title).toBe("Top DANE providers at one.com: 2023 and 2022");
  });

  test("TLDs of one dated report are bars, and what was not published is not nought", async () => {
    const [signed] = await figures({ tld: ["nl", "香港", "museum"], scale: "indexed" });
    if (signed?.chart?.kind !== "bars") throw new Error("no bars");
    const { rows } = signed.chart.list;
    expect(rows.map(({ label }) => label)).toEqual([".nl", ".香港", ".museum"]);
    expect(rows[2]?.value).toBeNull();
    expect(signed.caveats.join(" ")).toContain("Nothing was published of .香港 and .museum");
    expect(await figures({ tld: "museum" })).toEqual([]);
  });

  test.for([
    { provider: ["one.com", "transip.nl"], start: "2022-01", end: "2023-06" },
    { tld: ["nl", "se"] },
    { dataset: "dane-share", start: "2022-01", end: "2022-12" },
    { provider: "one.com", against: "before" },
  ])("%o: the API gives the same rows", async (state) => {
    for (const { dataset, query, rows, measures } of await figures(state)) {
      const url = new URL(`/api/v1/${dataset.id}?${query}`, publicUrl);
      const answer = await answerPath(db, { url, publicUrl }, ["", dataset.id].slice(1));
      const { data } = JSON.parse(answer.body) as { data: Record<string, unknown>[] };
      const of = (all: readonly Readonly<Record<string, unknown>>[]) =>
        all.map((row) => [row.release, ...measures.map((name) => row[name])]);
      expect(of(data)).toEqual(of(rows));
    }
  });

  test("wrong names say what exists", async () => {
    for (const [state, near] of [
      [{ provider: "one.con" }, "one.com"],
      [{ tld: ["nl", "museun"] }, ".museum"],
    ] as const) {
      const found = await compare({ ...state } as never);
      if (found.ok || found.error.code !== "unknown_series") throw new Error("found");
      expect(found.error.unknown.flatMap((one) => one.near)).toContain(near);
    }
  });

  test.for([
    [{ provider: "a b c d e f g" }, "at most 6"],
    [{ tld: "nl", provider: "one.com" }, "not both"],
    [{ provider: "one.com transip.nl", against: "before" }, "at most one provider"],
    [{ start: "2023-05", end: "2022-01" }, "not after the end"],
    [{ provider: "x".repeat(300) }, "at most 253"],
  ] as const)("%o is refused", ([state, words]) => {
    const parsed = parsePageQuery("/compare", state);
    expect(parsed.ok ? "" : parsed.error.map(({ detail }) => detail).join()).toContain(words);
  });
});
