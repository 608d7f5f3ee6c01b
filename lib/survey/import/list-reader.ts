import type { InputFault, InputFaultCode } from "@/lib/model/survey-input";
import { faultAt, quoted } from "./input-fault";
import { readListedName } from "./listed-name";
import { TextLines, withoutEnd } from "./text-lines";

/** Told of each name, in lower case and as A-labels. */
export type OnName = (name: string) => void;

/** What is wrong with a field, for a fault that knows its line. */
export type FieldFault = { code: InputFaultCode; field: string; detail: string };

/** Reads one line of a list: a name, nothing (null), or what is wrong with it. */
export type ReadLine = (text: string, line: number) => string | null | FieldFault;

const BYTE_ORDER_MARK = "\ufeff";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/;

/** Reads a file of one name a line, whatever a line looks like. */
export class ListReader {
  readonly #lines = new TextLines();
  readonly #readLine: ReadLine;
  readonly #onName: OnName;
  #names = 0;

  constructor(readLine: ReadLine, onName: OnName) {
    this.#readLine = readLine;
    this.#onName = onName;
  }

  /** Lines read so far. */
  get line(): number {
    return this.#lines.line;
  }

  /** Reads the next part of the file; after a fault nothing more may be pushed. */
  push(chunk: Buffer): InputFault | null {
    return this.#lines.push(chunk, this.#take);
  }

  /** What is wrong with the file as a whole. */
  end(): InputFault | null {
    const fault = this.#lines.end();
    if (fault !== null) return fault;
    return this.#names === 0 ? faultAt("empty", null, null, "there is no name in it") : null;
  }

  readonly #take = (chunk: Buffer, from: number): number | InputFault => {
    for (let at = from; ; ) {
      const end = chunk.indexOf(0x0a, at);
      if (end < 0) return at;
      const line = ++this.#lines.line;
      let text = withoutEnd(chunk, at, end).toString("utf8");
      if (line === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
      const name = CONTROL.test(text)
        ? { code: "binary" as const, field: "line", detail: quoted(text) }
        : this.#readLine(text, line);
      if (typeof name === "string") {
        this.#names++;
        this.#onName(name);
      } else if (name !== null) return faultAt(name.code, line, name.field, name.detail);
      at = end + 1;
    }
  };
}

/** A line of a plain list: a name, or nothing where it is blank or begins with `#`. */
export const readPlainLine: ReadLine = (text) => {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return null;
  const name = readListedName(trimmed);
  return name.ok ? name.value : { code: name.error, field: "name", detail: quoted(trimmed) };
};
