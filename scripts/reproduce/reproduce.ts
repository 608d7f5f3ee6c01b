import { createHash } from "node:crypto";
import { RevisionFile } from "@/lib/model/release-file";
import { FigureAnswer, type FigureMeta, type Row } from "./figure-answer";
import { recompute } from "./recompute";

/** Gets a document, or throws with a sentence. */
export type Load = (address: string) => Promise<string>;

/** What became of one figure. */
export type Verdict =
  | { figure: string; verdict: "equal"; rows: number; files: number }
  | { figure: string; verdict: "different"; details: string[] }
  | { figure: string; verdict: "unknown"; why: string };

/** Differences that are told of one figure. */
const MOST_DETAILS = 10;

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What tells the rows of a figure apart, where the row has it. */
const IDENTITY = ["release", "edition"];

/** Rows by what they are of: a page may sort them as it likes. */
function byIdentity(rows: readonly Row[], names: readonly string[]): Map<string, Row> {
  return new Map(rows.map((row) => [names.map((name) => String(row[name])).join(" "), row]));
}

function differences(
  shown: readonly Row[],
  made: readonly Row[],
  { dimensions }: FigureMeta,
): string[] {
  const names = [...dimensions, ...IDENTITY].filter((name) => made.every((row) => name in row));
  const found = shown.length === made.length ? [] : [`${shown.length} rows, made ${made.length}`];
  const rows = byIdentity(shown, names);
  for (const [identity, row] of byIdentity(made, names)) {
    const other = rows.get(identity);
    if (other === undefined) found.push(`made, not shown: ${identity}`);
    else
      for (const [name, value] of Object.entries(row))
        if (!same(other[name], value))
          found.push(
            `${identity}, ${name}: ${JSON.stringify(other[name])}, made ${JSON.stringify(value)}`,
          );
  }
  return found.slice(0, MOST_DETAILS);
}

/** Each file is asked for once, and has to have the hash that the manifest says. */
async function filesOf(
  { reproduce: { inputs } }: FigureMeta,
  load: Load,
  known: Map<string, RevisionFile>,
): Promise<{ files: RevisionFile[] } | { wrong: string }> {
  const files: RevisionFile[] = [];
  for (const { file, sha256 } of inputs) {
    const key = `${sha256} ${file}`;
    let input = known.get(key);
    if (input === undefined) {
      const text = await load(file);
      const actual = createHash("sha256").update(text).digest("hex");
      if (actual !== sha256) return { wrong: `${file} has SHA-256 ${actual}, not ${sha256}` };
      input = RevisionFile.parse(JSON.parse(text));
      known.set(key, input);
    }
    files.push(input);
  }
  return { files };
}

/** Makes every figure of a page's JSON again, of the files that it names, and compares. */
export async function reproduce(answer: string, load: Load): Promise<Verdict[]> {
  const { data, meta } = FigureAnswer.parse(JSON.parse(answer));
  const known = new Map<string, RevisionFile>();
  const verdicts: Verdict[] = [];
  for (const figure of meta.figures) {
    const shown = data.find((one) => one.figure === figure.figure)?.rows ?? [];
    const got = await filesOf(figure, load, known);
    if ("wrong" in got) {
      verdicts.push({ figure: figure.figure, verdict: "different", details: [got.wrong] });
      continue;
    }
    const made = recompute(meta.page, figure, shown, got.files, meta.parameters);
    if (made === null) {
      const why = "put together in a way that this program does not know";
      verdicts.push({ figure: figure.figure, verdict: "unknown", why });
      continue;
    }
    const details = differences(shown, made, figure);
    verdicts.push(
      details.length > 0
        ? { figure: figure.figure, verdict: "different", details }
        : { figure: figure.figure, verdict: "equal", rows: shown.length, files: got.files.length },
    );
  }
  return verdicts;
}
