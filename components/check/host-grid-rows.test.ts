import { describe, expect, test } from "vitest";
import { REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { columnsOf, gridRows } from "./host-grid-rows";

const rowsOf = async (state: keyof typeof REPORT_GALLERY) => {
  const report = await REPORT_GALLERY[state]();
  const columns = columnsOf(report);
  return report.hosts.flatMap((host) => gridRows(host, columns));
};

describe("the grid of hosts", () => {
  test("a cell for each address and kind of key", async () => {
    const rows = await rowsOf("good");
    expect(rows).toHaveLength(4);
    expect(rows.map(({ cells }) => cells.map(({ keyType }) => keyType))).toEqual(
      Array(4).fill(["any", "rsa", "ec"]),
    );
    expect(rows.flatMap(({ cells }) => cells.map(({ words }) => words))).toEqual(
      Array(12).fill("3 1 1 matches"),
    );
  });
  test("no column for a kind of key that nobody asked for", async () => {
    expect(columnsOf(await REPORT_GALLERY.mismatch())).toEqual(["any"]);
  });
  test("RSA and ECDSA that differ stand apart", async () => {
    const [row] = await rowsOf("key_types_differ");
    expect(row?.cells.map(({ tone }) => tone)).toEqual(["good", "bad", "good"]);
  });
  test("addresses that differ stand apart", async () => {
    const rows = await rowsOf("addresses_differ");
    expect(new Set(rows.map(({ tone }) => tone))).toEqual(new Set(["good", "bad"]));
  });
  test("an address that was not reached is not known, which is not “no”", async () => {
    const [row] = await rowsOf("unreachable");
    expect(row?.cells).toMatchObject([{ tone: "unknown", words: "no answer" }]);
  });
  test("what the server said is shown, cut nowhere", async () => {
    const cells = (await rowsOf("hostile")).flatMap((row) => row.cells);
    expect(cells.some(({ detail }) => detail?.startsWith('454 "><script>'))).toBe(true);
  });
});
