import { execFile } from "node:child_process";
import type { Lab } from "../start";

const PATIENCE_MS = 15_000;

/**
 * Gives a function that has ldns chase the signatures of a domain's MX records up to the lab's
 * trust anchor: `secure`, or not. It has no word for a proof that there are no signatures.
 */
export function drillFor(lab: Lab): (name: string) => Promise<"secure" | "not"> {
  const { address, port } = lab.resolver;
  const common = ["-S", "-k", lab.trustAnchorFile, "-p", String(port)];
  return (name) =>
    new Promise((resolve) => {
      const args = [...common, `${name}.`, "MX", `@${address}`];
      execFile("drill", args, { timeout: PATIENCE_MS }, (_, stdout, stderr) => {
        resolve(/Chase successful/.test(stdout + stderr) ? "secure" : "not");
      });
    });
}
