import { describe, expect, test } from "vitest";
import type { CheckProgress } from "@/lib/model/check-progress";
import { CheckReport } from "@/lib/model/check-report";
import { checkFully } from "./check-fully";
import { nameOf } from "./dns/name";
import { CheckBench, LEAF, tlsaOf } from "./testing/check-bench";
import { nowhere } from "./testing/hygiene-world";
import { TEST_NOW } from "./testing/test-zone";

const nameFor = (ascii: string) => ({ name: nameOf(ascii), ascii, unicode: ascii });

/** A check whose checklist may connect nowhere: what the resolver knows is judged all the same. */
async function check(ascii: string, signal?: AbortSignal) {
  const bench = new CheckBench().host("mx", "192.0.2.1", [tlsaOf(LEAF)]);
  const stages: CheckProgress["stage"][] = [];
  const io = {
    ...bench.io(),
    hygiene: { validator: bench.world.validator(), mayConnect: nowhere, now: () => TEST_NOW },
  };
  const report = await checkFully(nameFor(ascii), io, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ stage }) => stages.push(stage),
  });
  return { report: CheckReport.parse(report), stages };
}

describe("a check with the operator's checklist", () => {
  test("the checklist comes last and leaves the verdict alone", async () => {
    const { report, stages } = await check("example.nl");
    expect(report.verdict).toBe("dane_ok");
    expect(stages.at(-1)).toBe("hygiene");
    const outcomes = new Map(report.hygiene.map(({ check: id, outcome }) => [id, outcome]));
    expect(outcomes.get("nsec3_iterations_zero")).toBeDefined();
    expect(outcomes.get("tls_rpt_record")).toBe("not_applicable");
    expect(report.policies).toEqual({ mtaSts: null, tlsRpt: null });
  });

  test("name servers that may not be connected to are not found wanting", async () => {
    const { report } = await check("example.nl");
    const asked = report.hygiene.find(({ check: id }) => id === "tcp_supported");
    expect(asked?.outcome).not.toBe("fail");
    expect(asked?.outcome).not.toBe("pass");
  });

  test("a domain that does not exist has no checklist", async () => {
    const { report, stages } = await check("nosuch.nl");
    expect(report).toMatchObject({ verdict: "nxdomain", hygiene: [], policies: null });
    expect(stages).not.toContain("hygiene");
  });

  test("a deadline that has passed leaves a report with a checklist that could not tell", async () => {
    const { report } = await check("example.nl", AbortSignal.abort());
    expect(report.verdict).toBe("dns_error");
    expect(report.hygiene.filter(({ outcome }) => outcome === "fail")).toEqual([]);
    expect(report.hygiene.some(({ outcome }) => outcome === "undetermined")).toBe(true);
  });
});
