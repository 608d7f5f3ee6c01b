/** Columns of a line of text in a mail: with `> ` before it, still below the 78 of RFC 5322 §2.1.1. */
const MOST_COLUMNS = 72;

/**
 * Paragraphs as lines of a plain mail. What begins with white space is left as it is (records), and a
 * word that is longer than a line (a link) gets a line of its own. Pure.
 */
export function wrapped(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => (/^\s/.test(line) ? [line.trimEnd()] : wrappedLine(line)))
    .join("\n");
}

function wrappedLine(line: string): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if ([...longer].length <= MOST_COLUMNS || current === "") current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

/** A TLSA record in zone-file form, in lines that no mail program breaks (RFC 1035 §5.1). */
export const recordLines = (record: string): string => {
  const [, head, data] = /^(.*\S)\s+([0-9a-f]+)$/i.exec(record) ?? [];
  if (head === undefined || data === undefined) return `  ${record}`;
  const pieces = data.match(/.{1,64}/g) ?? [];
  return [`  ${head} (`, ...pieces.map((piece) => `    ${piece}`), "  )"].join("\n");
};
