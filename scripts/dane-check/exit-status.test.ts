import { expect, test } from "vitest";
import { DOMAIN_VERDICTS } from "@/lib/model/check-verdicts";
import { exitStatusOf, worstStatus } from "./exit-status";

test("0 good, 1 broken, 3 could not tell, 4 anything else", () => {
  expect(Object.fromEntries(DOMAIN_VERDICTS.map((each) => [each, exitStatusOf(each)]))).toEqual({
    dane_ok: 0,
    dane_fail: 1,
    bogus: 1,
    tempfail: 3,
    dns_error: 3,
    nxdomain: 4,
    null_mx: 4,
    insecure: 4,
    no_mail: 4,
    dane_partial: 4,
    dane_unusable: 4,
    no_dane: 4,
  });
});

test.for([
  [[0, 0], 0],
  [[0, 4, 3, 1], 1],
  [[0, 4, 3], 3],
  [[4, 0], 4],
  [[], 0],
] as const)("of %j it is %i", ([statuses, worst]) => expect(worstStatus(statuses)).toBe(worst));
