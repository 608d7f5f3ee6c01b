import { createHash } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "@/lib/result";

const Cursor = z.strictObject({
  /** Rows to skip. */
  from: z.int().min(1).max(100_000_000),
  /** Hash of the question and of what was published when it was asked. */
  of: z.string(),
});

const hash = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 16);

/** What a cursor belongs to: one question (its address without `cursor`) and one published state. */
export interface CursorScope {
  url: URL;
  /** Id of the published state, or a constant where the question is about immutable rows. */
  state: string;
}

function question(url: URL): string {
  const parameters = [...url.searchParams].filter(([name]) => name !== "cursor");
  return `${url.pathname}?${new URLSearchParams(parameters.sort(([a], [b]) => (a < b ? -1 : Number(a > b))))}`;
}

const scopeHash = ({ url, state }: CursorScope) => ({
  question: hash(question(url)),
  state: hash(state),
});

/** An opaque cursor for the rows after the first `from`. */
export function writeCursor(scope: CursorScope, from: number): string {
  const { question, state } = scopeHash(scope);
  return Buffer.from(JSON.stringify({ from, of: `${question}.${state}` })).toString("base64url");
}

/**
 * Reads a cursor back. It holds no secret: whoever makes one up can only skip rows.
 *
 * @returns rows to skip; `foreign` for a cursor of another question, `outdated` when something was
 * published since.
 */
export function readCursor(
  scope: CursorScope,
  cursor: string,
): Result<number, "malformed" | "foreign" | "outdated"> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return err("malformed");
  }
  const parsed = Cursor.safeParse(value);
  if (!parsed.success) return err("malformed");
  const { question, state } = scopeHash(scope);
  const [ofQuestion, ofState] = parsed.data.of.split(".");
  if (ofQuestion !== question) return err("foreign");
  return ofState === state ? ok(parsed.data.from) : err("outdated");
}
