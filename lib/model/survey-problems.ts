import type { HostVerdict } from "./check-verdicts";

/** Words of what is looked at again beside the daily pass: hosts with a DANE problem. */

/**
 * Verdicts that are a DANE problem of a host: mail with DANE does not reach it. `dns_error` is one once it
 * lasts, which is what looking again finds out. The index `hosts_problem` repeats them.
 */
export const HOST_PROBLEMS = [
  "fail",
  "no_tls",
  "bogus",
  "dns_error",
] as const satisfies HostVerdict[];
export type HostProblem = (typeof HOST_PROBLEMS)[number];

/** What a look says of a problem. */
export type ProblemLook = "lasts" | "mended" | "untold";

/**
 * What a look at a host says of the problem that it had. A look-up that failed says nothing of a server
 * that showed the wrong certificate, and a server that is silent nothing of either. Pure.
 */
export function lookSays(problem: HostProblem, seen: HostVerdict): ProblemLook {
  if (seen === "unreachable") return "untold";
  if (seen === "dns_error")
    return problem === "dns_error" || problem === "bogus" ? "lasts" : "untold";
  return (HOST_PROBLEMS as readonly HostVerdict[]).includes(seen) ? "lasts" : "mended";
}
