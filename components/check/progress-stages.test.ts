import { describe, expect, test } from "vitest";
import type { CheckProgress } from "@/lib/model/check-progress";
import { CheckBench, LEAF, tlsaOf } from "@/lib/verifier/testing/check-bench";
import { NOTHING_SO_FAR, withStage } from "./progress-stages";

async function stagesOfCheck(): Promise<CheckProgress[]> {
  const stages: CheckProgress[] = [];
  const bench = new CheckBench()
    .host("mx1", "192.0.2.1", [tlsaOf(LEAF)])
    .host("mx2", "192.0.2.2", null);
  await bench.check("example.nl", { onProgress: (stage) => stages.push(stage) });
  return stages;
}

describe("what is known while a check runs", () => {
  test("at the end every host and address has its verdict", async () => {
    const known = (await stagesOfCheck()).reduce(withStage, NOTHING_SO_FAR);
    expect(known.mx).toEqual({ status: "secure", hosts: 2 });
    expect(known.hosts.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["mx1.example.nl", "ok"],
      ["mx2.example.nl", "no_tlsa"],
    ]);
    expect(known.hosts.flatMap(({ addresses }) => addresses.map(({ verdict }) => verdict))).toEqual(
      ["ok", "tls"],
    );
  });
  test("stages that come twice or in another order change nothing", async () => {
    const stages = await stagesOfCheck();
    const known = stages.reduce(withStage, NOTHING_SO_FAR);
    expect([...stages, ...stages].reduce(withStage, NOTHING_SO_FAR)).toEqual(known);
    const backwards = stages.toReversed().reduce(withStage, NOTHING_SO_FAR);
    expect(backwards.hosts.map(({ verdict }) => verdict)).toEqual(
      known.hosts.map(({ verdict }) => verdict),
    );
  });
});
