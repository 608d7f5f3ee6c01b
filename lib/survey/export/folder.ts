import { createHash, randomUUID } from "node:crypto";
import { createReadStream, statfsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { SUMS_FILE } from "@/lib/model/release-export";
import { err, ok, type Result } from "@/lib/result";

/** Begins the names of folders that are being written; nobody serves them. */
const UNFINISHED = ".unfinished-";
/** Left free, as the database may stand on the same disk. */
const RESERVED_OCTETS = 2 ** 30;

/** A file's name with the SHA-256 of its bytes, as `sha256sum` prints them. */
export type Sum = { name: string; sha256: string };

/** True where less than 1 GiB would be left beside what is written. */
export function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < RESERVED_OCTETS;
}

/** SHA-256 of a file, in hexadecimal, and its length. */
export async function sumOf(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    hash.update(piece);
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** What stands in `SHA256SUMS`. */
export const sumsText = (sums: readonly Sum[]): string =>
  sums.map(({ sha256, name }) => `${sha256}  ${name}\n`).join("");

/** Reads `SHA256SUMS`; null where the folder has none that can be read. */
async function readSums(folder: string): Promise<Sum[] | null> {
  let text: string;
  try {
    text = await readFile(path.join(folder, SUMS_FILE), "utf8");
  } catch {
    return null;
  }
  const lines = text.split("\n").slice(0, -1);
  const sums = lines.map((line) => /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line));
  return sums.every((match) => match !== null)
    ? sums.map(([, sha256 = "", name = ""]) => ({ sha256, name }))
    : null;
}

/** How a folder is that was written before. */
export type FolderState =
  | { state: "missing" }
  /** Every file is there with the bytes that its sum says. */
  | { state: "whole"; sums: Sum[] }
  | { state: "damaged"; what: string };

/**
 * Looks at a folder that was written before.
 *
 * @param depth `names` asks only whether all files are there: for snapshots of gigabytes.
 */
export async function inspectFolder(
  folder: string,
  depth: "bytes" | "names" = "bytes",
): Promise<FolderState> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) return { state: "missing" };
  const sums = await readSums(folder);
  if (sums === null) return { state: "damaged", what: `${SUMS_FILE} cannot be read` };
  for (const { name, sha256 } of sums) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found === null) return { state: "damaged", what: `${name} is missing` };
    if (depth === "bytes" && (await sumOf(file)).sha256 !== sha256)
      return { state: "damaged", what: `${name} has other bytes` };
  }
  return { state: "whole", sums };
}

/** Fills a folder of its own, and gives it its name once everything is on the disk. */
export class FolderWriter {
  readonly folder: string;
  readonly #final: string;
  readonly #root: string;

  private constructor(root: string, final: string) {
    this.#root = root;
    this.#final = final;
    this.folder = path.join(root, `${UNFINISHED}${randomUUID()}`);
  }

  /** @param name of the folder below `root`, of one part or two. */
  static async begin(root: string, name: string): Promise<FolderWriter> {
    const writer = new FolderWriter(root, path.join(root, name));
    await mkdir(writer.folder, { recursive: true });
    return writer;
  }

  /** Sums of the files that were named, in that order, into `SHA256SUMS`; then the folder's name. */
  async finish(sums: readonly Sum[]): Promise<Result<void, { code: "taken" }>> {
    const file = await open(path.join(this.folder, SUMS_FILE), "w");
    await file.writeFile(sumsText(sums));
    await file.close();
    const wanted = new Set([...sums.map(({ name }) => name), SUMS_FILE]);
    for (const name of await readdir(this.folder)) {
      if (wanted.has(name)) await flush(path.join(this.folder, name));
      else await rm(path.join(this.folder, name), { recursive: true, force: true });
    }
    await flush(this.folder);
    await mkdir(path.dirname(this.#final), { recursive: true });
    try {
      // A folder that is there and holds files refuses: nothing is ever written over.
      await rename(this.folder, this.#final);
    } catch (cause) {
      const { code = "" } = cause as NodeJS.ErrnoException;
      if (["ENOTEMPTY", "EEXIST", "EPERM"].includes(code)) return err({ code: "taken" });
      throw cause;
    }
    await flush(path.dirname(this.#final));
    await flush(this.#root);
    return ok(undefined);
  }

  /** Takes away what was not finished. */
  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Removes what killed processes left behind; to be called by whoever holds the export's lock. */
export async function removeUnfinished(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => []))
    if (name.startsWith(UNFINISHED))
      await rm(path.join(root, name), { recursive: true, force: true });
}

/** Makes sure that a file, or a folder's names, outlive a loss of power. */
async function flush(place: string): Promise<void> {
  const handle = await open(place, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
