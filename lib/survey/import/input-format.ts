import type { InputKind } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import type { InputFormat } from "./read-source";

/** What whoever gave an input said of it. */
export type FormatWishes = {
  kind: InputKind | null;
  /** A CSV file's column, by its name or its number from 1. */
  column: string | number | null;
  /** Canonical text of the zone, which relative names belong to. */
  zone: string | null;
};

const BY_EXTENSION: Readonly<Record<string, InputKind>> = {
  zone: "zone",
  csv: "csv",
  txt: "list",
  list: "list",
};

/** How a file is read: as told, or by the end of its name (`.zone`, `.csv`, `.txt`, each also `.gz`). */
export function formatOf(
  fileName: string,
  { kind, column, zone }: FormatWishes,
): Result<InputFormat, { code: "format_unknown" }> {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const chosen = kind ?? BY_EXTENSION[extension];
  if (chosen === undefined) return err({ code: "format_unknown" });
  if (chosen === "zone") return ok({ kind: "zone", origin: zone });
  return ok(chosen === "csv" ? { kind: "csv", column } : { kind: "list" });
}
