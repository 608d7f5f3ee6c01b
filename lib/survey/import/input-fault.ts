import type { InputFault, InputFaultCode } from "@/lib/model/survey-input";

/** A fault's parts in the order they are known. */
export const faultAt = (
  code: InputFaultCode,
  line: number | null,
  field: string | null,
  detail: string,
): InputFault => ({ code, line, field, detail });

/** At most so much of an input is repeated in a sentence about it. */
const QUOTED_CHARACTERS = 80;

/** Text from an input, safe on a terminal and in a log: bounded, and without control characters. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
  // JSON escapes the C0 controls; the C1 ones and DEL are left to us.
  return JSON.stringify(short).replaceAll(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** “com.zone.gz, line 12, type: …”: the sentence for whoever gave the input. */
export function sentenceOf(file: string, { code, line, field, detail }: InputFault): string {
  const place = [file, line === null ? null : `line ${line}`, field].filter(
    (part) => part !== null,
  );
  return `${place.join(", ")}: ${detail === "" ? code : detail} (${code})`;
}
