import type { DomainVerdict } from "@/lib/model/check-verdicts";

/** The command was used wrongly. */
export const USAGE_STATUS = 2;

/** Exit status of one verdict: 0 good, 1 broken, 3 could not tell, 4 anything else. */
export function exitStatusOf(verdict: DomainVerdict): 0 | 1 | 3 | 4 {
  switch (verdict) {
    case "dane_ok":
      return 0;
    case "dane_fail":
    case "bogus":
      return 1;
    case "tempfail":
    case "dns_error":
      return 3;
    default:
      return 4;
  }
}

/** The status that speaks for several domains: 1 before 3 before 4 before 0. */
export function worstStatus(statuses: readonly number[]): number {
  return [1, 3, 4].find((status) => statuses.includes(status)) ?? 0;
}
