import { describe, expect, test } from "vitest";
import { runStages } from "./run-stages";
import { stageArguments } from "./stage-options";

/** What `survey run` with these words does, where stages end with those codes. */
async function ran(args: readonly string[], codes: Readonly<Record<string, number>> = {}) {
  const read = stageArguments(args);
  if (!read.ok) return read.error;
  const commands: string[] = [];
  const end = await runStages(read.value, async (stage, own) => {
    commands.push([stage, ...own].join(" "));
    return codes[stage] ?? 0;
  });
  return { commands, end };
}

describe("survey run", () => {
  test("hands each stage its options, in the order of the stages", async () => {
    const args = ["--czds", "all", "a b.txt", "--hours", "0", "--trust-anchor", "t", "--again"];
    expect(await ran([...args, "--second-resolver", "127.0.0.1:54", "--snapshots", "3"])).toEqual({
      commands: [
        "import --czds=all a b.txt",
        "scan --hours=0 --again --trust-anchor=t",
        "aggregate",
        "publish --trust-anchor=t --second-resolver=127.0.0.1:54",
        "export --snapshots=3",
      ],
      end: { stage: "export", code: 0 },
    });
  });

  test("may leave the scanning to workers elsewhere", async () => {
    expect(await ran(["--role", "feeder"])).toMatchObject({
      commands: ["scan --role=feeder", "aggregate", "publish", "export"],
    });
  });

  test("without a source scans what was imported last", async () => {
    expect(await ran([])).toMatchObject({ commands: ["scan", "aggregate", "publish", "export"] });
  });

  test("goes on after a refused source, whose last good copy is in use, and ends at any other failure", async () => {
    expect(await ran(["a.txt"], { import: 1 })).toMatchObject({
      end: { stage: "export", code: 0 },
    });
    expect(await ran(["a.txt"], { import: 130 })).toMatchObject({ end: { stage: "import" } });
    // What is held is not exported: there is no release.
    expect(await ran(["a.txt"], { publish: 1 })).toMatchObject({ end: { stage: "publish" } });
    expect(await ran(["a.txt"], { scan: 1 })).toEqual({
      commands: ["import a.txt", "scan"],
      end: { stage: "scan", code: 1 },
    });
  });

  test.for([
    [["--kind", "zone"], "need a file"],
    [["--override", "x"], "There is no option"],
    [["--role", "worker"], "survey scan --role worker"],
  ] as const)("%j is refused", async ([args, sentence]) => {
    expect(await ran(args)).toContain(sentence);
  });
});
