import { expectedFigures } from "@/lab/bulk/expected-figures";
import { BULK_CASES } from "@/lab/bulk/plan";
import type { BulkLab } from "@/lab/bulk/start-bulk";

/** What a bulk lab consists of, what a survey of it must come to, and how to make one. */
export function bulkIntroduction(lab: BulkLab, isShell: boolean): string {
  const { plan, resolver, trustAnchorFile, smtpPort, inputs } = lab;
  const figures = expectedFigures(plan);
  const cases = Object.entries(BULK_CASES).map(([its, about]) => {
    const number = plan.domains.filter((domain) => domain.case === its).length;
    return `  ${String(number).padStart(7)}  ${its.padEnd(18)}  ${about}`;
  });
  const totals = (
    [
      ["surveyed", "signed domains"],
      ["validatedMx", "with validated replies to the MX query"],
      ["headline", "DANE domains (headline)"],
      ["strict", "DANE at all hosts"],
      ["partial", "TLSA records at some hosts only"],
      ["mxBogus", "whose MX records do not validate"],
    ] as const
  ).map(([name, words]) => `  ${String(figures[name]).padStart(7)}  ${words}`);
  const where = `--resolver ${resolver.address}:${resolver.port} --trust-anchor ${trustAnchorFile}`;
  const allowance = smtpPort === 25 ? "" : "PROBE_ALLOWED_RANGES=127.0.0.0/8,::1/128 ";
  const port = smtpPort === 25 ? "" : ` --smtp-port ${smtpPort}`;
  return [
    "",
    ...cases,
    "",
    "  A survey must come to:",
    ...totals,
    "",
    `  resolver             ${resolver.address}:${resolver.port}`,
    `  trust anchor file    ${trustAnchorFile}`,
    `  mail servers         port ${smtpPort}`,
    "",
    `  npx survey import ${inputs.join(" ")}`,
    `  ${allowance}npx survey scan --hours 0 ${where}${port}`,
    "",
    `  ${isShell ? "The end of this shell" : "Ctrl-C"} stops everything.`,
    "",
  ].join("\n");
}
