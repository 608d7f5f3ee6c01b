import { describe, expect, test } from "vitest";
import { REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { findingTone, hygieneGroups, hygieneSentence } from "./hygiene-groups";

describe("the operator's checklist", () => {
  test("every finding stands in one group, what is to be done first", async () => {
    const { hygiene } = await REPORT_GALLERY.old_fashioned();
    const groups = hygieneGroups(hygiene);
    const shown = groups.flatMap(({ findings }) => findings);
    expect(shown).toHaveLength(hygiene.length);
    expect(hygiene.length).toBeGreaterThan(20);
    for (const { findings } of groups) {
      const outcomes = findings.map(({ outcome }) => outcome);
      expect(outcomes.lastIndexOf("fail")).toBeLessThan(
        outcomes.includes("pass") ? outcomes.indexOf("pass") : outcomes.length,
      );
    }
  });
  test("what could not be told is neither a pass nor a fail", async () => {
    const { hygiene } = await REPORT_GALLERY.old_fashioned();
    const open = hygiene.filter(({ outcome }) => outcome === "undetermined");
    expect(open.length).toBeGreaterThan(0);
    expect(new Set(open.map(findingTone))).toEqual(new Set(["unknown"]));
    expect(hygieneSentence(hygiene)).toContain(`${open.length} could not tell`);
  });
});
