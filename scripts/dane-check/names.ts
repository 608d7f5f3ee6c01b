import { type DomainName, parseDomainInput } from "@/lib/verifier/domain-name-input";
import { quoted } from "../command-line/option-values";

/** A domain to check, or the sentence that says why this is none. */
export type AskedName = { ok: true; domain: DomainName } | { ok: false; sentence: string };

const MAX_LINE_CHARACTERS = 4096;

/** The domains asked for, in order; `-` is replaced by the lines of `input`, read as they come. */
export async function* askedNames(
  texts: readonly string[],
  input: AsyncIterable<string>,
): AsyncGenerator<AskedName> {
  for (const text of texts)
    if (text === "-") yield* namesIn(input);
    else yield asked(text, quoted(text));
}

/** Blank lines and those that start with `#` are passed over. */
async function* namesIn(input: AsyncIterable<string>): AsyncGenerator<AskedName> {
  let number = 0;
  for await (const line of linesOf(input)) {
    number += 1;
    if (line.trim() === "" || line.startsWith("#")) continue;
    yield asked(line, `Line ${number}, ${quoted(line)}`);
  }
}

function asked(text: string, called: string): AskedName {
  const domain = parseDomainInput(text);
  return domain.ok
    ? { ok: true, domain: domain.value }
    : { ok: false, sentence: `${called} is no domain to check: ${domain.error.sentence}` };
}

/** Lines of a stream; of a line that never ends only the start is kept. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const chunk of input) {
    const lines = `${held}${chunk}`.split(/\r?\n/);
    held = (lines.pop() ?? "").slice(0, MAX_LINE_CHARACTERS);
    yield* lines;
  }
  if (held !== "") yield held;
}
