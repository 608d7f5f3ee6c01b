import { findNodeAtLocation, type Node, type ParseError, parse, parseTree } from "jsonc-parser";
import type { z } from "zod";

/** Why a history file was refused: where a person has to look, and what is wrong there. */
export interface MalformedFile {
  code: "malformed";
  file: string;
  /** 1-based. */
  line: number;
  /** Path of the field within its object, such as `topProviders[2].domains`; empty for the whole. */
  field: string;
  message: string;
}

/** A field's path as people write it. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number"
        ? `${text}[${part}]`
        : text === ""
          ? String(part)
          : `${text}.${String(part)}`,
    "",
  );

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

/** Line of the value at `path` in JSON text, or of its nearest ancestor that exists. */
function lineOf(text: string, root: Node | undefined, path: readonly PropertyKey[]): number {
  for (let length = path.length; root !== undefined && length >= 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length) as (string | number)[]);
    if (node !== undefined) return lineAt(text, node.offset);
  }
  return 1;
}

/**
 * Parses JSON text with a strict schema.
 *
 * @param firstLine line of the file on which `text` starts, from 1: JSON Lines parse line by line.
 * @returns the value, or the first fault by file, line and field.
 */
export function parseJson<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  firstLine = 1,
): { ok: true; value: T } | { ok: false; error: MalformedFile } {
  const fault = (line: number, field: string, message: string) =>
    ({
      ok: false,
      error: { code: "malformed", file, line: firstLine + line - 1, field, message },
    }) as const;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // JSON.parse does not always say where; the tolerant parser does.
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const line = lineAt(text, errors[0]?.offset ?? 0);
    return fault(line, "", `not JSON: ${(cause as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknownKey];
  return fault(
    lineOf(text, parseTree(text), path),
    fieldPath(path),
    issue?.message ?? "does not fit the schema",
  );
}
