import { describe, expect, test } from "vitest";
import { REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { toDoList } from "./to-do";

describe("what to do", () => {
  test("a mismatch gives the record to add and how long the old ones live", async () => {
    const [first] = toDoList(await REPORT_GALLERY.mismatch());
    expect(first?.severity).toBe("error");
    expect(first?.publish).toHaveLength(1);
    expect(first?.oldTtlSeconds).toBe(3600);
  });
  test("records that are published already are not to be added", async () => {
    const report = await REPORT_GALLERY.key_types_differ();
    const there = report.hosts.flatMap(({ tlsa }) => tlsa.map(({ data }) => data));
    const lines = toDoList(report).flatMap(({ publish }) => publish);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => there.some((data) => line.endsWith(data)))).toEqual([]);
  });
  test("the same records are told in full once", async () => {
    const told = toDoList(await REPORT_GALLERY.key_types_differ()).filter(
      ({ publish }) => publish.length > 0,
    );
    expect(told.map(({ isSaidBefore }) => isSaidBefore)).toEqual([false, true]);
  });
  test("one remedy at many places is one thing to do", async () => {
    const list = toDoList(await REPORT_GALLERY.many());
    const missing = list.find(({ id }) => id.includes("tlsa_missing"));
    expect(missing?.summaries.length).toBeGreaterThan(1);
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });
  test("RFC 7672 §2.1.2: a look-up that failed is not marked as broken", async () => {
    const [lookup] = toDoList(await REPORT_GALLERY.tlsa_timeout());
    const [silent] = toDoList(await REPORT_GALLERY.unreachable());
    expect([lookup?.tone, silent?.tone]).toEqual(["unknown", "unknown"]);
    expect(toDoList(await REPORT_GALLERY.mismatch())[0]?.tone).toBe("bad");
  });
  test("the gravest first", async () => {
    const severities = toDoList(await REPORT_GALLERY.hostile()).map(({ severity }) => severity);
    const weights = severities.map((each) => ["error", "warning", "advice", "note"].indexOf(each));
    expect(weights).toEqual(weights.toSorted());
  });
});
