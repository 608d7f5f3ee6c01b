import { expect, test } from "vitest";
import type { DomainObservation } from "@/lib/survey/scan/observe-domain";
import { madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { agreement } from "./second-opinion";

const dane = madeUpDomain("a.nl", { verdict: "dane_ok" });
const plain = madeUpDomain("a.nl");

test.for<
  [why: string, stands: [signed: boolean, headline: boolean], DomainObservation, boolean | null]
>([
  ["gone, and gone", [false, false], { kind: "gone" }, true],
  ["gone, and only without DS", [false, false], { kind: "unsigned" }, true],
  ["gone, and signed", [false, false], plain, false],
  ["signed, and gone", [true, false], { kind: "gone" }, false],
  ["signed with DANE, and so", [true, true], dane, true],
  ["signed with DANE, and without", [true, true], plain, false],
  ["not told is neither", [false, false], { kind: "unknown", because: "timeout" }, null],
  [
    "a verdict not told is neither",
    [true, true],
    madeUpDomain("a.nl", { verdict: "tempfail" }),
    null,
  ],
])("%s", ([, [signed, headline], seen, expected]) => {
  expect(agreement({ signed, headline }, seen)).toBe(expected);
});
