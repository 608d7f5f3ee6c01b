import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Lab } from "./start";

/** What BIND's own validator says of a look-up; it has one word for all that fails. */
export type DelvVerdict = "secure" | "insecure" | "failed";

const PATIENCE_MS = 20_000;

/** Gives a function that asks `delv` through the lab's resolver, under the lab's trust anchor. */
export function delvFor(lab: Lab): (name: string, type: string) => Promise<DelvVerdict> {
  const { address, port } = lab.resolver;
  const common = [`@${address}`, "-p", String(port), "-a", anchorFile(lab), "+root=."];
  return (name, type) =>
    new Promise((resolve) => {
      const args = [...common, `${name}.`, type];
      execFile("delv", args, { timeout: PATIENCE_MS }, (_, stdout, stderr) => {
        resolve(verdictIn(stdout + stderr));
      });
    });
}

/** It prints a line for each RRset of a chain of aliases: the weakest counts (RFC 7672 §2.1.3). */
function verdictIn(text: string): DelvVerdict {
  if (/^;; resolution failed: (?!ncache)/m.test(text)) return "failed";
  if (/^; (negative response, )?unsigned answer$/m.test(text)) return "insecure";
  return /^; (negative response, )?fully validated$/m.test(text) ? "secure" : "failed";
}

/** The trust anchor in the form that BIND reads. */
function anchorFile({ anchors, folder }: Lab): string {
  const file = path.join(folder, "delv.anchors");
  const lines = anchors.flatMap(({ owner, data }) =>
    data.kind === "DS"
      ? `"${owner}" static-ds ${data.keyTag} ${data.algorithm} ${data.digestType} "${data.digest.toString("hex")}";`
      : [],
  );
  writeFileSync(file, `trust-anchors { ${lines.join(" ")} };\n`);
  return file;
}
