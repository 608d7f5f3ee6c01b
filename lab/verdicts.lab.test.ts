import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAB_DOMAINS } from "./domains/all";
import { differences } from "./expectations";
import { hasProgram } from "./programs";
import { type Lab, startLab } from "./start";
import { labVerifier } from "./verdicts";

const hasServers = hasProgram("nsd") && hasProgram("unbound");
const AT_ONCE = 12;

describe.skipIf(!hasServers)("the verifier in the lab (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  const found = new Map<string, readonly string[]>();

  beforeAll(async () => {
    lab = await startLab();
    const verifier = labVerifier(lab);
    const waiting = [...LAB_DOMAINS];
    const worker = async () => {
      for (let domain = waiting.pop(); domain !== undefined; domain = waiting.pop())
        found.set(domain.name, differences(domain, await verifier.check(domain.name)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    verifier.close();
  });
  afterAll(() => lab?.close());

  test.for(LAB_DOMAINS)("$name is $verdict: $about", ({ name }) => {
    expect(found.get(name)).toEqual([]);
  });
});
