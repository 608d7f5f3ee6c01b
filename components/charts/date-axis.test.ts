import { describe, expect, test } from "vitest";
import { dateAxis, timeOf } from "./date-axis";

const words = (from: string, to: string, px: number) =>
  dateAxis(timeOf(from), timeOf(to), px).labels.map(({ text, year }) =>
    year === undefined ? text : `${text} ${year}`,
  );

describe("date axis", () => {
  test("years are named in their middle", () => {
    const axis = dateAxis(timeOf("2017-01-28"), timeOf("2023-12-31"), 800);
    expect(axis.labels.map(({ text }) => text)).toEqual([
      "2017",
      "2018",
      "2019",
      "2020",
      "2021",
      "2022",
      "2023",
    ]);
    expect(new Date(axis.labels[1]?.at ?? 0).toISOString().slice(0, 7)).toBe("2018-07");
  });

  test("a narrow drawing names fewer", () =>
    expect(words("2017-01-28", "2023-12-31", 240)).toEqual(["2018", "2020", "2022"]));

  test("months under three years, with the year once", () =>
    expect(words("2022-06-30", "2023-04-01", 700)).toEqual([
      "Jul 2022",
      "Aug",
      "Sep",
      "Oct",
      "Nov",
      "Dec",
      "Jan 2023",
      "Feb",
      "Mar",
      "Apr",
    ]));

  test("days within weeks", () =>
    expect(words("2024-01-28", "2024-02-18", 300)).toEqual([
      "28 Jan 2024",
      "4 Feb",
      "11 Feb",
      "18 Feb",
    ]));
});
