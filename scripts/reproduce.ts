import { readFile } from "node:fs/promises";
import { jsonAddress } from "./reproduce/figure-answer";
import { reproduce, type Verdict } from "./reproduce/reproduce";

// `npm run reproduce -- <address or .json file>`: makes the figures at an address of this site again, of
// the releases' files that they name, and says whether they are equal. Ends with 0 where all are, 1 where
// one is not, 2 where that could not be told.

const PATIENCE_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

async function load(address: string): Promise<string> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${address} is answered with ${answer.status}.`);
  const body = await answer.arrayBuffer();
  if (body.byteLength > MOST_BYTES)
    throw new Error(`${address} is larger than ${MOST_BYTES} octets.`);
  return new TextDecoder().decode(body);
}

function told(verdict: Verdict): string {
  switch (verdict.verdict) {
    case "equal":
      return `equal      ${verdict.figure}: ${verdict.rows} rows of ${verdict.files} files, each with its hash`;
    case "different":
      return [
        `DIFFERENT  ${verdict.figure}`,
        ...verdict.details.map((one) => `           ${one}`),
      ].join("\n");
    case "unknown":
      return `not told   ${verdict.figure}: ${verdict.why}`;
  }
}

const [given, ...more] = process.argv.slice(2);
if (given === undefined || more.length > 0) {
  console.error(
    "Usage: npm run reproduce -- <address of a page, chart or file, or a .json file of one>",
  );
  process.exitCode = 2;
} else {
  try {
    const isAddress = /^https?:\/\//.test(given);
    const answer = isAddress ? await load(jsonAddress(given).href) : await readFile(given, "utf8");
    const verdicts = await reproduce(answer, load);
    for (const verdict of verdicts) console.log(told(verdict));
    const has = (one: Verdict["verdict"]) => verdicts.some(({ verdict }) => verdict === one);
    process.exitCode = has("different") ? 1 : has("unknown") || verdicts.length === 0 ? 2 : 0;
  } catch (cause) {
    console.error(`Could not tell: ${(cause as Error).message}`);
    process.exitCode = 2;
  }
}
