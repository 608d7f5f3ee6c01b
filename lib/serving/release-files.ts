import { createHash } from "node:crypto";
import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import {
  askedExportedFile,
  EXPORT_FORMAT_WORDS,
  type ExportFormat,
  exportFolderOf,
  SUMS_FILE,
} from "@/lib/model/release-export";
import { busy } from "./answers";
import { rangeOf } from "./byte-range";
import { matchesEtag } from "./conditional";
import type { Rendered } from "./rendered";

/** Files that are being sent at once. */
const MOST_STREAMS = 64;
/** A client that takes nothing for so long is hung up on. */
const IDLE_MS = 60_000;
/** Folders whose lists are kept in memory. */
const MOST_FOLDERS = 200;

const IMMUTABLE = "public, max-age=31536000, immutable";

type Listed = { sha256: string; bytes: number };
type Folder = ReadonlyMap<string, Listed>;
type Asked = { release: string; revision: number; name: string };

/**
 * Serves the files of releases from the folder they were exported to. A name is looked up in the
 * folder's own list and never joined to a path before it was found there.
 */
export class ReleaseFiles {
  private readonly root: string;
  private readonly folders = new Map<string, Folder>();
  private streams = 0;

  constructor(root: string) {
    this.root = root;
  }

  takes(address: string): boolean {
    return askedExportedFile(address) !== undefined;
  }

  /**
   * Streams a file to its end.
   *
   * @param headers that every response of this address has.
   * @returns the answer to send instead, where there is no such file or nothing of it is to be sent; null
   * where the file was sent.
   */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
    headers: (rendered: Rendered) => readonly string[],
  ): Promise<Rendered | null> {
    const asked = askedExportedFile(address);
    if (asked === undefined) throw new Error("asked for no file");
    const folder = await this.folderOf(asked);
    const listed = folder?.get(asked.name);
    if (folder === null || listed === undefined) return notThere(asked, folder);
    const rendered = wholeFile(asked, listed);
    const own = [...rendered.headers].flatMap(([name, value]) => [name, String(value)]);
    const etag = String(rendered.headers.get("etag"));
    const { "if-none-match": ifNoneMatch, "if-range": ifRange, range } = request.headers;
    if (ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, etag)) {
      response.writeHead(304, [...own, ...headers(rendered)]);
      response.end();
      return null;
    }
    // RFC 9110 §13.1.5: with another tag, or with a date, the whole file is sent.
    const isRanged = request.method === "GET" && (ifRange === undefined || ifRange === etag);
    const wanted = isRanged ? rangeOf(range, listed.bytes) : null;
    if (wanted === "unsatisfiable") return unsatisfiable(listed.bytes);
    const { first, last } = wanted ?? { first: 0, last: listed.bytes - 1 };
    const length = ["content-length", String(last - first + 1)];
    const part = wanted === null ? [] : ["content-range", `bytes ${first}-${last}/${listed.bytes}`];
    const all = [...own, ...part, ...length, ...headers(rendered)];
    if (request.method === "HEAD") {
      response.writeHead(200, all);
      response.end();
      return null;
    }
    if (this.streams >= MOST_STREAMS) return busy(address);
    const file = await this.opened(asked, listed);
    if (file === null) return notThere(asked, folder);
    this.streams += 1;
    try {
      response.writeHead(wanted === null ? 200 : 206, all);
      response.setTimeout(IDLE_MS, () => response.destroy());
      await pipeline(file.createReadStream({ start: first, end: last }), response);
    } catch (cause) {
      // Whoever hangs up has what they wanted, or comes again for the rest.
      if (!isHungUp(cause)) throw cause;
    } finally {
      this.streams -= 1;
      await file.close();
    }
    return null;
  }

  /** The list of a revision's files; null where there is none on this machine. */
  private async folderOf({ release, revision }: Asked): Promise<Folder | null> {
    const name = exportFolderOf(release, revision);
    const known = this.folders.get(name);
    if (known !== undefined) return known;
    const folder = await readFolder(path.join(this.root, name));
    if (folder === null) return null;
    const [oldest] = this.folders.keys();
    if (this.folders.size >= MOST_FOLDERS && oldest !== undefined) this.folders.delete(oldest);
    this.folders.set(name, folder);
    return folder;
  }

  /** The file, if it is as long as it was; a folder that was moved away is looked for anew. */
  private async opened({ release, revision, name }: Asked, listed: Listed) {
    const folder = exportFolderOf(release, revision);
    let file: FileHandle | null = null;
    try {
      file = await open(path.join(this.root, folder, name), "r");
      if ((await file.stat()).size === listed.bytes) return file;
    } catch {
      // As below.
    }
    await file?.close();
    this.folders.delete(folder);
    return null;
  }
}

const isHungUp = (cause: unknown): boolean =>
  ["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"].includes(
    String((cause as NodeJS.ErrnoException).code),
  );

/** What `SHA256SUMS` of a folder lists, and itself; null where there is no whole folder. */
async function readFolder(folder: string): Promise<Folder | null> {
  try {
    const text = await readFile(path.join(folder, SUMS_FILE));
    const lines = text.toString("utf8").split("\n").slice(0, -1);
    const entries = await Promise.all(
      lines.map(async (line): Promise<[string, Listed]> => {
        const [, sha256 = "", name = ""] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? [];
        return [name, { sha256, bytes: (await stat(path.join(folder, name))).size }];
      }),
    );
    const sha256 = createHash("sha256").update(text).digest("hex");
    return new Map([...entries, [SUMS_FILE, { sha256, bytes: text.length }]]);
  } catch {
    return null;
  }
}

const formatOf = (name: string): ExportFormat => {
  const suffix = name.slice(name.lastIndexOf(".") + 1);
  return suffix === "csv" || suffix === "parquet" || suffix === "json" ? suffix : "text";
};

function wholeFile({ release, revision, name }: Asked, { sha256 }: Listed): Rendered {
  const base64 = Buffer.from(sha256, "hex").toString("base64");
  return {
    status: 200,
    headers: new Map([
      ["content-type", EXPORT_FORMAT_WORDS[formatOf(name)].mediaType],
      ["content-disposition", `attachment; filename="dane-stats_${release}_r${revision}_${name}"`],
      ["cache-control", IMMUTABLE],
      ["accept-ranges", "bytes"],
      ["etag", `"${sha256}"`],
      // RFC 9530: of the whole file, whatever part of it is sent.
      ["repr-digest", `sha-256=:${base64}:`],
    ]),
    body: Buffer.alloc(0),
  };
}

const plain = (status: number, text: string, headers: [string, string][] = []): Rendered => ({
  status,
  headers: new Map([
    ["content-type", "text/plain; charset=utf-8"],
    ["cache-control", "no-store"],
    ...headers,
  ]),
  body: Buffer.from(text),
});

/** Says what there is instead. */
function notThere({ release, revision }: Asked, folder: Folder | null): Rendered {
  const text =
    folder === null
      ? `There are no files of release ${release} revision ${revision} here. /releases lists the releases; those of this site's own survey have files, reports of others have none.\n`
      : `There is no such file of release ${release} revision ${revision}. There are:\n\n${[...folder.keys()].join("\n")}\n`;
  return plain(404, text);
}

const unsatisfiable = (bytes: number): Rendered =>
  plain(416, `The file has ${bytes} octets.\n`, [["content-range", `bytes */${bytes}`]]);
